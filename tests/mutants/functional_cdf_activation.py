"""Mutants of helpers/functional/cdf_activation.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_activations.py"]
MUTANTS = [
    ('return x * sigmoid(alpha * x)', 'return x * sigmoid(x)'),
    ('return x * sigmoid(alpha * x)', 'return alpha * x * sigmoid(alpha * x)'),
    ('return x * sigmoid(alpha * x)', 'return x * sigmoid(x * float(alpha))'),
    ('approximate: str = "none"', 'approximate: str = "tanh"'),
    ('x + 0.044715 * x**3', 'x + 0.044175 * x**3'),
    ('math.sqrt(2 / math.pi)', 'math.sqrt(2) / math.pi'),
    ('x / 2 * (1 + tanh', 'x * (1 + tanh'),
    ('torch.erfc(-x / math.sqrt(2)) / 2', '(1 + torch.erf(x / math.sqrt(2))) / 2'),
    ('torch.erfc(-x / math.sqrt(2)) / 2', 'torch.erfc(-x) / 2'),
    ('torch.exp(torch.where(x >= 0, -x, x)) / 2', 'torch.exp(-x.abs()) / 2'),
    ('torch.where(x >= 0, 1 - tail, tail)', 'torch.where(x >= 0, 1 - tail, 1 - tail)'),
    ('torch.atan2(torch.ones_like(x), -x) / math.pi', 'torch.atan(x) / math.pi + 0.5'),
    ('torch.atan2(torch.ones_like(x), -x) / math.pi', 'torch.atan2(torch.ones_like(x), x) / math.pi'),
    ('if cdf not in CDFS:', 'if False:'),
    ('"laplace": laplace_cdf', '"laplace": sigmoid'),
    ('return z * cdf(z)', 'return z * cdf(z).detach()'),
]  # fmt: skip

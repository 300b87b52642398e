"""Mutants of helpers/functional/sigmoid.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_activations.py"]
MUTANTS = [
    ('torch.where(x >= 0, 1 / (1 + decay), decay / (1 + decay))', 'torch.where(x >= 0, decay / (1 + decay), 1 / (1 + decay))'),
    ('    decay = _decay(x)', '    decay = torch.exp(-x.abs())'),
    ('torch.where(x >= 0, 1 / (1 + decay), decay / (1 + decay))', '1 / (1 + torch.exp(-x))'),
    ('torch.where(x >= 0, 0, x) - _decay(x).log1p()', '(1 / (1 + torch.exp(-x))).log()'),
    ('torch.where(x >= 0, 0, x) - ', 'torch.where(x >= 0, x, 0) - '),
    ('if beta <= 0:', 'if beta < 0:'),
    ('torch.where(scaled > threshold, x, rounded / beta)', 'torch.where(x > threshold, x, rounded / beta)'),
    ('torch.where(scaled > threshold, x, rounded / beta)', 'torch.where(scaled > threshold, x, rounded)'),
    ('torch.where(scaled > threshold, x, rounded / beta)', 'torch.where(scaled > threshold, scaled, rounded / beta)'),
    ('torch.expm1(torch.where(x >= 0, -2 * x, 2 * x))', 'torch.expm1(-2 * x.abs())'),
    ('torch.expm1(torch.where(x >= 0, -2 * x, 2 * x))', '(torch.exp(torch.where(x >= 0, -2 * x, 2 * x)) - 1)'),
    ('torch.where(x >= 0, -shrunk, shrunk) / (shrunk + 2)', '-torch.expm1(-2 * x) / (torch.expm1(-2 * x) + 2)'),
    ('/ (shrunk + 2)', '/ (shrunk + 1)'),
    ('torch.exp(torch.where(x >= 0, -x, x))', 'torch.exp(torch.where(x >= 0, x, -x))'),
]  # fmt: skip

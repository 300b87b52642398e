"""Mutants of helpers/functional/softmax.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_activations.py"]
MUTANTS = [
    ('return x - x.detach().amax(dim, keepdim=True)', 'return x'),
    ('x.detach().amax(dim, keepdim=True)', 'x.detach().amin(dim, keepdim=True)'),
    ('x.detach().amax(dim, keepdim=True)', 'x.detach().amax(dim).unsqueeze(0)'),
    ('shares / shares.sum(dim, keepdim=True)', 'shares / shares.sum(dim, keepdim=True).detach()'),
    ('shares / shares.sum(dim, keepdim=True)', 'shares / shares.sum()'),
    ('x = x / temperature', 'x = x * temperature'),
    ('shifted - shifted.exp().sum(dim, keepdim=True).log()', '(shifted.exp() / shifted.exp().sum(dim, keepdim=True)).log()'),
    ('shifted - shifted.exp().sum(dim, keepdim=True).log()', 'shifted - shifted.exp().sum(0, keepdim=True).log()'),
    ('    check_dim(x, dim)\n', ''),
    ('if not temperature > 0:', 'if temperature < 0:'),
]  # fmt: skip

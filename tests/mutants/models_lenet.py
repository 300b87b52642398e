"""Mutants of helpers/models/lenet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_models_classic.py"]
MUTANTS = [
    ('(0, 1, 3, 4), (1, 2, 4, 5)', '(0, 1, 3, 4), (1, 2, 3, 5)'),
    ('nn.Conv2d(in_channels, 20, 5, padding=2)', 'nn.Conv2d(in_channels, 20, 5)'),
    ('1.7159 * torch.tanh(2 * x / 3)', 'torch.tanh(2 * x / 3)'),
    ('self.average(x) + self.bias', 'self.average(x) - self.bias'),
    ('conv(x[:, list(maps)])', 'conv(x[:, : len(maps)])'),
    ('if learned_pooling else nn.AvgPool2d(2)', 'if True else nn.AvgPool2d(2)'),
]  # fmt: skip

"""Mutants of helpers/layers/fire.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_fire_module.py"]
MUTANTS = [
    ('nn.Conv2d(squeeze, expand3x3, 3, padding=1)', 'nn.Conv2d(squeeze, expand3x3, 3, padding=1, bias=False)'),
    ('nn.Conv2d(squeeze, expand1x1, 1)', 'nn.Conv2d(squeeze, expand3x3, 1)'),
    ('x = self.activation(self.squeeze(x))', 'x = self.squeeze(x)'),
    ('[self.activation(self.expand1x1(x))', '[self.activation(self.expand3x3(x))'),
    ('self.activation(self.expand3x3(x))]', 'self.expand3x3(x)]'),
    ('self.activation = activation()', 'self.activation = nn.ReLU()'),
    ('check_input(self, x, self.squeeze.in_channels)', 'check_input(self, x, x.shape[1])'),
]  # fmt: skip

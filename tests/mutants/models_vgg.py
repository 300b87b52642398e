"""Mutants of helpers/models/vgg.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_inputs.py", "models/test_models_classic.py"]
MUTANTS = [
    ('16: (2, 2, 3, 3, 3)', '16: (2, 3, 3, 3, 2)'),
    ('layers += [nn.MaxPool2d(2)]', 'layers += [nn.AvgPool2d(2)]'),
    ('nn.Linear(numbers, hidden), nn.ReLU(), nn.Dropout(dropout)', 'nn.Linear(numbers, hidden), nn.Dropout(dropout), nn.Identity()'),
    ('nn.init.normal_(layer.weight, 0, 0.01)', 'nn.init.normal_(layer.weight, 0, 0.1)'),
    ('range(2 if hidden else 0)', 'range(2)'),
    ('channels * pooled**2', 'channels * pooled'),
    ('one_a_stage(widths, blocks=blocks)', 'pass'),
    ('checked(self, self.features, x, self.in_channels)', 'self.features(x)'),
]  # fmt: skip

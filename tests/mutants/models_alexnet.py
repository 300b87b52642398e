"""Mutants of helpers/models/alexnet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_models_classic.py"]
MUTANTS = [
    ('nn.Conv2d(in_channels, 96, 11, stride=4)', 'nn.Conv2d(in_channels, 96, 11, stride=4, padding=2)'),
    ('nn.Conv2d(256, 384, 3, padding=1)', 'nn.Conv2d(256, 384, 3, padding=1, groups=groups)'),
    ('nn.Conv2d(384, 384, 3, padding=1, groups=groups)', 'nn.Conv2d(384, 384, 3, padding=1)'),
    ('if groups < 1 or 96 % groups or 256 % groups:', 'if groups < 1 or 96 % groups:'),
    ('self.avgpool = nn.AdaptiveAvgPool2d(6)', 'self.avgpool = nn.Identity()'),
    (
        'nn.Linear(4096, num_classes),\n        )\n\n    def',
        'nn.Linear(4096, num_classes),\n            nn.ReLU(),\n            nn.Linear(num_classes, num_classes),\n        )\n\n    def',
    ),
]  # fmt: skip

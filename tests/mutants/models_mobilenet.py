"""Mutants of helpers/models/mobilenet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_mobilenet.py"]
MUTANTS = [
    ('(6, 64, 4, 2)', '(6, 64, 4, 1)'),
    ('(6, 96, 3, 1)', '(6, 96, 3, 2)'),
    ('first_stride if i == 0 else 1', 'first_stride'),
    ('stride, expand_ratio, norm', 'stride, 6, norm'),
    ('                channels = width', '                channels = channels'),
    ('last_width, 1, norm=norm, activation=activation)', 'last_width, 1, norm=norm, activation=None)'),
    ('3, stem_stride,', '3, 1,'),
    ('activation: Factory = nn.ReLU6', 'activation: Factory = nn.ReLU'),
    ('return MobileNetV2(num_classes, in_channels', 'return MobileNetV2(num_classes, 3'),
]  # fmt: skip

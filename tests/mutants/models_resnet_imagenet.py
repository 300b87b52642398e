"""Mutants of helpers/models/resnet_imagenet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_models_resnet.py"]
MUTANTS = [
    ('101: (Bottleneck, (3, 4, 23, 3))', '101: (Bottleneck, (3, 4, 22, 4))'),
    ('200: (Bottleneck, (3, 24, 36, 3))', '200: (Bottleneck, (3, 36, 24, 3))'),
    ('34: (BasicBlock, (3, 4, 6, 3))', '34: (Bottleneck, (3, 4, 6, 3))'),
    ('in_channels=in_channels, **settings)', 'in_channels=in_channels)'),
    ('num_classes=num_classes, in_channels', 'num_classes=1000, in_channels'),
]  # fmt: skip

"""Mutants of helpers/models/resnet_imagenet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_models_resnet.py"]
MUTANTS = [
    ('101: (True, (3, 4, 23, 3))', '101: (True, (3, 4, 22, 4))'),
    ('200: (True, (3, 24, 36, 3))', '200: (True, (3, 36, 24, 3))'),
    ('34: (False, (3, 4, 6, 3))', '34: (True, (3, 4, 6, 3))'),
    ('in_channels=in_channels, **settings)', 'in_channels=in_channels)'),
    ('num_classes=num_classes, in_channels', 'num_classes=1000, in_channels'),
    ('BLOCKS[bottleneck, pre_activation]', 'BLOCKS[bottleneck, False]'),
]  # fmt: skip

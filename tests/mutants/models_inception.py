"""Mutants of helpers/models/inception.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_googlenet.py"]
MUTANTS = [
    ('"inception4c": (128, 128, 256', '"inception4c": (128, 256, 128'),
    ('64, 7, stride=2', '64, 7, stride=1'),
    ('kernel_size = 2 if name == "maxpool4"', 'kernel_size = 2 if name == "maxpool3"'),
    ('nn.MaxPool2d(kernel_size, stride=2, ceil_mode=True)', 'nn.MaxPool2d(kernel_size, stride=2)'),
    ('large_kernel=large_kernel)', 'large_kernel=5)'),
    ('conv2=inception_unit(64, 64, 1,', 'conv2=inception_unit(64, 64, 3,'),
    ('maxpool1=nn.MaxPool2d(3, stride=2, ceil_mode=True)', 'maxpool1=nn.MaxPool2d(3, stride=2)'),
    ('if width < 8 or width % 8:', 'if width % 8:'),
    ('if width < 8 or width % 8:', 'if width < 8:'),
    ('dropout: float = 0.4', 'dropout: float = 0.2'),
    ('            if naive:', '            if not naive:'),
    ('nn.MaxPool2d(3, stride=2, padding=1)', 'nn.MaxPool2d(3, stride=1, padding=1)'),
]  # fmt: skip

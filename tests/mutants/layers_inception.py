"""Mutants of helpers/layers/inception.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_inception_module.py"]
MUTANTS = [
    ('("conv", "relu") if norm is None', '("conv", "bn") if norm is None'),
    ('kernel_size, stride, norm=norm, activation=activation)\n    names', 'kernel_size, norm=norm, activation=activation)\n    names'),
    ('kernel_size, stride, norm=norm, activation=activation)\n    names', 'kernel_size, stride, norm=norm)\n    names'),
    ('ch1x1 + ch3x3 + ch5x5 + in_channels', 'ch1x1 + ch3x3 + ch5x5'),
    ('inception_unit(in_channels, ch5x5, 5,', 'inception_unit(in_channels, ch5x5, 3,'),
    ('self.branch4 = nn.MaxPool2d(3, stride=1, padding=1)', 'self.branch4 = nn.AvgPool2d(3, stride=1, padding=1)'),
    ('self.branch4 = nn.MaxPool2d(3, stride=1, padding=1)', 'self.branch4 = nn.Identity()'),
    ('unit(ch5x5red, ch5x5, large_kernel)', 'unit(ch5x5red, ch5x5, 5)'),
    ('nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), unit', 'nn.Sequential(nn.Identity(), unit'),
    ('unit(in_channels, ch3x3red, 1)', 'unit(in_channels, ch3x3red, 3)'),
    ('self.out_channels = ch1x1 + ch3x3 + ch5x5 + pool_proj', 'self.out_channels = ch1x1 + ch3x3 + ch5x5'),
    ('c_out, kernel_size, norm=norm, activation=activation)', 'c_out, kernel_size, norm=norm)'),
    ('c_out, kernel_size, norm=norm, activation=activation)', 'c_out, kernel_size, activation=activation)'),
    ('large_kernel: int = 5', 'large_kernel: int = 3'),
]  # fmt: skip

"""Mutants of helpers/layers/separable.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_separable_blocks.py"]
MUTANTS = [
    ('channels * multiplier, kernel_size', 'channels, kernel_size'),
    ('stride, padding, dilation, groups=channels', 'stride, padding, 1, groups=channels'),
    ('groups=channels, bias=bias', 'groups=channels'),
    ('kernel_size, stride, in_channels, norm, activation)', 'kernel_size, stride, 1, norm, activation)'),
    ('out_channels, 1, norm=norm, activation=activation)', 'out_channels, 1, norm=norm, activation=None)'),
    ('self.pointwise(self.depthwise(x))', 'self.pointwise(x)'),
    ('stride == 1 and in_channels == out_channels', 'in_channels == out_channels'),
    ('stride == 1 and in_channels == out_channels', 'stride == 1'),
    ('out_channels, 1, norm=norm, activation=None)', 'out_channels, 1, norm=norm, activation=activation)'),
    ('3, stride, groups=wide', '3, stride, groups=in_channels'),
    ('if expand_ratio > 1 else', 'if expand_ratio > 0 else'),
    ('return x + self.conv(x) if', 'return self.conv(x) + self.conv(x) if'),
    ('wide = in_channels * expand_ratio', 'wide = out_channels * expand_ratio'),
    ('stride not in (1, 2)', 'stride not in (1, 2, 3)'),
    ('activation: Factory = nn.ReLU6', 'activation: Factory = nn.ReLU'),
    ('multiplier=multiplier)', 'multiplier=1)'),
]  # fmt: skip

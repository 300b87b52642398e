"""Mutants of helpers/layers/grouped.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_grouped_conv.py"]
MUTANTS = [
    ('bias.chunk(groups)', 'bias.chunk(groups)[::-1]'),
    ('x.chunk(groups, dim=1)', 'x.chunk(groups, dim=1)[::-1]'),
    ('weight.chunk(groups)', 'weight.detach().chunk(groups)'),
    ('shift, stride, padding, dilation)', 'shift, stride, padding)'),
    ('shift, stride, padding, dilation)', 'shift, 1, padding, dilation)'),
    ('check_conv("grouped_conv2d", x', 'check_conv("conv2d", x'),
    ('groups: int = 32', 'groups: int = 16'),
    ('base_width: int = 4', 'base_width: int = 8'),
    ('channels, stride, groups=groups', 'channels, 1, groups=groups'),
    ('base_width=base_width, **settings', 'base_width=base_width'),
    ('    check_conv(', '    0 and check_conv('),
]  # fmt: skip

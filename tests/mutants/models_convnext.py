"""Mutants of helpers/models/convnext.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_inputs.py", "models/test_convnext.py"]
MUTANTS = [
    ('one_a_stage(widths, depths=depths)', 'pass'),
    ('eps=1e-6', 'eps=1e-3'),
    ('patch, stride=patch), norm2d(widths[0])', 'patch, stride=patch), nn.Identity()'),
    ('norm2d(widths[i - 1]), nn.Conv2d(widths[i - 1], width, 2, stride=2)', 'nn.Conv2d(widths[i - 1], width, 2, stride=2), norm2d(width)'),
    ('ConvNeXtBlock(width, layer_scale, kernel_size)', 'ConvNeXtBlock(width, layer_scale)'),
    ('ConvNeXtBlock(width, layer_scale, kernel_size)', 'ConvNeXtBlock(width, None, kernel_size)'),
    ('depths: tuple[int, ...] = (3, 3, 9, 3)', 'depths: tuple[int, ...] = (3, 3, 3, 9)'),
    ('nn.Sequential(norm2d(widths[-1]), nn.Flatten()', 'nn.Sequential(nn.Flatten()'),
    ('avgpool=nn.AdaptiveAvgPool2d(1)', 'avgpool=nn.AdaptiveMaxPool2d(1)'),
    ('return ConvNeXt(depths, widths, num_classes,', 'return ConvNeXt(depths, widths, 10,'),
]  # fmt: skip

"""Mutants of helpers/layers/unit.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_conv_unit.py"]
MUTANTS = [
    ('stride, kernel_size // 2, groups', 'stride, kernel_size - 1, groups'),
    ('groups=groups, bias', 'groups=1, bias'),
    ('bias=norm is None', 'bias=True'),
    ('kernel_size, stride, kernel', 'kernel_size, 1, kernel'),
    ('layers.append(activation())', 'layers.insert(1, activation())'),
    ('norm(out_channels)', 'norm(out_channels, affine=False)'),
    ('if activation is not None:', 'if activation is not None and norm is not None:'),
    ('if kernel_size % 2 == 0:', 'if kernel_size % 2 == 0 and kernel_size > 2:'),
]  # fmt: skip

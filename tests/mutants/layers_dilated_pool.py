"""Mutants of helpers/layers/dilated_pool.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_dilated_pool.py"]
MUTANTS = [
    ("1 / (kh * kw)", "1 / (kh * kh)"),
    ("(c, 1, kh, kw)", "(c, 1, kw, kh)"),
    ("dilation=self.dilation, groups=c", "groups=c"),
    ("dilation=self.dilation, groups=c", "dilation=self.dilation[::-1], groups=c"),
    ("rate * (k - 1) + 1", "rate * k"),
    ("have < want", "have < want - 1"),
    ('per_axis("dilation", dilation, 2)', 'per_axis("dilation", dilation, 2)[::-1]'),
    ("        if not x.is_floating_point():", "        if x.is_complex():"),
    ('        check_axes("DilatedAvgPool2d", x, dims=2)\n', ""),
    ("dilation=min(self.dilation))", "dilation=max(self.dilation))"),
    ("kernel_size=min(self.kernel_size)", "kernel_size=max(self.kernel_size)"),
    ("any(have < want", "all(have < want"),
]

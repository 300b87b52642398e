"""Mutants of helpers/layers/dilated_pool.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_dilated_pool.py"]
MUTANTS = [
    ("1 / (kh * kw)", "1 / (kh * kh)"),
    ("(c, 1, kh, kw)", "(c, 1, kw, kh)"),
    ("dilation=self.dilation, groups=c", "groups=c"),
    ("dilation=self.dilation, groups=c", "dilation=self.dilation[::-1], groups=c"),
    ("rate * (k - 1) + 1", "rate * k"),
    ("have < want", "have < want - 1"),
    ("tuple(kernel_size), tuple(dilation)", "tuple(kernel_size), dilation[::-1]"),
    ("any(have < want", "all(have < want"),
]

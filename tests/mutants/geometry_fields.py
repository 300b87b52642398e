"""Mutants of helpers/geometry/fields.py: each is one small mistake that its tests must see."""

TESTS = ["test_geometry.py"]
MUTANTS = [
    ('        size += dilation * (kernel_size - 1) * jump', '        size += (kernel_size - 1) * jump'),
    ('        start -= before * jump\n        jump *= stride', '        jump *= stride\n        start -= before * jump'),
]  # fmt: skip

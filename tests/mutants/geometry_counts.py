"""Mutants of helpers/geometry/counts.py: each is one small mistake that its tests must see."""

TESTS = ["test_geometry.py"]
MUTANTS = [
    ('return c_out * (c_in // groups) * prod(kernel)', 'return c_out * c_in * prod(kernel)'),
    ('kernel, groups, bias=False) * prod(output)', 'kernel, groups) * prod(output)'),
]  # fmt: skip

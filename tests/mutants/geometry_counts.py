"""Mutants of helpers/geometry/counts.py: each is one small mistake that its tests must see."""

TESTS = ["test_geometry.py"]
MUTANTS = [
    ('return c_out * (c_in // groups) * prod(kernel)', 'return c_out * c_in * prod(kernel)'),
    ('kernel, groups, bias=False) * prod(output)', 'kernel, groups) * prod(output)'),
    ('if c_in % groups or c_out % groups:', 'if c_in % groups:'),
    ('if len(kernel) != len(output):', 'if len(kernel) > len(output):'),
    ('* prod(kernel) + (c_out if bias else 0)', '* prod(kernel) + (c_in if bias else 0)'),
    ('        require_at_least(1, **{name: size})', '        require_at_least(0, **{name: size})'),
    ('    for size in sizes:', '    for size in sizes[:1]:'),
    ('_sizes("output_size", output_size, dims)', '_sizes("kernel_size", output_size, dims)'),
    ('    if not sizes:', '    if False:'),
    ('in_features * out_features + (out_features if bias else 0)', 'in_features * out_features + out_features'),
]  # fmt: skip

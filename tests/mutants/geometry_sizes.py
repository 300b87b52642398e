"""Mutants of helpers/geometry/sizes.py: each is one small mistake that its tests must see."""

TESTS = ["test_geometry.py"]
MUTANTS = [
    ('return total // 2, total - total // 2', 'return total - total // 2, total // 2'),
    ('    total = dilation * (kernel_size - 1)', '    total = dilation * kernel_size - 1'),
    ('isinstance(value, Integral)', 'isinstance(value, int)'),
    ('    for amount in padding:', '    for amount in padding[:1]:'),
    ('        require_at_least(0, padding=amount)', '        require_whole(padding=amount)'),
    ('    if not isinstance(padding, str) and max', '    if max'),
    ('return same_padding(kernel_size, dilation) if padding == "same" else (0, 0)', 'return same_padding(kernel_size, dilation)'),
    ('if padding == "same" and stride', 'if stride'),
    ('return (padded - extent) // stride + 1', 'return -(-(padded - extent) // stride) + 1'),
    ('    if extent > padded:', '    if extent >= padded:'),
    ('    if output_padding >= max(stride, dilation):', '    if output_padding >= stride:'),
    ('    if ceil_mode and (size_out - 1) * stride >= size + before:', '    if False:'),
    ('(size_out - 1) * stride >= size + before:', '(size_out - 1) * stride >= size:'),
    ('max(before, after) > kernel_size // 2:', 'max(before, after) > extent // 2:'),
    ('    stride = kernel_size if stride is None else stride', '    stride = 1 if stride is None else stride'),
]  # fmt: skip

"""Mutants of helpers/functional/arguments_windows.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_transposed.py", "functional/test_pool.py", "functional/test_unpool.py"]
MUTANTS = [
    ('stride = kernel_size if stride is None', 'stride = (1,) * dims if stride is None'),
    ('(ceil_mode,) * dims)', '(False,) * dims)'),
    ('padding, dilation, (ceil_mode', 'padding, (1,) * dims, (ceil_mode'),
    ('x.shape[1], weight.shape[1] * groups', 'x.shape[1], weight.shape[1]'),
    ('    if c_in % groups:', '    if c_out % groups:'),
    ('    if weight.shape[0] != c_in:', '    if weight.shape[0] < c_in:'),
    ('check_bias(name, x, bias, c_out)', 'pass'),
    ('check_bias(name, x, bias, c_out)', 'check_bias(name, x, bias, c_in)'),
    ('    check_weight(name, x, weight, "c_in, c_out/groups", dims)\n', ''),
    ('require_at_least(1, groups=groups, c_in=c_in, c_out=c_out)', 'require_at_least(0, groups=groups, c_in=c_in, c_out=c_out)'),
    ('stride, padding, output_padding, dilation)\n', 'stride, padding, dilation, output_padding)\n'),
    ('padding_per_axis(padding, dims)\n', 'per_axis("padding", padding, dims)\n'),
    ('    return wished[-dims:]', '    return wished[:dims]'),
    ('(dims, dims + 2)', '(dims, dims + 1, dims + 2)'),
    ('else (output_size,)', 'else (output_size,) * dims'),
    ('        require_whole(output_size=size)', '        pass'),
]  # fmt: skip

"""Mutants of helpers/functional/arguments_windows.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_transposed.py", "functional/test_pool.py"]
MUTANTS = [
    ('len(padding) == 2:', 'len(padding) == 3:'),
    ('        padding = (tuple(padding),)\n', '        padding = (tuple(padding)[::-1],)\n'),
    ('if x.ndim != dims + 2:\n', 'if x.ndim < dims + 2:\n'),
    ('stride = kernel_size if stride is None', 'stride = (1,) * dims if stride is None'),
    ('(ceil_mode,) * dims)', '(False,) * dims)'),
    ('padding, dilation, (ceil_mode', 'padding, (1,) * dims, (ceil_mode'),
    ('if x.ndim != dims + 2 or weight.ndim != dims + 2:', 'if x.ndim != dims + 2:'),
    ('x.shape[1], weight.shape[1] * groups', 'x.shape[1], weight.shape[1]'),
    ('    if c_in % groups:', '    if c_out % groups:'),
    ('    if weight.shape[0] != c_in:', '    if weight.shape[0] < c_in:'),
    ('if bias is not None and bias.shape != (c_out,):', 'if bias is not None and bias.ndim != 1:'),
    ('require_at_least(1, groups=groups, c_in=c_in, c_out=c_out)', 'require_at_least(0, groups=groups, c_in=c_in, c_out=c_out)'),
    ('stride, padding, output_padding, dilation)\n', 'stride, padding, dilation, output_padding)\n'),
    ('for each of {c_out} output', 'for each of {c_in} output'),
]  # fmt: skip

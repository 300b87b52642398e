"""Mutants of helpers/functional/arguments.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_convolution.py", "functional/test_pool.py", "functional/test_transposed.py", "functional/test_activations.py"]
MUTANTS = [
    ('for pair in reversed(self.padding)', 'for pair in self.padding'),
    ('if c_in % groups or c_out % groups:', 'if c_in % groups:'),
    ('if c_per_group * groups != c_in:', 'if c_per_group > c_in:'),
    ('if bias is not None and bias.shape != (c_out,):', 'if bias is not None and bias.ndim != 1:'),
    ('if bias is not None and not isinstance(bias, Tensor):', 'if False:'),
    ('if x.dtype != weight.dtype and', 'if False and'),
    (' and not torch.is_autocast_enabled(x.device.type)', ''),
    ('    for number in values:', '    for number in values[:1]:'),
    ('return values * (dims // len(values))', 'return values[:1] * dims'),
    ('if len(values) not in (1, dims):', 'if len(values) > dims:'),
    ('if dims == 1 and isinstance(padding', 'if dims == 9 and isinstance(padding'),
    ('len(padding) == 2:', 'len(padding) == 3:'),
    ('        padding = (tuple(padding),)\n', '        padding = (tuple(padding)[::-1],)\n'),
    ('    if x.ndim != dims + 2:\n', '    if x.ndim < dims + 2:\n'),
    ('if x.ndim != dims + 2 or weight.ndim != dims + 2:', 'if x.ndim != dims + 2:'),
    ('for each of {c_out} output', 'for each of {len(bias)} output'),
    ('isinstance(dim, Integral)', 'isinstance(dim, float | int)'),
    ('axes = max(x.ndim, 1)', 'axes = x.ndim'),
    ('-axes <= dim < axes', '-axes <= dim <= axes'),
    ('-axes <= dim < axes', 'dim < axes'),
]  # fmt: skip

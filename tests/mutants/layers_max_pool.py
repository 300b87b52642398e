"""Mutants of helpers/layers/max_pool.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_pool.py"]
MUTANTS = [
    (
        'self.padding, self.dilation, self.ceil_mode, self.return_indices)',
        'self.padding, self.dilation, self.return_indices, self.ceil_mode)',
    ),
    ('self.padding, self.dilation, self.ceil_mode, self.return_indices)', 'self.padding, 1, self.ceil_mode, self.return_indices)'),
    (
        'self.stride = kernel_size, kernel_size if stride is None else stride\n',
        'self.stride = kernel_size, 1 if stride is None else stride\n',
    ),
    (
        'UNPOOL[self.dims](x, indices, self.kernel_size, self.stride, self.padding, output_size)',
        'UNPOOL[self.dims](x, indices, self.kernel_size, self.stride, self.padding)',
    ),
    ('self.kernel_size, self.stride, self.padding, output_size)', 'self.kernel_size, None, self.padding, output_size)'),
    ('self.kernel_size, self.stride, self.padding, output_size)', 'self.kernel_size, self.stride, 0, output_size)'),
    ('kernel_size if stride is None else stride, padding', '1 if stride is None else stride, padding'),
    ('2: max_pool2d', '2: max_pool1d'),
]  # fmt: skip

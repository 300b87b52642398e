"""Mutants of helpers/functional/conv.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_convolution.py"]
MUTANTS = [
    ('    if flip:', '    if not flip:'),
    ('weight.flip(tuple(range(2, weight.ndim)))', 'weight.flip(-1)'),
    ('pad_or_same(x, to.pad_order, padding_mode)', 'pad_or_same(x, to.pad_order)'),
    ('if axis == dims - 1 or to.stride[axis] > 1', 'if axis == dims - 1 or to.stride[axis] > 2'),
    ('for axis in reversed(laid)', 'for axis in laid'),
    ('kernels.movedim(axis + 3, 2)', 'kernels.movedim(axis + 3, 3)'),
    ('weight.shape[axis + 2], to.dilation[axis], to', 'weight.shape[axis + 2], to.dilation[-1], to'),
    ('to.output_size[axis], to.stride[axis]\n', 'to.output_size[axis], to.stride[-1]\n'),
    ('kernels.movedim((1, 2), (-2, -1))', 'kernels.movedim((2, 1), (-2, -1))'),
    ('        d, size = to.dilation[axis], to.output_size[axis]', '        d, size = to.dilation[-1], to.output_size[axis]'),
    ('out.unbind(2) if out.shape[2] > 1 else [out.squeeze(2)]', 'out.unbind(2)'),
    ('row.narrow(axis - dims, i * d, size)', 'row.detach().narrow(axis - dims, i * d, size)'),
    ('bias.view(-1, *(1,) * dims)', 'bias.view(groups, -1).T.reshape(-1, *(1,) * dims)'),
]  # fmt: skip

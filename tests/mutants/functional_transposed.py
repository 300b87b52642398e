"""Mutants of helpers/functional/transposed.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_transposed.py"]
MUTANTS = [
    ('kernels.transpose(1, 2) @ pixels', 'kernels.flip(1).transpose(1, 2) @ pixels'),
    ('kernels.transpose(1, 2) @ pixels', 'kernels.detach().transpose(1, 2) @ pixels'),
    ('before + size + after, d, s)', 'before + size + after, s, d)'),
    ('stamps.narrow(axis, before, size)', 'stamps.narrow(axis, 0, size)'),
    ('unflatten(1, (groups, -1))  # n g', 'unflatten(1, (-1, groups)).transpose(1, 2)  # n g'),
    ('n, c_out = x.shape[0], weight.shape[1] * groups', 'n, c_out = x.shape[0], weight.shape[1]'),
    ('stamps + bias.view', 'stamps - bias.view'),
    ('*to.kernel_size, *x.shape[2:])', '*to.kernel_size[::-1], *x.shape[2:])'),
    ('"conv_transpose1d", x, weight, bias, stride, padding', '"conv_transpose1d", x, weight, None, stride, padding'),
    ('return stamps.contiguous() if bias', 'return stamps if bias'),
]  # fmt: skip

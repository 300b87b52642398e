"""Mutants of helpers/functional/conv.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_convolution.py"]
MUTANTS = [
    ('    if flip:', '    if not flip:'),
    ('weight.flip(tuple(range(2, weight.ndim)))', 'weight.flip(-1)'),
    ('pad(x, to.pad_order, padding_mode)', 'pad(x, to.pad_order)'),
    ('weight.unflatten(0, (groups, -1)).movedim(-1, 2)', 'weight.unflatten(0, (groups, -1)).movedim(-1, 3)'),
    ('k_last, to.dilation[-1], out_last', 'k_last, to.dilation[0], out_last'),
    ('out_last, to.stride[-1])', 'out_last, to.stride[0])'),
    ('k, to.dilation[axis], out_rows[axis]', 'k, 1, out_rows[axis]'),
    ('out_rows[axis], to.stride[axis])', 'out_rows[axis], to.stride[-1])'),
    ('bias.view(groups, -1, 1).repeat(n, 1, 1)', 'bias.view(groups, -1, 1).repeat_interleave(n, 0)'),
    ('torch.baddbmm(out, kernel, piece)', 'torch.baddbmm(out, kernel.detach(), piece)'),
]  # fmt: skip

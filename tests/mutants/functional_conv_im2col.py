"""Mutants of helpers/functional/conv_im2col.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_formulations.py"]
MUTANTS = [
    ('kw, to.dilation[1],', 'kw, to.dilation[0],'),
    ('h_out, to.stride[0])', 'h_out, to.stride[1])'),
    ('w_out, to.stride[1]), 2)', 'w_out, to.stride[1]), 1)'),
    ('to.padding, to.stride, padding_mode)', 'to.padding, to.stride)'),
    ('weight = weight.flip(2, 3)', 'weight = weight.flip(0)'),
    ('out + bias[:, None]', 'out + bias[:, None].detach()'),
    ('kernels = weight.flatten(1)', 'kernels = weight.transpose(2, 3).flatten(1)'),
    ('columns.unflatten(1, (groups, -1))', 'columns.unflatten(1, (-1, groups)).transpose(1, 2)'),
]  # fmt: skip

"""Mutants of helpers/functional/conv_matrix.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_matrix.py", "functional/test_formulations.py"]
MUTANTS = [
    ('repeat_interleave(weight.shape[0] // groups, 0)', 'repeat(weight.shape[0] // groups, 1)'),
    ('stop * to.stride[axis] + tap * to.dilation[axis]', 'stop * to.stride[axis] + tap'),
    ('stop * to.stride[axis] + tap * to.dilation[axis]', 'stop + tap * to.dilation[axis]'),
    ('if rows * columns > MOST_NUMBERS:', 'if rows > MOST_NUMBERS:'),
    ('ocij,iyh,jxw->oyxchw', 'ocij,iyh,jxw->oxychw'),
    ('out = (x.flatten(1) @ matrix.T)', 'out = (x.flatten(1) @ matrix.detach().T)'),
    ('source_indices(size, *to.padding[axis], mode)', 'source_indices(size, *to.padding[axis][::-1], mode)'),
]  # fmt: skip

"""Mutants of helpers/functional/transposed_zerofill.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_transposed.py"]
MUTANTS = [
    ('groups=groups, flip=True)', 'groups=groups)'),
    ('(size - 1) * s + 1 for', 'size * s for'),
    ('full - before, full - after', 'full - after, full - before'),
    (' + to.output_padding[axis])', ')'),
    ('to.dilation[axis] * (to.kernel_size[axis] - 1)', 'to.dilation[axis] * to.kernel_size[axis] - 1'),
    ('.transpose(1, 2).flatten(0, 1)  #', '.transpose(1, 2).flip(0).flatten(0, 1)  #'),
    ('bias, dilation=to.dilation', 'bias, dilation=to.dilation[::-1]'),
    ('cut = max(-before, 0)', 'cut = 0'),
    ('- max(-after, 0))', ')'),
]  # fmt: skip

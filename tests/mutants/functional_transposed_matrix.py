"""Mutants of helpers/functional/transposed_matrix.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_transposed.py"]
MUTANTS = [
    ('to.stride, to.padding, to.dilation, groups)', 'to.stride, 0, to.dilation, groups)'),
    ('to.stride, to.padding, to.dilation, groups)', 'to.dilation, to.padding, to.stride, groups)'),
    ('x = pad(x, (0, more_w, 0, more_h))', 'x = pad(x, (more_w, 0, more_h, 0))'),
    ('x = pad(x, (0, more_w, 0, more_h))', 'x = pad(x, (0, more_h, 0, more_w))'),
    ('(x.flatten(1) @ matrix)', '(x.flatten(1) @ matrix.detach())'),
    ('(extra // s for', '(extra % s for'),
    ('out + bias.view(-1, 1, 1)', 'out'),
]  # fmt: skip

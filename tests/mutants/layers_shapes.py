"""Mutants of helpers/layers/shapes.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_conv_unit.py"]
MUTANTS = [
    ('x.ndim != 4 or x.shape[1] != channels', 'x.ndim != 4 and x.shape[1] != channels'),
    ('x.ndim != 4 or x.shape[1] != channels', 'x.shape[1] != channels'),
    ('x.ndim != 4 or x.shape[1] != channels', 'x.ndim != 4'),
    ('(n, {channels}, h, w)', '(n, {x.shape[1]}, h, w)'),
    ('require_at_least(1, **', 'require_at_least(-9, **'),
    ('if count % divisor:', 'if divisor % count:'),
    ('must divide {name}, got {count}', 'must divide {name}, got {divisor}'),
]  # fmt: skip

"""Mutants of helpers/layers/shapes.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_conv_unit.py", "layers/test_layers_residual.py", "layers/test_channel_shuffle.py"]
MUTANTS = [
    ('x.ndim != dims + 2 or x.shape[1] != channels', 'x.ndim != dims + 2 and x.shape[1] != channels'),
    ('x.ndim != dims + 2 or x.shape[1] != channels', 'x.shape[1] != channels'),
    ('x.ndim != dims + 2 or x.shape[1] != channels', 'x.ndim != dims + 2'),
    ('x.ndim != dims + 2 or', 'x.ndim != 4 or'),
    ('(n, {channels}, {', '(n, {x.shape[1]}, {'),
    ("'dhw'[-dims:]", "'hw'"),
    ('require_at_least(1, **', 'require_at_least(-9, **'),
    ('if count % divisor:', 'if divisor % count:'),
    ('must divide {name}, got {count}', 'must divide {name}, got {divisor}'),
]  # fmt: skip

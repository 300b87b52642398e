"""Mutants of helpers/functional/rms_norm.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('x.square().mean(', 'x.square().sum('),
    ('tuple(range(-len(shape), 0))', '(-1,)'),
    ('x.square()', '(x - x.mean()).square()'),
    ('finest_step(x) if eps is None else eps', '1e-5 if eps is None else eps'),
    ('finest_step(x) if eps is None else eps', 'finest_step(x)'),
    (', eps_inside)', ')'),
    ('y * weight', 'y + weight'),
    ('y + bias', 'y - bias'),
    ('check_like(shape, weight=weight, bias=bias)', 'check_like(shape, weight=weight)'),
    ('check_like(shape, weight=weight, bias=bias)', 'check_like(shape, bias=bias)'),
]  # fmt: skip

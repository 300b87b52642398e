"""Mutants of helpers/analysis/parameter_groups.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_parameter_groups.py"]
MUTANTS = [
    ('if p.requires_grad:', 'if True:'),
    ('weight_decay if flag else 0.0', 'weight_decay'),
    ('or len(shape) < 2:', ':'),
    ('or "Norm" in kind ', ''),
    ('return multiplies or sum', 'return sum'),
    ('size > 1 for size in shape) > 1', 'size > 1 for size in shape) > 0'),
    ('if weight_decay < 0:', 'if weight_decay < -1:'),
    ('if name.endswith("bias") or', 'if'),
    (', **settings}', '}'),
]  # fmt: skip

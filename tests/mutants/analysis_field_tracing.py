"""Mutants of helpers/analysis/field_tracing.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_receptive_fields.py"]
MUTANTS = [
    ('args[2] if len(args) > 2 else "constant"', '"constant"'),
    ('mark(base, pasted(base, inputs[-1], cuts))', 'pass'),
    ('{**cuts, dim % x.ndim: (max(start, 0), step)}', '{dim % x.ndim: (max(start, 0), step)}'),
    ('(max(start, 0), step)}', '(0, step)}'),
    (' + (x.shape[dim] if (start or 0) < 0 else 0)', ''),
    ('function is F.pad and mode == "circular"', 'function is F.pad'),
    ('not name.startswith("new_") and ', ''),
]  # fmt: skip

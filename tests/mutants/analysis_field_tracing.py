"""Mutants of helpers/analysis/field_tracing.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_receptive_fields.py"]
MUTANTS = [
    ('mark(base, pasted(inputs[-1], cuts))', 'pass'),
    ('{**cuts, dim % x.ndim: (max(start, 0), step)}', '{dim % x.ndim: (max(start, 0), step)}'),
    ('(max(start, 0), step)}', '(0, step)}'),
    (' + (x.shape[dim] if (start or 0) < 0 else 0)', ''),
    ('not name.startswith("new_") and ', ''),
    ('enumerate(results):', 'enumerate(results[:1]):'),
    ('        del unmarked._places\n', ''),
    ('if places_of(base) is not None:', 'if False:'),
]  # fmt: skip

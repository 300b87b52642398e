"""Mutants of helpers/data/digits.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_digits.py"]
MUTANTS = [
    ('stratify=labels, ', ''),
    ('random_state=seed', 'random_state=0'),
    ('random_state=seed', 'random_state=None'),
    (' / 16 ', ' / 15 '),
    ('Split(x[train], y[train], x[test], y[test])', 'Split(x[train], y[train], x[test], y[train][:360])'),
    ('.view(-1, 1, 8, 8)', '.view(-1, 1, 8, 8).mT.contiguous()'),
    ('TEST = 360', 'TEST = 300'),
]  # fmt: skip

"""Mutants of helpers/geometry/boundaries.py: each is one small mistake that its tests must see."""

TESTS = ["test_geometry.py"]
MUTANTS = [
    ('if mode == "reflect" and max(before, after) >= size:', 'if mode == "reflect" and max(before, after) > size:'),
    ('2 * size - 1 - p % (2 * size)', '2 * size - 2 - p % (2 * size)'),
    ('size - 1 - abs(size - 1 - abs(p))', 'abs(p) % size'),
    ('min(max(p, 0), size - 1)', 'max(p, 0) % size'),
    ('"hold": "replicate", "edge"', '"hold": "symmetric", "edge"'),
    ('BOUNDARY_ALIASES.get(name, name)', 'BOUNDARY_ALIASES.get(name, "zeros")'),
    ('require_at_least(0, before=before, after=after)', 'require_at_least(0, before=before)'),
]  # fmt: skip

"""Mutants of helpers/layers/primitives.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_residual.py"]
MUTANTS = [
    ('if dims not in (1, 2, 3):', 'if dims not in (1, 2, 3, 4):'),
    ('if dims not in (1, 2, 3):', 'if dims > 3:'),
    ('f"{name}{dims}d"', 'f"{name}2d"'),
    ('f"{name}{dims}d"', 'f"Conv{dims}d"'),
    ('got {dims}"', 'got {name}"'),
]  # fmt: skip

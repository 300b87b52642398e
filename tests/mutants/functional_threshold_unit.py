"""Mutants of helpers/functional/threshold_unit.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_gates.py"]
MUTANTS = [
    ('sigma(x @ weight.T - threshold)', 'sigma(x @ weight.T + threshold)'),
    ('sigma(x @ weight.T - threshold)', 'sigma(x @ weight.T) - threshold'),
    ('sigma(x @ weight.T - threshold)', 'sigmoid(x @ weight.T - threshold)'),
    ('return sigma(x @ weight.T)\n', 'return x @ weight.T\n'),
    ('weight.ndim != 2 or x.ndim', 'x.ndim'),
    ('x.ndim < 1 or ', ''),
    (' or x.shape[-1] != weight.shape[1]', ''),
    ('if threshold.shape != weight.shape[:1]:', 'if threshold.shape != weight.shape[1:]:'),
    ('= sigmoid,\n', '= abs,\n'),
]  # fmt: skip

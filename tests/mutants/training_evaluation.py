"""Mutants of helpers/training/evaluation.py: each is one small mistake that its tests must see."""

TESTS = ["test_training.py"]
MUTANTS = [
    ('sums += len(x) *', 'sums += y.numel() *'),
    ('(output.argmax(1) != target)', '(output.argmax(1) == target)'),
    ('sums += len(x) * torch', 'sums += torch'),
    ('    model.eval()\n    count', '    count'),
    ('module.training = training', 'module.training = True'),
    ('if count == 0:', 'if False:'),
]  # fmt: skip

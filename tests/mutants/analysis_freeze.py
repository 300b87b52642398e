"""Mutants of helpers/analysis/freeze.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_freezing.py"]
MUTANTS = [
    ('return nn.Module.train(module, False)', 'return nn.Module.train(module, mode)'),
    ('norm.train = partial(_stay_in_eval, norm)', 'norm.eval()'),
    ('        norm.train()\n', ''),
    ('if parameters:', 'if True:'),
    ('        if parameters:\n            norm.requires_grad_(False)\n', ''),
    ('norm.train(model.training)', 'norm.train(True)'),
    ('        norm.requires_grad_(True)\n', ''),
    ('p.requires_grad = id(p) in learning', 'p.requires_grad = id(p) not in learning'),
    ('return counts[False], counts[True]', 'return counts[True], counts[False]'),
    ('m for m in model.modules() if _keeps_statistics(m)', 'm for m in model.modules() if hasattr(m, "running_mean")'),
]  # fmt: skip

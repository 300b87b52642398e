"""Mutants of helpers/analysis/counts.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_counts_of_models.py"]
MUTANTS = [
    ('(done - claimed) // 2', 'done // 2'),
    ('(done - claimed) // 2', 'done - claimed'),
    ('if id(p) not in seen', 'if True'),
    ('module.parameters(recurse=False)', 'module.parameters()'),
    ('if is_leaf(module) or parameters or products:', 'if is_leaf(module):'),
    ('tuple(tensor.shape[1:])', 'tuple(tensor.shape)'),
    ('calls[-1][1] += done', 'calls[-1][1] = done'),
    ('if p.requires_grad or not trainable_only', 'if True'),
    ('    if idle:\n', '    if False:\n'),
    ('with torch.no_grad(), eval_mode(model), plain', 'with torch.no_grad(), plain'),
    ('plain_attention(), counter', 'counter'),
]  # fmt: skip

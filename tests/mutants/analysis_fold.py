"""Mutants of helpers/analysis/fold.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_fold.py"]
MUTANTS = [
    ('norm.running_var + norm.eps)', 'norm.running_var)'),
    ('shift = -gain * norm.running_mean', 'shift = gain * norm.running_mean'),
    ('bias * gain + shift', 'bias + shift'),
    ('grouped * by_group[0][:, :, None, None]', 'grouped'),
    ('        bias = bias + torch.einsum("goik,gi->go", grouped, by_group[1]).flatten()\n',
     '        bias = bias + torch.einsum("goik,gi->go", grouped * by_group[0][:, None, :, None], by_group[1]).flatten()\n'),
    ('    if transposed:\n        grouped = grouped.transpose(1, 2)\n    weight.copy_', '    weight.copy_'),
    ('copy.deepcopy(model).eval()', 'model.eval()'),
    ('if len(before.users) > 1:', 'if False:'),
    ('if len(node.users) > 1:', 'if False:'),
    ('return len(uses[id(layer)]) > 1 or len(owners) > 1', 'return len(owners) > 1'),
    ('return len(uses[id(layer)]) > 1 or len(owners) > 1', 'return len(uses[id(layer)]) > 1'),
    (' and gain_and_shift(norm)[1].count_nonzero()', ''),
    ('if len(uses[id(norm)]) > 1:', 'if False:'),
    ('getattr(layer, "padding_mode", "zeros") != "zeros" or ', ''),
    ('return any(k > 1 for k in layer.kernel_size)', 'return False'),
    ('requires_grad=weight.requires_grad', 'requires_grad=True'),
    ('if stuck and strict:', 'if stuck:'),
    ('if norm.running_var is None:\n        return Fold', 'if False:\n        return Fold'),
]  # fmt: skip

"""Mutants of helpers/functional/batch_norm.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('if x.ndim < 2:', 'if x.ndim < 1:'),
    ('needed=not training', 'needed=False'),
    ('axes = (0, *range(2, x.ndim))', 'axes = tuple(range(2, x.ndim)) or (0,)'),
    ('if count < 2:', 'if x.shape[0] < 2:'),
    ('if count < 2:', 'if count < 1:'),
    ('(x, axes, unbiased)  #', '(x, axes)  #'),
    ('var if unbiased else var * count / (count - 1)', 'var'),
    ('var if unbiased else var * count / (count - 1)', 'var * count / (count - 1)'),
    ('move_running(running_mean, mean.flatten(), momentum)', 'move_running(running_mean, mean.flatten(), 0.1)'),
    ('centred = x - along_channels("running_mean", running_mean, x)', 'centred = x - x.mean()'),
    ('var = along_channels("running_var", running_var, x)', 'var = along_channels("running_var", running_var, x) ** 2'),
    ('divide_by_root(centred, var, eps, eps_inside), weight', 'divide_by_root(centred, var, eps), weight'),
    ('divide_by_root(centred, var, eps, eps_inside), weight, bias', 'divide_by_root(centred, var, eps, eps_inside), bias, weight'),
    ('divide_by_root(centred, var, eps, eps_inside)', 'divide_by_root(centred, var.detach(), eps, eps_inside)'),
    ('eps: float = 1e-5', 'eps: float = 1e-6'),
    ('momentum: float = 0.1', 'momentum: float = 0.9'),
    ('unbiased: bool = False', 'unbiased: bool = True'),
]  # fmt: skip

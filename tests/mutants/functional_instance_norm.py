"""Mutants of helpers/functional/instance_norm.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('if x.ndim < 3:', 'if x.ndim < 2:'),
    ('if not use_input_stats:', 'if False:'),
    ('bias, False, momentum, eps, eps_inside=eps_inside)', 'bias, False, momentum, eps)'),
    ('bias, False, momentum, eps,', 'bias, True, momentum, eps,'),
    ('check_running("instance_norm", x, running_mean, running_var, needed=not use_input_stats)', 'pass'),
    ('needed=not use_input_stats', 'needed=False'),
    ('if count < 2:', 'if count < 1:'),
    ('tuple(range(2, x.ndim)), unbiased)', 'tuple(range(2, x.ndim)))'),
    ('tuple(range(2, x.ndim)), unbiased)', '(0, *range(2, x.ndim)), unbiased)'),
    ('mean.mean(0).flatten()', 'mean[0].flatten()'),
    ('var if unbiased else var * count / (count - 1)', 'var'),
    ('var if unbiased else var * count / (count - 1)', 'var * count / (count - 1)'),
    ('.mean(0).flatten(), momentum)\n    return', '.amax(0).flatten(), momentum)\n    return'),
    ('divide_by_root(centred, var, eps, eps_inside), weight', 'divide_by_root(centred, var, eps), weight'),
    ('eps_inside), weight, bias)\n', 'eps_inside), weight, None)\n'),
    ('momentum: float = 0.1', 'momentum: float = 0.9'),
]  # fmt: skip

"""Mutants of helpers/functional/layer_norm.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('(x, tuple(range(-len(shape), 0)), unbiased)', '(x, tuple(range(-len(shape), 0)))'),
    ('tuple(range(-len(shape), 0))', 'tuple(range(1, x.ndim))'),
    ('y = divide_by_root(centred, var, eps, eps_inside)', 'y = divide_by_root(centred, var, eps)'),
    ('y if weight is None else y * weight', 'y if weight is None else y * weight.detach()'),
    ('y if bias is None else y + bias', 'y if weight is None or bias is None else y + bias'),
    ('(x, (1,), unbiased)', '(x, (1,))'),
    ('(x, (1,), unbiased)', '(x, (-1,), unbiased)'),
    ('var, eps, eps_inside), weight, bias)', 'var, eps, eps_inside), weight, None)'),
    ('scale_and_shift(divide_by_root(centred, var, eps, eps_inside)', 'scale_and_shift(divide_by_root(centred, var, eps)'),
    ('if x.ndim < 2:', 'if x.ndim < 1:'),
    ('if not shape:', 'if False:'),
    ('[-len(shape) :]) != shape:', '[-len(shape) :]) != shape and x.ndim > 8:'),
    ('else (normalized_shape,)', 'else (normalized_shape, 1)'),
    ('        require_whole(normalized_shape=size)', '        pass'),
    ('if values is not None and tuple(values.shape) != shape:', 'if values is not None and values.ndim != len(shape):'),
    ('check_like(shape, weight=weight, bias=bias)', 'check_like(shape, weight=weight)'),
]  # fmt: skip

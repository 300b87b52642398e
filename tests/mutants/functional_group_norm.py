"""Mutants of helpers/functional/group_norm.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('if x.ndim < 2:', 'if x.ndim < 1:'),
    ('    require_whole(num_groups=num_groups)\n', ''),
    ('if num_groups < 1 or x', 'if x'),
    ('x.shape[1] % num_groups:', 'False:'),
    ('if x.numel() == num_groups:', 'if False:'),
    ('x.unflatten(1, (num_groups, -1))  #', 'x.unflatten(1, (-1, num_groups)).transpose(1, 2)  #'),
    ('tuple(range(2, groups.ndim))', 'tuple(range(3, groups.ndim)) or (2,)'),
    (', unbiased)  #', ')  #'),
    (', eps_inside).flatten', ').flatten'),
    ('scale_and_shift(y, weight, bias)', 'scale_and_shift(y, bias, weight)'),
    ('scale_and_shift(y, weight, bias)', 'scale_and_shift(y, weight, None)'),
    ('eps: float = 1e-5', 'eps: float = 1e-6'),
]  # fmt: skip

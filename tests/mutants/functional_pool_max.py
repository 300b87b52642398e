"""Mutants of helpers/functional/pool_max.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_pool.py"]
MUTANTS = [
    ('torch.where(inside, pixels[:, :, cells], -torch.inf)', 'torch.where(inside, pixels[:, :, cells], 0)'),
    ('torch.where(inside, pixels[:, :, cells], -torch.inf)', 'pixels[:, :, cells]'),
    ('wins = inside & (', 'wins = ('),
    ('torch.arange(cells.shape[-1], 0, -1, device', 'torch.arange(1, cells.shape[-1] + 1, device'),
    ('2 * len(k) - k + 1, k * wins', '2 * len(k) + k + 1, k * wins'),
    ('torch.where(numbers.isnan(), 2 * len(k) - k + 1, k * wins)', 'k * wins'),
    ('out = pixels.gather', 'out = pixels.detach().gather'),
    ('* to.stride[axis] - to.padding[axis][0]', '* to.stride[axis] - to.padding[axis][1]'),
    ('* to.stride[axis] - to.padding', '* to.stride[0] - to.padding'),
    ('device=x.device) * to.dilation[axis]', 'device=x.device)'),
    ('cells * size + at', 'cells * out + at'),
    ('(at >= 0) & (at < size)', '(at >= 0)'),
    ('    if not inside.any(-1).all():', '    if False:'),
    ('return (out, indices) if return_indices else out', 'return (indices, out) if return_indices else out'),
]  # fmt: skip

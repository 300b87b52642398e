"""Mutants of helpers/functional/taps.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_taps.py"]
MUTANTS = [
    ('slice(i * spacing, i * spacing + last', 'slice(i, i + last'),
    ('last = (stops - 1) * stride + 1', 'last = (stops - 1) * stride'),
    ('spacing + last, stride)', 'spacing + last)'),
    ('gradient[view].add_(part)', 'gradient[view].copy_(part)'),
    ('gradient[view].add_(part)', 'gradient[view].sub_(part)'),
    ('if reach > x.shape[axis]:', 'if reach > x.shape[axis] + 1:'),
    ('upstream[0].new_zeros(ctx.shape)', 'upstream[0].new_ones(ctx.shape)'),
    ('for i in range(count)]', 'for i in reversed(range(count))]'),
]  # fmt: skip

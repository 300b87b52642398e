"""Mutants of helpers/functional/zero_fill.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_upsample.py"]
MUTANTS = [
    ('filled[(..., *(slice(None, None, s) for s in stride))] = x', 'filled[(..., *(slice(None, None, s) for s in stride))] = x.detach()'),
    ('filled[(..., *(slice(None, None, s) for s in stride))]', 'filled[(..., *(slice(None, None, s) for s in stride[::-1]))]'),
    ('slice(None, None, s) for s in _strides', 'slice(s - 1, None, s) for s in _strides'),
    ('in _strides("subsample", x, stride)', 'in _strides("subsample", x, stride)[::-1]'),
    ('most - s < wanted <= most', 'most - s <= wanted <= most'),
    ('most - s < wanted <= most', 'most - s < wanted <= most + 1'),
    ('largest if size is None', 'tuple(m - 1 for m in largest) if size is None'),
    ('    require_at_least(1, stride=min(stride))\n', ''),
    ('x.ndim not in (3, 4, 5)', 'x.ndim not in (2, 3, 4, 5)'),
]  # fmt: skip

"""Mutants of helpers/functional/boundary.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_pad.py"]
MUTANTS = [
    ('check_tensors("pad", x=x)', 'pass'),
    ('slice(before, before + x.shape[axis])', 'slice(after, after + x.shape[axis])'),
    ('range(-1, -x.ndim - 1, -1)', 'range(-x.ndim, 0)'),
    ('sources[before + size :]', 'sources[size : size + after]'),
    ('if value and mode != "constant":', 'if value and mode == "reflect":'),
    ('x.index_select(axis, sources[:before])', 'x.detach().index_select(axis, sources[:before])'),
    ('x.new_full(shape, value)', 'x.new_full(shape, 0)'),
    ('return padded.clone() if padded is x else padded', 'return padded'),
    ('        require_at_least(0, padding=before)\n', ''),
    ('        require_at_least(0, padding=after)\n', ''),
    ('            require_at_least(1, size=x.shape[axis])\n', ''),
]  # fmt: skip

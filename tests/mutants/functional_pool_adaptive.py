"""Mutants of helpers/functional/pool_adaptive.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_pool.py", "functional/test_formulations.py"]
MUTANTS = [
    ('start, end = y * size // out,', 'start, end = -(-y * size // out),'),
    ('-(-(y + 1) * size // out)', '(y + 1) * size // out'),
    ('1 / (end - start)', 'out / size'),
    ('(x.movedim(axis, -1) @', '(x.detach().movedim(axis, -1) @'),
    ('.movedim(-1, axis)', ''),
    ('x.shape[axis] if wish is None else wish', 'wish or x.shape[axis]'),
    ('enumerate(wishes, start=2)', 'enumerate(wishes[::-1], start=2)'),
    ('output_size=size, size=x.shape[axis])', 'output_size=size)'),
    ('if not x.is_floating_point():', 'if x.is_complex():'),
    ('if len(wishes) != dims:', 'if len(wishes) > dims:'),
    ('pixels.sum(2) / pixels.shape[2]', 'pixels.sum(2) / x.shape[2]'),
    ('pixels.sum(2) / pixels.shape[2]', 'pixels.sum(1) / pixels.shape[2]'),
    ('if x.ndim < 3 or 0 in x.shape[2:]:', 'if x.ndim < 3:'),
    ('    check_axes(name, x, dims)\n', ''),
]  # fmt: skip

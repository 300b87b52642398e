"""Mutants of helpers/functional/upsample.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_upsample.py"]
MUTANTS = [
    ('(y + 0.5) * ratio - 0.5).clamp(min=0)', '(y + 0.5) * ratio - 0.5)'),
    ('(y + 0.5) * ratio - 0.5).clamp(min=0)', 'y * ratio)'),
    ('last / max(out - 1, 1)', 'last / out'),
    ('last / max(out - 1, 1)', 'last / (out - 1)'),
    ('if align_corners else', 'if not align_corners else'),
    ('* (1 - share) + x', '* share + x'),
    ('(before + 1).clamp(max=last)', '(before + 1) % (last + 1)'),
    ('        return x  # as torch does', '        pass  # as torch does'),
    ('tuple(1 / f for f in factors)', 'None'),
    ('ratio = x.shape[axis] / out if', 'ratio = out / x.shape[axis] if'),
    ('dtype=torch.float32, device', 'dtype=torch.float64, device'),
    ('    if plain and out in (size, 2 * size):', '    if plain and out == size:'),
    ('    if plain and out in (size, 2 * size):', '    if plain and out == 2 * size:'),
    ('    if plain and out in (size, 2 * size):', '    if out in (size, 2 * size):'),
    ('plain=dims == 2', 'plain=dims != 1'),
    ('return y.clone() if y is x else y', 'return y'),
    ('y // (out // size)', 'y % size'),
    ('(size is None) == (scale_factor is None)', 'size is None and scale_factor is None'),
    ('if mode == "nearest" and align_corners is not None:', 'if mode == "nearest" and align_corners:'),
    ('        if min(factors) <= 0:', '        if min(factors) < 0:'),
    ('(3, 4, 5)\n', '(2, 3, 4, 5)\n'),
    ('floor(h * factor)', 'round(h * factor)'),
    ('x.index_select(axis, before) *', 'x.detach().index_select(axis, before) *'),
]  # fmt: skip

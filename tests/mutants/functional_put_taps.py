"""Mutants of helpers/functional/put_taps.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_transposed.py", "functional/test_adjoint.py"]
MUTANTS = [
    ('slice(i * spacing, i * spacing + (stops', 'slice(i, i + (stops'),
    ('(stops - 1) * stride + 1, stride))] += part', '(stops - 1) * stride + 1, stride))] = part'),
    ('parts[0].shape[axis + 1 :]', 'parts[0].shape[:axis:-1]'),
    ('*taps(upstream, *ctx.settings)', '*taps(2 * upstream, *ctx.settings)'),
    ('*taps(upstream, *ctx.settings)', '*taps(upstream.detach(), *ctx.settings)'),
    ('len(parts), spacing, stops, stride\n', 'len(parts), stride, stops, spacing\n'),
    ('    if reach > size:', '    if reach > size + 1:'),
    ('    if reach > size:', '    if reach >= size:'),
    ('    require_at_least(1, stops=stops)\n', ''),
]  # fmt: skip

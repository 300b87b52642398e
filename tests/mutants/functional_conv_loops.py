"""Mutants of helpers/functional/conv_loops.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_formulations.py"]
MUTANTS = [
    ('weight.flip(2, 3)', 'weight.flip(3)'),
    ('top, left = r * sh, c * sw', 'top, left = r * sw, c * sh'),
    ('top + dh * (kh - 1) + 1 : dh', 'top + kh'),
    ('zip(x.chunk(groups, 1), weight.chunk(groups, 0)', 'zip(x.chunk(groups, 1)[::-1], weight.chunk(groups)'),
    ('out + bias.view(-1, 1, 1)', 'out - bias.view(-1, 1, 1)'),
    ('pad(x, to.pad_order, padding_mode)', 'pad(x, to.pad_order)'),
    ('left + dw * (kw - 1) + 1 : dw]', 'left + dw * (kw - 1) + 1 : dw].detach()'),
    ('dims=([1, 2, 3], [1, 2, 3])', 'dims=([1, 3, 2], [1, 2, 3])'),
]  # fmt: skip

"""Mutants of helpers/functional/conv_fft.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_formulations.py"]
MUTANTS = [
    ('k_hat.conj()', 'k_hat'),
    ('spread[..., ::dh, ::dw] = weight', 'spread[..., :kh, :kw] = weight'),
    ('x_hat, k_hat.conj()), s=size)', 'x_hat, k_hat.conj()))'),
    ('(h_out - 1) * sh + 1 : sh', '(h_out - 1) * sh + 1 : sw'),
    ('pad(x, to.pad_order, padding_mode)', 'pad(x, to.pad_order)'),
    ('weight = weight.flip(2, 3)', 'weight = weight.flip(2)'),
    ('(w_out - 1) * sw + 1 : sw', '(w_out - 1) * sw + 1 : sh'),
    ('require_at_least(1, n=x.shape[0])', 'pass'),
    ('+ 1 : sw].contiguous()', '+ 1 : sw]'),
]  # fmt: skip

"""Mutants of helpers/functional/conv_einsum.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_formulations.py"]
MUTANTS = [
    ('ngcyxij,gocij->ngoyx', 'ngcyxij,gocij->ngoxy'),
    ('x.unfold(axis, d * (k - 1) + 1, s)[..., ::d]', 'x.unfold(axis, d * (k - 1) + 1, s)[..., :k]'),
    ('weight.shape[2:], to.stride, to.dilation)', 'weight.shape[2:], to.stride[::-1], to.dilation)'),
    ('pad(x, to.pad_order, padding_mode)', 'pad(x, to.pad_order)'),
    ('weight = weight.flip(2, 3)', 'weight = weight.transpose(2, 3)'),
]  # fmt: skip

"""Mutants of helpers/functional/conv_einsum.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_formulations.py"]
MUTANTS = [
    ('ngcyxij,gocij->ngoyx', 'ngcyxij,gocij->ngoxy'),
    ('x.unfold(axis, d * (k - 1) + 1, s)[..., ::d]', 'x.unfold(axis, d * (k - 1) + 1, s)[..., :k]'),
    ('weight.shape[2:], to.stride, to.dilation)', 'weight.shape[2:], to.stride[::-1], to.dilation)'),
    ('pad(x, to.pad_order, padding_mode)', 'pad(x, to.pad_order)'),
    ('weight = weight.flip(2, 3)', 'weight = weight.transpose(2, 3)'),
    ('out + bias.view(-1, 1, 1)', 'out + bias.view(-1, 1, 1).detach()'),
    ('view.unflatten(1, (groups, -1))', 'view.unflatten(1, (-1, groups)).transpose(1, 2)'),
    ('.flatten(1, 2).contiguous()', '.flatten(1, 2)'),
]  # fmt: skip

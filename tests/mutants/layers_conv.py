"""Mutants of helpers/layers/conv.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_conv.py"]
MUTANTS = [
    ('a=math.sqrt(5)', 'a=math.sqrt(3)'),
    ('weight[0].numel()', 'weight[0, 0].numel()'),
    ('1 / math.sqrt(weight', '2 / math.sqrt(weight'),
    ('if in_channels % groups or out_channels % groups:', 'if in_channels % groups:'),
    ('if in_channels % groups or out_channels % groups:', 'if out_channels % groups:'),
    ('padding_per_axis(padding, self.dims)', 'per_axis("padding", padding, self.dims)'),
    ('            resolve_padding(*axis)', '            axis'),
    ('torch.empty(out_channels, in_channels // groups,', 'torch.empty(in_channels, out_channels // groups,'),
    ('self.dilation, self.groups, self.padding_mode', 'self.dilation, self.groups, "zeros"'),
    ('self.weight, self.bias, self.stride, self.padding', 'self.weight.detach(), self.bias, self.stride, self.padding'),
    ('canonical_mode(padding_mode)', 'padding_mode'),
    ('if bias else None', 'if True else None'),
]  # fmt: skip

"""Mutants of helpers/layers/squeeze.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_squeezed_conv.py"]
MUTANTS = [
    ('self.conv(self.activation(self.squeeze(x)))', 'self.activation(self.conv(self.squeeze(x)))'),
    ('nn.Conv2d(in_channels, squeeze_channels, kernel_size=1, bias=bias)', 'nn.Conv2d(in_channels, squeeze_channels, kernel_size=1)'),
    ('kernel_size, stride, padding, bias=bias)', 'kernel_size, 1, padding, bias=bias)'),
    ('kernel_size, stride, padding, bias=bias)', 'kernel_size, stride, kernel_size // 2, bias=bias)'),
    ('check_input(self, x, self.squeeze.in_channels)', 'check_input(self, x, x.shape[1])'),
    ('"mi,omhw->oihw"', '"mi,omhw->iohw"'),
    ('pointwise.flatten(1), weight)', 'pointwise.flatten(1).detach(), weight)'),
    ('pointwise.shape[2:] != (1, 1) or pointwise', 'pointwise'),
    ('linear.bias = conv.bias', 'linear.bias = None'),
    ('nn.Parameter(conv.weight.flatten(1))', 'nn.Parameter(conv.weight.flatten(1).clone())'),
    (' or conv.groups != 1', ''),
    (' or conv.stride != (1, 1)', ''),
    ('{(0, 0), "same", "valid"}', '{(0, 0), (1, 1), "same", "valid"}'),
]  # fmt: skip

"""Mutants of helpers/layers/conv_transpose.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_conv.py"]
MUTANTS = [
    ('torch.empty(in_channels, out_channels // groups,', 'torch.empty(out_channels, in_channels // groups,'),
    ('if padding_mode != "zeros":', 'if False:'),
    ('if isinstance(amount, str):', 'if False:'),
    ('padding_per_axis(padding, self.dims)', 'per_axis("padding", padding, self.dims)'),
    ('            require_at_least(0, output_padding=extra)\n', ''),
    ('            resolve_padding(amount, *axis)', '            pass'),
    ('        check_axes(type(self).__name__, x, self.dims)\n', ''),
    ('wished_size(output_size, self.dims)', 'tuple(output_size)'),
    ('2 * p for p in self.padding', 'p for p in self.padding'),
    ('sum(p) if', '2 * p[0] if'),
    ('d * (k - 1) + 1 for', 'k for'),
    ('if any(not 0 <= e < s for', 'if any(not 0 <= e <= s for'),
    ('if any(not 0 <= e < s for', 'if any(not e < s for'),
    ('low + s - 1 for', 'low + s for'),
    ('extra, self.groups, self.dilation', 'extra, self.groups, 1'),
    ('out_channels % groups:', 'in_channels % groups:'),
]  # fmt: skip

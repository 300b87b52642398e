"""Mutants of helpers/layers/conv_transpose.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_conv.py"]
MUTANTS = [
    ('torch.empty(in_channels, out_channels // groups,', 'torch.empty(out_channels, in_channels // groups,'),
    ('if padding_mode != "zeros":', 'if False:'),
    ('if isinstance(padding, str):', 'if False:'),
    ('padding_per_axis(padding, self.dims)', 'per_axis("padding", padding, self.dims)'),
    ('output_size[-self.dims :]', 'output_size[: self.dims]'),
    ('2 * p for p in self.padding', 'p for p in self.padding'),
    ('sum(p) if', '2 * p[0] if'),
    ('d * (k - 1) + 1 for', 'k for'),
    ('if any(not 0 <= e < s for', 'if any(not 0 <= e <= s for'),
    ('if any(not 0 <= e < s for', 'if any(not e < s for'),
    ('low + s - 1 for', 'low + s for'),
    ('extra, self.groups, self.dilation', 'extra, self.groups, 1'),
    ('if len(output_size) not in (self.dims, self.dims + 2):', 'if False:'),
    ('out_channels % groups:', 'in_channels % groups:'),
]  # fmt: skip

"""Mutants of helpers/models/unet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_unet.py"]
MUTANTS = [
    ('base_channels * 2**level for', 'base_channels * (level + 1) for'),
    ('low if wide_up else high, dims', 'high, dims'),
    ('stage(low if links or wide_up else high, high)', 'stage(low, high)'),
    ('link = maps.pop()', 'link = maps.pop(0)'),
    ('[center_crop(link, x.shape[2:]), x], dim=1', '[x, center_crop(link, x.shape[2:])], dim=1'),
    ('maps.append(x)\n            x = self.pool(x)', 'x = self.pool(x)\n            maps.append(x)'),
    ('if self.links:', 'if True:'),
    ('padding, norm, activation, residual)', 'padding, norm, activation)'),
    ('padding, norm, activation, residual)', 'padding, norm, nn.ReLU, residual)'),
    ('padding, norm, activation, residual)', 'padding, None, activation, residual)'),
    ('dims, upsampling) for low', 'dims) for low'),
    ('x = self.bottom(x)\n', 'x = self.bottom(x) * 1.001\n'),
    ('if wide_up and links:', 'if False:'),
    ('check_unet_input(x, self.in_channels, self.dims, self.depth, self.padding)', 'pass'),
]  # fmt: skip

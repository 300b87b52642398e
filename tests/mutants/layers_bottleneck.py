"""Mutants of helpers/layers/bottleneck.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_residual.py"]
MUTANTS = [
    ('(stride, 1) if stride_on == "1x1" else (1, stride)', '(1, stride) if stride_on == "1x1" else (stride, 1)'),
    ('int(channels * base_width / 64) * groups, channels', 'int(channels * base_width / 64), channels'),
    ('int(channels * base_width / 64) * groups, channels', 'channels * groups, channels'),
    ('padding=1, groups=groups, bias=False', 'padding=1, bias=False'),
    ('out = self.act2(self.bn2(self.conv2(out)))', 'out = self.bn2(self.conv2(out))'),
    ('out = self.bn3(self.conv3(out))', 'out = self.act3(self.bn3(self.conv3(out)))'),
    ('        return self.act3(out)', '        return out'),
    ('out = self.conv3(self.act3(self.bn3(out)))', 'out = self.conv3(self.bn3(out))'),
    ('stride, None, dims) if skip', 'stride, norm, dims) if skip'),
    ('stride, norm, dims) if skip', 'stride, None, dims) if skip'),
    ('self.conv2 = conv(channels, channels, 3, stride, padding=1', 'self.conv2 = conv(channels, channels, 3, 1, padding=1'),
    ('if stride_on not in ("1x1", "3x3"):', 'if False:'),
    ('        check_input(self, x, self.in_channels, self.dims)\n        out = self.act1', '        out = self.act1'),
    ('        check_input(self, x, self.in_channels, self.dims)\n        out = self.conv1', '        out = self.conv1'),
    ('        if inside == 0:', '        if inside < 0:'),
    ('base_width=base_width, groups=groups)\n        inside', 'base_width=base_width)\n        inside'),
]  # fmt: skip

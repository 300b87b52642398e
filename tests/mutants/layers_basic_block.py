"""Mutants of helpers/layers/basic_block.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_residual.py"]
MUTANTS = [
    ('nn.init.zeros_(norm.weight)', 'nn.init.ones_(norm.weight)'),
    ('if getattr(norm, "weight", None) is None:', 'if not hasattr(norm, "weight"):'),
    ('out = self.act1(self.bn1(self.conv1(x)))', 'out = self.bn1(self.act1(self.conv1(x)))'),
    ('out = self.bn2(self.conv2(out))\n', 'out = self.act2(self.bn2(self.conv2(out)))\n'),
    ('        return self.act2(out)', '        return out'),
    ('out = add_shortcut(self.downsample(x), out)', 'out = add_shortcut(self.downsample(x), self.act2(out))'),
    (
        'make_shortcut(shortcut, in_channels, channels, stride, norm, dims)',
        'make_shortcut(shortcut, in_channels, channels, stride, None, dims)',
    ),
    (
        'make_shortcut(shortcut, in_channels, channels, stride, None, dims)',
        'make_shortcut(shortcut, in_channels, channels, stride, norm, dims)',
    ),
    ('out = self.conv1(self.act1(self.bn1(x)))', 'out = self.conv1(self.bn1(self.act1(x)))'),
    ('add_shortcut(self.downsample(x), out)\n        return', 'add_shortcut(self.downsample(x).detach(), out)\n        return'),
    ('return out if self.downsample is None else add_shortcut(self.downsample(x), out)', 'return add_shortcut(x, out)'),
    ('        self.bn1 = norm(in_channels)\n', '        self.bn1 = nn.BatchNorm2d(in_channels)\n'),
    ('        check_input(self, x, self.in_channels, self.dims)\n        out = self.act1', '        out = self.act1'),
    ('        check_input(self, x, self.in_channels, self.dims)\n        out = self.conv1', '        out = self.conv1'),
]  # fmt: skip

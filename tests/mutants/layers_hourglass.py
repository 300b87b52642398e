"""Mutants of helpers/layers/hourglass.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_hourglass_layer.py"]
MUTANTS = [
    ("expansion = 2", "expansion = 4"),
    ("out_channels // 2, norm", "out_channels // 4, norm"),
    ("norm=norm, activation=activation", "norm=norm"),
    ("norm=norm, activation=activation", "activation=activation"),
    ("if out_channels % 2:", "if out_channels % 4:"),
    ("require_at_least(1, depth=depth)", "require_at_least(0, depth=depth)"),
    ("if links else None", ""),
    ("nn.MaxPool2d(2)", "nn.AvgPool2d(2)"),
    ("Hourglass(depth - 1, channels, links, block)", "Hourglass(depth - 1, channels, True, block)"),
    ("if depth > 1 else", "if depth > 2 else"),
    ("nn.Upsample(scale_factor=2)", "nn.Upsample(scale_factor=2, mode='bilinear')"),
    ("self.up(self.inner(self.down(self.pool(x))))", "self.up(self.down(self.inner(self.pool(x))))"),
    ("self.link(x) + below", "x + below"),
    ("self.link(x) + below", "self.link(x) * below"),
    ("step = 2**self.depth", "step = 2"),
    ("x.ndim != 4 or any", "any"),
    ("        check_input(self, x, self.channels)\n", ""),
]

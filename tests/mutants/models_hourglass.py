"""Mutants of helpers/models/hourglass.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_stacked_hourglass.py"]
MUTANTS = [
    ("channels < 4 or channels % 4", "channels % 4"),
    ("channels < 4 or channels % 4", "channels < 4"),
    ("if stacks < 1:", "if stacks < 0:"),
    ("4 * 2**depth\n", "2 * 2**depth\n"),
    ("norm=norm, activation=activation)\n", "norm=norm)\n"),
    ("Hourglass(depth, channels, links, block)", "Hourglass(depth, channels, True, block)"),
    ("seen = features(hourglass(x))", "seen = features(x)"),
    ("x + self.features_back[i](seen) + self.heatmaps_back[i](heatmaps)", "x + self.features_back[i](seen)"),
    ("x + self.features_back[i](seen) + self.heatmaps_back[i](heatmaps)", "self.features_back[i](seen) + self.heatmaps_back[i](heatmaps)"),
    ("self.features_back[i](seen)", "self.features_back[0](seen)"),
    ("torch.stack(outputs, dim=1)", "torch.stack(outputs[::-1], dim=1)"),
    ("torch.stack(outputs, dim=1)", "torch.stack(outputs, dim=2)"),
    ("7, stride=2, padding=3", "7, stride=2, padding=2"),
    ("nn.MaxPool2d(2),", "nn.AvgPool2d(2),"),
    ("if below else", "if True else"),
    ("x.shape[1] != self.in_channels", "False"),
]  # fmt: skip

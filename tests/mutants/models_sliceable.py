"""Mutants of helpers/models/sliceable.py: each is one small mistake that its tests must see."""

TESTS = ("models/test_inputs.py",)
MUTANTS = [
    ("super().forward(x) if self.in_channels is None else checked", "checked"),
    ("self.in_channels, self.dims)", "self.in_channels)"),
    ("if tuple(x.shape[1:]) == self.shape:", "if False:"),
    ("    check_input(net, x, channels, dims)", "    pass"),
    ("if not any(words in str(error) for words in TOO_SMALL):", "if False:"),
    ("if not any(words in str(error) for words in TOO_SMALL):", "if True:"),
    ("nn.Sequential(OrderedDict(list(self.named_children())[index]))", "super().__getitem__(index)"),
]

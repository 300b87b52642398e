"""Mutants of helpers/layers/gated.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_activation_layers.py"]
MUTANTS = [
    ('self.gated(x, self.dim)', 'self.gated(x)'),
    ('def __init__(self, dim: int = -1, *', 'def __init__(self, dim: int = 1, *'),
    ('self.gated = glu_variant(variant)', 'self.gated = glu_variant("glu")'),
    ('nn.Conv1d(in_channels, 2 * out_channels, kernel_size, **settings)', 'nn.Conv1d(in_channels, out_channels, kernel_size)'),
    ('nn.Conv2d(in_channels, 2 * out', 'nn.Conv2d(in_channels, 4 * out'),
    ('nn.Conv2d(in_channels, 2 * out_channels, kernel_size, **settings)', 'nn.Conv2d(in_channels, 2 * out_channels, kernel_size)'),
    ('kernel_size: int | tuple[int], *, variant: str = "glu"', 'kernel_size: int | tuple[int], *, variant: str = "swiglu"'),
    ('kernel_size: int | tuple[int, int], *, variant: str = "glu"', 'kernel_size: int | tuple[int, int], *, variant: str = "swiglu"'),
    ('if settings.get("groups", 1) != 1:', 'if False:'),
    ('check_input(self, x, self.conv.in_channels, dims=1)', 'pass'),
    ('check_input(self, x, self.conv.in_channels, dims=2)', 'pass'),
]  # fmt: skip

"""Mutants of helpers/layers/convnext.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_convnext_block.py"]
MUTANTS = [
    ('eps=1e-6', 'eps=1e-5'),
    ('padding=kernel_size // 2, groups=channels', 'padding=kernel_size // 2, groups=1'),
    ('norm(channels),\n            nn.Linear', 'norm(channels, bias=False),\n            nn.Linear'),
    ('Permute((0, 2, 3, 1)),  #', 'Permute((0, 3, 2, 1)),  #'),
    ('activation(),', 'nn.ReLU(),'),
    ('activation(),', 'nn.Identity(),'),
    ('branch = self.layer_scale * branch', 'branch = self.layer_scale.detach() * branch'),
    ('branch = self.layer_scale * branch', 'x = self.layer_scale * x'),
    ('return x + branch', 'return branch'),
    ('layer_scale: float | None = 1e-6', 'layer_scale: float | None = 1e-5'),
    ('norm: Factory = layer_norm', 'norm: Factory = nn.LayerNorm'),
    ('expansion: int = 4', 'expansion: int = 2'),
    ('if kernel_size % 2 == 0:', 'if kernel_size % 2 == 3:'),
    ('check_input(self, x, self.channels)', 'check_input(self, x, x.shape[1])'),
    ('x.permute(self.dims)', 'x.permute(self.dims[::-1])'),
    ('if x.ndim != len(self.dims):', 'if x.ndim < len(self.dims):'),
]  # fmt: skip

"""Mutants of helpers/layers/group_norm.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_norm_layers.py"]
MUTANTS = [
    ('require_at_least(1, num_groups=num_groups, num_channels=num_channels)', 'pass'),
    ('if num_channels % num_groups:', 'if False:'),
    ('torch.ones(num_channels, **made)) if affine else None', 'torch.ones(num_channels, **made))'),
    ('if affine and bias else None', 'if affine else None'),
    ('nn.init.zeros_(self.bias)', 'pass'),
    ('x, self.num_groups, self.weight', 'x, 1, self.weight'),
    ('self.bias, self.eps, **switches', 'self.bias, **switches'),
    ('self.bias, self.eps, **switches', 'self.bias, self.eps'),
    ('self.unbiased, self.eps_inside = unbiased, eps_inside', 'self.unbiased, self.eps_inside = eps_inside, unbiased'),
    ('{self.num_groups}, {self.num_channels}', '{self.num_channels}, {self.num_groups}'),
]  # fmt: skip

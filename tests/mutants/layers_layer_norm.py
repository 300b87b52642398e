"""Mutants of helpers/layers/layer_norm.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_norm_layers.py"]
MUTANTS = [
    ('require_at_least(1, normalized_shape=size)', 'pass'),
    ('isinstance(normalized_shape, tuple | list)', 'not isinstance(normalized_shape, int)'),
    ('if self.channels_only and len', 'if len'),
    ('    channels_only = True', '    channels_only = False'),
    ('(torch.ones(self.normalized_shape, **made)) if elementwise_affine else None', '(torch.ones(self.normalized_shape, **made))'),
    ('nn.Parameter(torch.ones(self.normalized_shape', 'nn.Parameter(torch.zeros(self.normalized_shape'),
    ('if elementwise_affine and bias else None', 'if elementwise_affine else None'),
    ('nn.init.zeros_(self.bias)', 'pass'),
    ('nn.init.ones_(self.weight)', 'pass'),
    ('self.unbiased = unbiased', 'self.unbiased = False'),
    ('self.bias, self.eps, **switches)', 'self.bias, **switches)'),
    ('return layer_norm(x, self.normalized_shape,', 'return layer_norm(x, self.normalized_shape[-1],'),
    ('if x.ndim != 4 or x', 'if x'),
    (' or x.shape[1:2] != self.normalized_shape', ''),
    ('layer_norm_channels(x, self.weight, self.bias, self.eps, unbiased', 'layer_norm_channels(x, self.weight, self.bias, unbiased'),
    ('unbiased=self.unbiased, eps_inside=self.eps_inside)', 'eps_inside=self.eps_inside)'),
    ('self.weight, self.eps, bias=self.bias, eps_inside', 'self.weight, self.eps, eps_inside'),
    ('self.weight, self.eps, bias=self.bias, eps_inside', 'self.weight, bias=self.bias, eps_inside'),
    ('bias=self.bias, eps_inside=self.eps_inside)', 'bias=self.bias)'),
    ('        bias: bool = False,', '        bias: bool = True,'),
    ('        eps: float | None = None,', '        eps: float | None = 1e-5,'),
]  # fmt: skip

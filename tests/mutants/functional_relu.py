"""Mutants of helpers/functional/relu.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_activations.py"]
MUTANTS = [
    ('torch.where(x <= 0, 0, x)', 'torch.where(x < 0, 0, x)'),
    ('torch.where(x <= 0, 0, x)', 'x.clamp(min=0)'),
    ('torch.where(x <= 0, 0, x)', 'torch.where(x > 0, x, 0)'),
    ('torch.where(x > 0, x, negative_slope * x)', 'torch.maximum(x, negative_slope * x)'),
    ('torch.where(x > 0, x, negative_slope * x)', 'torch.where(x >= 0, x, negative_slope * x)'),
    ('negative_slope: float = 0.01', 'negative_slope: float = 0.1'),
    ('x.shape[1] if x.ndim > 1 else 1', 'x.shape[-1]'),
    ('if weight.shape not in ((), (1,), (channels,)):', 'if weight.ndim != 1:'),
    ('weight.view(-1, *[1] * (x.ndim - 2))', 'weight.view(*[1] * (x.ndim - 1), -1)'),
    ('torch.where(x > 0, x, slopes * x)', 'torch.where(x > 0, x, slopes.detach() * x)'),
    ('negative = torch.where(x > 0, 0, x)', 'negative = x'),
    ('alpha * negative.expm1()', 'alpha * (negative.exp() - 1)'),
    ('alpha * negative.expm1()', '(alpha * negative).expm1()'),
    ('torch.where(x > 0, x, alpha * negative', 'torch.where(x >= 0, x, alpha * negative'),
    ('if min_val > max_val:', 'if False:'),
    ('torch.where(x <= min_val, min_val, torch.where(x >= max_val, max_val, x))', 'x.clamp(min_val, max_val)'),
    ('torch.where(x <= min_val, min_val,', 'torch.where(x < min_val, min_val,'),
    ('min_val: float = -1.0', 'min_val: float = 0.0'),
    ('if not isinstance(weight, Tensor):', 'if False:'),
    (' if x.ndim > 0 else weight.view(())', ''),
    ('not in ((), (1,), (', 'not in ((1,), ('),
    ('hardtanh(x, 0.0, 6.0)', 'hardtanh(x, -1.0, 6.0)'),
    ('hardtanh(x, 0.0, 6.0)', 'relu(x)'),
]  # fmt: skip

"""Mutants of helpers/functional/moments.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('if unbiased and count == 1:', 'if False:'),
    ('centred = centred - centred.mean(axes, keepdim=True)', 'centred = centred'),
    ('mean = x.mean(axes, keepdim=True)', 'mean = x.mean(axes, keepdim=True).detach()  '),
    ('centred.square().sum(axes, keepdim=True) / (count - unbiased)', 'x.square().mean(axes, keepdim=True) - mean.square()'),
    ('(count - unbiased)', 'count'),
    ('(count - unbiased)', '(count - 1 + unbiased)'),
    ('if eps < 0:', 'if eps < -1:'),
    ('x / (square + eps).sqrt()', 'x / (square.detach() + eps).sqrt()'),
    ('x / (square + eps).sqrt()', 'x / (square.sqrt() + eps)'),
    ('square.where(positive, 1).sqrt().where(positive, 0) + eps', 'square.sqrt() + eps'),
    ('square.where(positive, 1).sqrt().where(positive, 0) + eps', 'square.where(positive, 1).sqrt() + eps'),
    ('.where(positive, 0) + eps)', '.where(positive, 0) + eps**0.5)'),
    ('if not isinstance(values, Tensor):', 'if False:'),
    ('if values.shape != x.shape[1:2]:', 'if values.numel() != x.shape[1]:'),
    ('if values.shape != x.shape[1:2]:', 'if len(values) > x.shape[1]:'),
    ('values.view(-1, *[1] * (x.ndim - 2))', 'values.view(-1, *[1] * (x.ndim - 3))'),
    ('x * along_channels("weight", weight, x)', 'x * along_channels("weight", weight.detach(), x)'),
    ('x + along_channels("bias", bias, x)', 'x - along_channels("bias", bias, x)'),
    ('along_channels("bias", bias, x)', 'along_channels("weight", bias, x)'),
    ('return torch.finfo(x.dtype).eps', 'return torch.finfo(torch.float32).eps'),
]  # fmt: skip

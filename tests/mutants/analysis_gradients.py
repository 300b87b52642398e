"""Mutants of helpers/analysis/gradients.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_signal.py"]
MUTANTS = [
    ('values.std(correction=0)', 'values.std()'),
    ('y.detach().double()', 'y.detach().double().abs()'),
    ('gradient.detach().double().norm()', 'gradient.detach().norm()'),
    ('0.0 if g is None else _norm(g)', '0.0'),
    ('manual_seed(seed)', 'manual_seed(0)'),
    ('with torch.enable_grad(), kept_buffers(model), hooked', 'with torch.enable_grad(), hooked'),
    ('with torch.no_grad(), kept_buffers(model), hooked', 'with torch.no_grad(), hooked'),
    ('and p.requires_grad}', '}'),
    ('(values == 0)', '(values != 0)'),
    ('y.register_hook(lambda gradient: norms.__setitem__(row, _norm(gradient)))', 'y.retain_grad(), norms.__setitem__(row, 0.0)'),
]  # fmt: skip

"""Mutants of helpers/analysis/gradients.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_signal.py"]
MUTANTS = [
    ('values.std(correction=0)', 'values.std()'),
    ('y.detach().double()', 'y.detach().double().abs()'),
    ('gradient.detach().double().norm()', 'gradient.detach().norm()'),
    ('0.0 if g is None else _norm(g)', '0.0'),
    ('manual_seed(seed)', 'manual_seed(0)'),
    ('with torch.enable_grad(), kept_buffers(model), kept', 'with torch.enable_grad(), kept'),
    ('with torch.no_grad(), kept_buffers(model), kept', 'with torch.no_grad(), kept'),
    ('isinstance(w, Tensor) and w.requires_grad]', 'isinstance(w, Tensor)]'),
    ('else loss(model(x))', 'else loss(first_tensor(model(x)))'),
    ('value.numel() != 1 or', ''),
    ('parametrize.cached(), ', ''),
    ('(is_leaf(module) or _own_parameters(module))', 'is_leaf(module)'),
    ('if "bias" not in name]', ']'),
    ('no_grad(), kept_buffers(model), kept_generator(x)', 'no_grad(), kept_buffers(model)'),
    ('enable_grad(), kept_buffers(model), kept_generator(x)', 'enable_grad(), kept_buffers(model)'),
    ('(values == 0)', '(values != 0)'),
    ('y.register_hook(lambda gradient: norms.__setitem__(row, _norm(gradient)))', 'y.retain_grad(), norms.__setitem__(row, 0.0)'),
]  # fmt: skip

"""Mutants of helpers/layers/by_hand.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_by_hand.py"]
MUTANTS = [
    ('_swap(deepcopy(model), {})', '_swap(model, {})'),
    ('if type(module) in REFERENCE and', 'if isinstance(module, tuple(REFERENCE)) and'),
    (' and _is_plain(module)', ''),
    ('(layer._forward_pre_hooks, ', '('),
    ('layer._forward_hooks, ', ''),
    ('layer._backward_pre_hooks, layer._backward_hooks)', 'layer._backward_pre_hooks)'),
    ('layer._backward_pre_hooks, layer._backward_hooks)', 'layer._backward_hooks)'),
    (' and getattr(layer, "dim", 0) is not None', ''),
    ('    if id(module) not in done:', '    if True:'),
    ('            if child is not None:\n', '            if True:\n'),
    ('twin._parameters, twin._buffers = layer._parameters, layer._buffers', 'twin._parameters = layer._parameters'),
    ('twin._parameters, twin._buffers = layer._parameters, layer._buffers', 'twin._buffers = layer._buffers'),
    ('twin.train(layer.training)', 'twin'),
    ('layer.bias is not None', 'layer.bias'),
    ('with torch.device("meta"):', 'with torch.device("cpu"):'),
    ('if hasattr(layer, name)}', 'if hasattr(layer, name) and name != "eps"}'),
    ('LayerNorm, RMSNorm),', 'LayerNorm),'),
]  # fmt: skip

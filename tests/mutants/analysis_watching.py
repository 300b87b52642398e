"""Mutants of helpers/analysis/watching.py: each is one small mistake that its tests must see."""

TESTS = [
    "analysis/test_counts_of_models.py", "analysis/test_freezing.py", "analysis/test_signal.py",
    "analysis/test_receptive_fields.py", "analysis/test_maps.py",
]  # fmt: skip
MUTANTS = [
    ('set_fastpath_enabled(enabled)', 'set_fastpath_enabled(True)'),
    ('back = always', 'back = True'),
    ('dict(model.named_modules(remove_duplicate=False))', 'dict(model.named_modules())'),
    ('(*inputs, *keywords.values())', 'inputs'),
    ('fork_rng(devices=[x.device] if x.is_cuda else [])', 'fork_rng(enabled=False)'),
    ('module.training = training', 'module.training = True'),
    ('buffer.copy_(buffers[name])', 'buffer.zero_()'),
    ('handle.remove()\n\n\ndef call_name', 'pass\n\n\ndef call_name'),
    ('not all(isinstance(size, int) and size >= 1 for size in input_size)', 'not all(isinstance(size, int) for size in input_size)'),
    ('return name if calls == 1 else', 'return name if calls else'),
    ('kept.clone() if isinstance(output, Tensor) else output', 'output'),
    ('if name not in modules:', 'if name not in modules and False:'),
    ('dtype=like.dtype, device=like.device', 'dtype=like.dtype'),
]  # fmt: skip

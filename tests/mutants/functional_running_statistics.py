"""Mutants of helpers/functional/running_statistics.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_norms.py", "functional/test_norm_conventions.py"]
MUTANTS = [
    ('if len(missing) == 1 or (needed and missing):', 'if needed and missing:'),
    ('if len(missing) == 1 or (needed and missing):', 'if len(missing) == 1:'),
    ('            along_channels(key, values, x)', '            pass'),
    ('for key, values in running.items() if values is None', 'for key, values in running.items() if values is not None'),
    ('(1 - momentum) * running + momentum * new', 'momentum * running + (1 - momentum) * new'),
    ('(1 - momentum) * running + momentum * new', 'running + momentum * new'),
    ('with torch.no_grad():', 'with torch.enable_grad():'),
    ('            running.copy_(', '            running = running.clone().copy_('),
    ("{' and '.join(missing)}", '{missing}'),
]  # fmt: skip

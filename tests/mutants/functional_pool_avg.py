"""Mutants of helpers/functional/pool_avg.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_pool.py"]
MUTANTS = [
    ('(-before, size + after) if count_include_pad else (0, size)', '(0, size) if count_include_pad else (-before, size + after)'),
    ('(-before, size + after) if', '(-before, size + before) if'),
    ('(-before, size + after) if', '(-after, size + after) if'),
    ('torch.arange(stops, device=x.device)', 'torch.arange(stops, device=x.device, dtype=x.dtype)'),
    ('(starts + k).clamp(max=end)', '(starts + k)'),
    ('* s - before', '* s'),
    ('(before, max(needed, 0))', '(max(needed, 0), before)'),
    ('stack(taps(padded, axis, k, 1, stops, s)).sum(0)', 'stack(taps(padded, axis, k, 1, stops, s)).amax(0)'),
    ('taps(padded, axis, k, 1, stops, s)', 'taps(padded.detach(), axis, k, 1, stops, s)'),
    ('divisor_override or _cells', '_cells'),
    ('    if divisor_override == 0:', '    if divisor_override is not None and divisor_override < 0:'),
    ('padding, 1, ceil_mode, dims)', 'padding, 1, False, dims)'),
]  # fmt: skip

"""Mutants of helpers/functional/unpool.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_unpool.py"]
MUTANTS = [
    ('x.flatten(2)).unflatten', 'x.detach().flatten(2)).unflatten'),
    ('x.new_zeros(*x.shape[:2], pixels).scatter(', 'x.new_zeros(*x.shape[:2], pixels).scatter_add('),
    ('(h - 1) * s - 2 * p + k for', '(h - 1) * s - p + k for'),
    ('(h - 1) * s - 2 * p + k for', 'h * s - 2 * p for'),
    ('stride = kernel_size if stride is None', 'stride = (2,) * dims if stride is None'),
    ('0 <= indices.min() <= indices.max() < pixels', '0 <= indices.min() <= indices.max() <= pixels'),
    ('0 <= indices.min() <= indices.max() < pixels', 'indices.max() < pixels'),
    ('if indices.shape != x.shape or indices.dtype != torch.int64:', 'if indices.shape != x.shape:'),
    ('if indices.shape != x.shape or indices.dtype', 'if indices.dtype'),
    ('usual - s < wish < usual + s', 'usual - s <= wish < usual + s'),
    ('usual - s < wish < usual + s', 'usual - s < wish <= usual + s'),
    ('    return wished', '    return default'),
    ('            if usual < 1:', '            if usual < 0:'),
]  # fmt: skip

"""Mutants of helpers/functional/pool_adaptive.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_pool.py"]
MUTANTS = [
    ('start, end = y * size // out,', 'start, end = -(-y * size // out),'),
    ('-(-(y + 1) * size // out)', '(y + 1) * size // out'),
    ('1 / (end - start)', 'out / size'),
    ('"yh,nchw,xw->ncyx", rows, x, columns', '"yh,nchw,xw->ncyx", rows, x.detach(), columns'),
    ('own if wish is None else wish', 'wish or own'),
    ('zip(x.shape[2:], wished, strict=True)', 'zip(x.shape[2:], wished[::-1], strict=True)'),
    ('output_size=min(sizes), size=min(x.shape[2:]))', 'output_size=min(sizes))'),
    ('pixels.sum(2) / pixels.shape[2]', 'pixels.sum(2) / x.shape[2]'),
    ('pixels.sum(2) / pixels.shape[2]', 'pixels.sum(1) / pixels.shape[2]'),
    ('if x.ndim < 3 or 0 in x.shape[2:]:', 'if x.ndim < 3:'),
    ('    check_axes("adaptive_avg_pool2d", x, dims=2)\n', ''),
]  # fmt: skip

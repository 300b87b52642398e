"""Mutants of helpers/analysis/tensor_places.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_receptive_fields.py"]
MUTANTS = [
    ('shape[place.dim] // (place.left * place.right)), None)', 'shape[place.dim]), None)'),
    ('dims = {dim % x.ndim for dim in dims}', 'dims = set(dims)'),
    ('gather(x, repeated) if repeated else x._places, lambda', 'x._places, lambda'),
    ('a, b = gathered(a, out.shape), gathered(b, out.shape)', 'pass'),
    ('dilation * (kernel - 1) + 1, dilation)', 'kernel, dilation)'),
    ('range(o * stride - padding, o', 'range(o * stride, o'),
    ('for t in range(kernel) if (o + padding - t * dilation) % stride == 0', 'for t in range(kernel)'),
    ('before = prod(x.shape[: p.dim]) * p.left', 'before = prod(x.shape[: p.dim])'),
    ('key=lambda place: place.left * place.right', 'key=lambda place: -place.left * place.right'),
    ('pad[len(pad) - 2 - 2 * k]', 'pad[2 * k]'),
    ('if k >= 0 else p)', 'if k > 0 else p)'),
]  # fmt: skip

"""Mutants of helpers/functional/glu.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_gates.py"]
MUTANTS = [
    ('return a * gate(b)', 'return b * gate(a)'),
    ('return a * gate(b)', 'return a.detach() * gate(b)'),
    ('x.chunk(2, dim)', 'x.chunk(2, -1)'),
    ('x.chunk(2, dim)', '(x.narrow(dim, 0, x.shape[dim] // 2), x.narrow(dim, 0, x.shape[dim] // 2))'),
    ('if x.shape[dim] % 2:', 'if x.shape[-1] % 2:'),
    ('    check_dim(x, dim)\n', ''),
    ('    if x.ndim == 0:', '    if False:'),
    ('_gated(x, dim, sigmoid)', '_gated(x, dim, silu)'),
    ('_gated(x, dim, relu)', '_gated(x, dim, gelu)'),
    ('_gated(x, dim, silu)', '_gated(x, dim, sigmoid)'),
    ('lambda gate: gate)', 'lambda gate: gate + 1)'),
    ('"geglu": geglu', '"geglu": swiglu'),
    ('if name not in GLU_VARIANTS:', 'if False:'),
    ('def glu(x: Float[Tensor, "..."], dim: int = -1)', 'def glu(x: Float[Tensor, "..."], dim: int = 1)'),
]  # fmt: skip

"""Mutants of helpers/layers/avg_pool.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_pool.py"]
MUTANTS = [
    ('{} if self.dims == 1 else {"divisor_override": self.divisor_override}', '{}'),
    ('self.ceil_mode, self.count_include_pad, **divisor)', 'self.ceil_mode, True, **divisor)'),
    ('self.ceil_mode, self.count_include_pad, **divisor)', 'False, self.count_include_pad, **divisor)'),
    ('kernel_size if stride is None else stride', '1 if stride is None else stride'),
    ('if i > 1 and i != axis]', 'if i > 1 and i != 2]'),
    ('.movedim(2, axis)', ''),
    ('x.movedim(axis, 2).flatten(3)', 'x.flatten(3)'),
    ('if x.ndim != self.dims + 2:', 'if x.ndim < self.dims:'),
    ('adaptive_avg_pool2d(rest, (size, None))', 'adaptive_avg_pool2d(rest.detach(), (size, None))'),
]  # fmt: skip

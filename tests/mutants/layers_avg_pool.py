"""Mutants of helpers/layers/avg_pool.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_pool.py"]
MUTANTS = [
    ('{} if self.dims == 1 else {"divisor_override": self.divisor_override}', '{}'),
    ('self.ceil_mode, self.count_include_pad, **divisor)', 'self.ceil_mode, True, **divisor)'),
    ('self.ceil_mode, self.count_include_pad, **divisor)', 'False, self.count_include_pad, **divisor)'),
    ('kernel_size if stride is None else stride', '1 if stride is None else stride'),
    ('adaptive_avg_pool(type(self).__name__, x, self', 'adaptive_avg_pool(type(self).__name__, x.detach(), self'),
]  # fmt: skip

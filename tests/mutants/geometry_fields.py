"""Mutants of helpers/geometry/fields.py: each is one small mistake that its tests must see."""

TESTS = ["test_geometry.py"]
MUTANTS = [
    ('if isinstance(layer, Mapping):', 'if isinstance(layer, dict):'),
    ('        size += dilation * (kernel_size - 1) * jump', '        size += (kernel_size - 1) * jump'),
    ('        start -= before * jump\n        jump *= stride', '        jump *= stride\n        start -= before * jump'),
    ('first = self.start + unit * self.jump', 'first = self.start + unit * self.size'),
    ('resolve_padding(padding, kernel_size, stride, dilation)', 'resolve_padding(padding, kernel_size, stride)'),
    ('isinstance(layer, Integral)', 'isinstance(layer, int)'),
    ('if not isinstance(layers, Iterable)', 'if False'),
    ('else Window(*layer)', 'else Window(*layer[:4])'),
    ('            return Window(**layer)', '            return Window(*layer.values())'),
]  # fmt: skip

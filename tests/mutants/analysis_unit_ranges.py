"""Mutants of helpers/analysis/unit_ranges.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_receptive_fields.py"]
MUTANTS = [
    ('(high - low + 1 for', '(high - low for'),
    ('low + period * self.shift, high', 'low + period, high'),
    ('ratio.denominator * period // gcd(period, ratio.numerator)', 'ratio.denominator'),
    ('int(new_period * ratio) // period * self.shift', 'int(new_period * ratio) * self.shift'),
    ('if all(one.of(unit) == self.of(unit) for unit in range(len(self.lows))):', 'if True:'),
    ('(min(low for low, _ in read), max(high for _, high in read))', '(read[0][0], read[0][1])'),
    ('cover(ranges, range(count))', 'cover(ranges, range(1))'),
    ('if first.shift and second.shift:', 'if False:'),
    ('first, second = together(first, count), together(second, count)', 'first, second = together(first, 1), together(second, 1)'),
    ('tuple(min((low for low, _ in pair), default=None)', 'tuple(max((low for low, _ in pair), default=None)'),
    ('range(lcm(len(first.lows), len(second.lows)))', 'range(len(first.lows))'),
]  # fmt: skip

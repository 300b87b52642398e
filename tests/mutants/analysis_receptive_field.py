"""Mutants of helpers/analysis/receptive_field.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_receptive_fields.py"]
MUTANTS = [
    ('if len(self._ranges[axis].lows) > 1:', 'if isinstance(self.jump, float):'),
    ('self._ranges[axis].of(unit)', 'self._ranges[0].of(unit)'),
    ('range(seen[0], seen[1] + 1)', 'range(seen[0], seen[1])'),
    ('(is_leaf(module) or tensor is not last[0])', 'is_leaf(module)'),
    ('(is_leaf(module) or tensor is not last[0])', 'True'),
    ('v[axis] if isinstance(v, tuple) else v', 'v[0] if isinstance(v, tuple) else v'),
    ('c[0] if len(set(c)) == 1 else tuple(c)', 'c[0]'),
    ('return table[-1] if layer is None', 'return table[0] if layer is None'),
    ('int(p.ranges.jump) if p.ranges.jump.denominator == 1 else float(p.ranges.jump)', 'int(p.ranges.jump)'),
    ('torch.no_grad(), eval_mode(model), hooked(model, after)', 'torch.no_grad(), hooked(model, after)'),
    ('[row.layer for row in rows]', '[]'),
]  # fmt: skip

"""Mutants of helpers/analysis/effective_field.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_effective_fields.py"]
MUTANTS = [
    ('if count < 1:', 'if count < 0:'),
    ('if not power > 0:', 'if power < 0:'),
    ('(places[a] - centre) ** 2).sqrt()', '(places[a] - centre) ** 2)'),
    ('-0.5 * ((places', '-1.0 * ((places'),
    ('round(centre) - (width - 1) // 2', 'round(centre) - width // 2'),
    ('.abs().pow(power).mean(0).sum(0)', '.pow(power).mean(0).sum(0).abs()'),
    ('.abs().pow(power).mean(0).sum(0)', '.abs().mean(0).sum(0)'),
    ('with eval_mode(model), torch.enable_grad()', 'with torch.enable_grad()'),
    ('torch.Generator().manual_seed(seed)', 'torch.Generator().manual_seed(0)'),
    ('self.share_inside(size) >= share - 1e-9', 'self.share_inside(size) > share + 1e-3'),
    ('output_of(model, x, layer)', 'output_of(model, x)'),
    ('slice(max(first, 0), max(first + width, 0))', 'slice(first, first + width)'),
    ('min(sizes) < 1', 'min(sizes) < 0'),
]  # fmt: skip

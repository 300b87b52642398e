"""Mutants of helpers/data/stripes.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_stripes.py"]
MUTANTS = [
    ('generator, (row, column) = seeded(seed)', 'generator, (row, column) = seeded(0)'),
    ('math.cos(angle) * row - math.sin', 'math.cos(angle) * row + math.sin'),
    ('"falling", "vertical", "rising"', '"rising", "vertical", "falling"'),
    ('uniform(generator, -jitter, jitter)', 'uniform(generator, 0, 45)'),
    ('2 * math.pi * (across', 'math.pi * (across'),
    ('torch.arange(n) % len(DIRECTIONS)', 'torch.arange(n) % 3'),
    ('if period[0] < 2:', 'if period[0] < 1:'),
    ('ordered("period", period)', 'pass'),
    ('images.clamp(0, 1)', 'images'),
    ('noise * normal', 'normal'),
]  # fmt: skip

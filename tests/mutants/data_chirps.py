"""Mutants of helpers/data/chirps.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_chirps.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('return wave / wave.norm()', 'return wave'),
    ('0.15 * t**2', '0.0 * t**2'),
    ('whole(generator, 0, most)', 'whole(generator, 1, most)'),
    ('w - count * room + 1', 'w - count * room'),
    ('w - count * room + 1', 'w - count * length + 1'),
    ('.sort().values', ''),
    ('room * torch.arange(count)', 'length * torch.arange(count)'),
    ('place : place + length] +=', 'place + 1 : place + 1 + length] +='),
    ('uniform(generator, 0.85, 1.15) * call', 'uniform(generator, 0.5, 1.5) * call'),
    ('noise * normal', 'normal'),
    ('(starts >= 0).sum(dim=1)', '(starts > -2).sum(dim=1)'),
    ('if w < max(1, most) * room:', 'if w <= max(1, most) * room:'),
    ('if w < max(1, most) * room:', 'if w < max(1, most) * length:'),
]  # fmt: skip

"""Mutants of helpers/data/volumes.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_volumes.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('torch.where(tubes < 0, 2,', 'torch.where(tubes < 0, 1,'),
    ('(ellipsoids < 0).long()', '(ellipsoids < 2).long()'),
    ('soft(torch.minimum(tubes, ellipsoids))', 'soft(ellipsoids)'),
    ('soft(torch.minimum(tubes, ellipsoids))', '0.8 * soft(torch.minimum(tubes, ellipsoids))'),
    ('noise * normal', '2 * noise * normal'),
    ('ends[0, axis], ends[1, axis], ends[2, axis] = -1, size / 2, size', 'pass'),
    ('curve[:-1], curve[1:]', 'curve[:-2], curve[1:-1]'),
    ('return image[None], classes', 'return image, classes'),
    ('at_least(16, size=size)', 'pass'),
    ('at_least(0, noise=noise)', 'pass'),
]  # fmt: skip

"""Mutants of helpers/data/stick_figures.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_stick_figures.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('(joints + 0.5) * size / picture - 0.5', 'joints * size / picture'),
    ('(2 * sigma**2)', '(sigma**2)'),
    ('for axis in (0, 1)', 'for axis in (1, 0)'),
    ('if normalise else maps.exp()', 'if normalise else maps.softmax(dim=3)'),
    ('if sigma <= 0:', 'if sigma < 0:'),
    ('joints.ndim != 3 or joints.shape[2] != 2', 'joints.ndim != 3'),
    ('margin <= pose.min() and', 'True or'),
    ('margin <= pose.min() and', ''),
    ('neck + trunk * _down(tilt)', 'neck + trunk * _down(0)'),
    ('(1, 0.62, (-150, -15))', '(1, 0.62, (15, 150))'),
    ('(9, 0.68, None)', '(7, 0.68, None)'),
    ('torch.tensor([math.cos(math.radians(degrees)), ', 'torch.tensor([math.tan(math.radians(degrees)), '),
    ('torch.cat([faint, figure[None]])', 'figure[None]'),
    ('torch.minimum(limbs, head)', 'limbs'),
    ('noise * normal', 'normal'),
    ('at_least(0, noise=noise, clutter=clutter)', 'pass'),
]  # fmt: skip

"""Mutants of helpers/data/skin.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_skin.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('torch.where(oval, 1, mask)', 'torch.where(oval, 0, mask)'),
    ('torch.where(oval, blend.view(3, 1, 1), image)', 'torch.where(~oval, blend.view(3, 1, 1), image)'),
    ('(0.32, 0.22, 0.165)', '(0.165, 0.22, 0.32)'),
    ('(0.32, 0.22, 0.165)', '(0.62, 0.44, 0.33)'),
    ('(0.66, 0.62, 0.55),', '(0.66, 0.48, 0.38),'),
    ('image * light', 'image + light'),
    ('.clamp(0, 1), mask', ', mask'),
    ('noise * normal', 'normal'),
    ('at_least(16, size=size)', 'pass'),
]  # fmt: skip

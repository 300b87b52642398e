"""Mutants of helpers/data/cells.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_cells.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('instances = owner * ~border', 'instances = owner'),
    ('torch.where(border, 2, (owner > 0).long())', 'torch.where(border, 1, (owner > 0).long())'),
    ('torch.where(border & (owner > 0), image * uniform(generator, *darkening), image)', 'torch.where(border, image, image)'),
    ('torch.where(border & (owner > 0), image * uniform(generator, *darkening), image)', 'image * uniform(generator, *darkening)'),
    ('torch.where(window > 0, window, last[..., None])', 'window'),
    ('return first != last', 'return (first != last) & (owner > 0)'),
    ('noise * normal(generator, size, size)', 'normal(generator, size, size)'),
    ('1 - illumination * across', '1 - 0.5 * illumination * across'),
    ('(across - across.min()) / (across.max() - across.min())', 'across'),
    ('return image.clamp(0, 1), classes, instances', 'return image, classes, instances'),
    ('if not 0 <= illumination <= 1', 'if illumination > 1'),
    ('ordered("darkening", darkening)', 'pass'),
    ('at_least(32, size=size)', 'pass'),
    ('at_least(0, noise=noise)', 'pass'),
    ('at_least(1, n=n)', 'pass'),
]  # fmt: skip

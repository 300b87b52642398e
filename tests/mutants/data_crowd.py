"""Mutants of helpers/data/crowd.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_crowd.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('_stand(image, *place, *_sprite(WANTED))', 'pass'),
    ('_stand(image, *place, *_sprite(WANTED))', '_stand(image, place[0], place[1] - 1, *_sprite(WANTED))'),
    ('return {"h": h, "s"', 'return WANTED | {"s"'),
    ('"b": b if striped else a, "t": t}', '}'),
    ('= 0.98', '= 0.5'),
    ('SHEET = (28, 28)', 'SHEET = (9, 9)'),
    ('torch.where(seen, colours, 0.5)', 'colours'),
    ('window.copy_(torch.where(seen, colours, window))', 'torch.where(seen, colours, window)'),
    ('window.copy_(torch.where(seen, colours, window))', 'window.copy_(colours)'),
    ('noise * normal', '2 * noise * normal'),
    ('at_least(64, h=size[0], w=size[1])', 'at_least(64, h=size[0])'),
    ('at_least(0, people=people, noise=noise)', 'pass'),
]  # fmt: skip

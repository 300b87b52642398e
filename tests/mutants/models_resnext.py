"""Mutants of helpers/models/resnext.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_resnext.py"]
MUTANTS = [
    ('(3, 4, 6, 3)', '(3, 4, 3, 6)'),
    ('"groups": groups, ', '"groups": 1, '),
    ('"base_width": base_width', '"base_width": 4'),
    ('(3,) * len(widths)', '(2,) * len(widths)'),
    ('"stem": "cifar"', '"stem": "imagenet"'),
    ('in_channels=in_channels, **settings)\n\n\ndef', 'in_channels=in_channels)\n\n\ndef'),
]  # fmt: skip

"""Mutants of helpers/models/squeezenet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_squeezenet.py"]
MUTANTS = [
    ('LAYOUT_1_1 = ((16, 64), (16, 64), POOL', 'LAYOUT_1_1 = ((16, 64), POOL, (16, 64)'),
    ('LAYOUT_1_0 = ((16, 64), (16, 64), (32, 128), POOL', 'LAYOUT_1_0 = ((16, 64), (16, 64), POOL, (32, 128)'),
    ('ceil_mode=True', 'ceil_mode=False'),
    ('channels = 2 * expand', 'channels = expand'),
    ('padding=0 if stem_pool else kernel_size // 2', 'padding=kernel_size // 2'),
    ('nn.Dropout(dropout), scores, nn.ReLU(),', 'nn.Dropout(dropout), scores, nn.Identity(),'),
    ('nn.AdaptiveAvgPool2d(1))', 'nn.AdaptiveMaxPool2d(1))'),
    ('if row != POOL:', 'if row == 0:'),
    ('stem=(64, 3, 2)', 'stem=(64, 3, 1)'),
    ('nn.Sequential(first, nn.ReLU())', 'nn.Sequential(first, nn.Identity())'),
]  # fmt: skip

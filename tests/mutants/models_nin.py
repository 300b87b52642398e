"""Mutants of helpers/models/nin.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_models_classic.py"]
MUTANTS = [
    ('if kernel_size % 2 == 0:', 'if kernel_size == 4:'),
    ('padding=size // 2), nn.ReLU()]', 'padding=size // 2), nn.Tanh()]'),
    ('(kernel_size, 1, 1), strict=True', '(1, 1, kernel_size), strict=True'),
    ('3)[:-1],', '3),'),
    ('mlpconv(narrow, (wide, wide, wide), 5)', 'mlpconv(narrow, (wide, wide, wide), 3)'),
    ('padding=size // 2), nn.ReLU()]', 'padding=0), nn.ReLU()]'),
]  # fmt: skip

"""Mutants of helpers/geometry/unet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_unet.py", "test_geometry.py"]
MUTANTS = [
    ('if size_out < 2 or size_out % 2:', 'if size_out < 2:'),
    ('if size_out < 2 or size_out % 2:', 'if size_out % 2:'),
    ('if size_out < 1:\n            return stages, f"nothing', 'if size_out < 0:\n            return stages, f"nothing'),
    ('None if size_out > 0 else', 'None if size_out > -4 else'),
    ('links.pop()))', 'links.pop(0)))'),
    ('links.append(size_out)', 'links.append(size_in)'),
    ('4 if depth > 1 else 3', '4'),
    ('4 if depth > 1 else 3', '3'),
    ('below = smallest + (size - smallest) // 2**depth * 2**depth', 'below = size // 2**depth * 2**depth'),
    ('if size > smallest else', 'if size > 0 else'),
    ('missing = max(0, size_out', 'missing = abs(size_out'),
    ('size + -(-missing // 2**depth) * 2**depth', 'size + missing // 2**depth * 2**depth'),
    ('return 4 if padding', 'return 2 if padding'),
    ('if padding not in ("valid", "same"):', 'if False:'),
    ('require_at_least(1, depth=depth)\n', 'pass\n'),
    ("    require_at_least(1, size_out=size_out, depth=depth)\n", "    require_at_least(1, depth=depth)\n"),
    ("    require_at_least(1, size_out=size_out, depth=depth)\n", "    require_at_least(1, size_out=size_out)\n"),
    ("    require_whole(size=size)\n", ""),
]  # fmt: skip

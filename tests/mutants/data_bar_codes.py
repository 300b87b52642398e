"""Mutants of helpers/data/bar_codes.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_bar_codes.py"]
MUTANTS = [
    ('generator = seeded(seed)', 'generator = seeded(0)'),
    ('(1, 3)[place % 2]', '(3, 1)[place % 2]'),
    ('"0110111", "0001011")', '"0110111", "0001101")'),
    ('"ABABAB", "ABABBA"', '"ABABBA", "ABABAB"'),
    ('f"101{left}01010{right}101"', 'f"101{left}10101{right}101"'),
    ('if len(code) == 12:', 'if len(code) == 11:'),
    ('if modules.shape != (MODULES,):', 'if modules.shape[-1] != MODULES:'),
    ('!= ("101", "01010", "101")', '== ("000", "00000", "000")'),
    ('        bits = bits[::-1]\n', '        pass\n'),
    ('if parity not in FIRST:', 'if False:'),
    ('if seven not in table:', 'if False:'),
    ('code.isascii() and ', ''),
    ('uniform(generator, -turn, turn)', 'uniform(generator, 0, turn)'),
    ('cos * (column - centre[1]) - sin', 'cos * (column - centre[1]) + sin'),
    ('+ MODULES / 2  #', '+ MODULES / 2 + 1  #'),
    ('(place + width / 2)', '(place)'),
    ('QUIET = (11, 7)', 'QUIET = (3, 2)'),
    ('HEIGHT = 36', 'HEIGHT = 30'),
    ('0.92 - 0.82 * black', '0.1 + 0.82 * black'),
    ('noise * normal', '2 * noise * normal'),
    ('whole(generator, 0, 9)', 'whole(generator, 0, 8)'),
    ('at_least(290, size=size)', 'pass'),
]  # fmt: skip

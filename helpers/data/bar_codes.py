"""EAN-13 bar codes: thirteen digits to 95 bars and back, and pictures of them turned and noisy.

GS1 General Specifications, section 5.2 (EAN/UPC symbology). Axes: n pictures, one channel, h w; a module is the narrowest bar, 1: black.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64, Num
from torch import Tensor

from helpers.data.draw import at_least, normal, pixels, seeded, slow_noise, uniform, whole

MODULES = 95  # 3 guard + 6 digits of 7 + 5 guard + 6 digits of 7 + 3 guard
QUIET = (11, 7)  # modules of white paper to the left and to the right
HEIGHT = 36  # modules
# Set A, odd parity, left half. Set C is its complement, set B is C read backwards.
SET_A = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
SET_C = tuple("".join("10"[int(bit)] for bit in code) for code in SET_A)
SET_B = tuple(code[::-1] for code in SET_C)
# The first digit has no bars of its own: it says which of the next six come from set B.
FIRST = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")


class BarCodes(NamedTuple):
    """Pictures from 0 to 1, the thirteen digits, the turn in degrees (counter-clockwise), and the corners of the bars.

    Corners are row and column of top left, top right, bottom right, bottom left as the code is read.
    """

    images: Float[Tensor, "n 1 h w"]
    digits: Int64[Tensor, "n 13"]
    angles: Float[Tensor, " n"]
    corners: Float[Tensor, "n 4 2"]


def ean13_check_digit(twelve: str) -> int:
    """Return the thirteenth digit: what the sum of the digits, every second one three times, lacks to a multiple of ten.

    >>> ean13_check_digit("400638133393")
    1

    Raises ValueError unless there are twelve digits.
    """
    _all_digits(twelve, 12)
    return -sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(twelve)) % 10


def ean13_encode(code: str) -> Int64[Tensor, " 95"]:
    """Return the 95 modules of a code of twelve digits, or of thirteen whose last is the right check digit.

    >>> ean13_encode("4006381333931")[:10]
    tensor([1, 0, 1, 0, 0, 0, 1, 1, 0, 1])

    Raises ValueError for another number of digits or a wrong check digit.
    """
    if len(code) == 12:
        code += str(ean13_check_digit(code))
    _all_digits(code, 13)
    if int(code[12]) != ean13_check_digit(code[:12]):
        raise ValueError(f"the check digit of {code} must be {ean13_check_digit(code[:12])}, got {code[12]}")
    digits = [int(digit) for digit in code]
    left = "".join((SET_A if kind == "A" else SET_B)[digit] for kind, digit in zip(FIRST[digits[0]], digits[1:7], strict=True))
    right = "".join(SET_C[digit] for digit in digits[7:])
    return torch.tensor([int(bit) for bit in f"101{left}01010{right}101"])


def ean13_decode(modules: Num[Tensor, " 95"]) -> str:
    """Return the thirteen digits of 95 modules (1: black), also of modules read from the wrong end.

    >>> ean13_decode(ean13_encode("4006381333931").flip(0))
    '4006381333931'

    Raises ValueError for another number of modules, a guard or a digit that does not exist, or a wrong check digit.
    """
    if modules.shape != (MODULES,):
        raise ValueError(f"an EAN-13 code has {MODULES} modules, got shape {tuple(modules.shape)}")
    bits = "".join("1" if module > 0.5 else "0" for module in modules.tolist())
    if (bits[:3], bits[45:50], bits[92:]) != ("101", "01010", "101"):
        raise ValueError(f"the guards must be 101, 01010 and 101, got {bits[:3]}, {bits[45:50]} and {bits[92:]}")
    if bits[3:10].count("1") % 2 == 0:  # the left half begins with set A, whose codes have an odd number of black modules
        bits = bits[::-1]
    left, right = ([bits[start + 7 * place :][:7] for place in range(6)] for start in (3, 50))
    parity = "".join("A" if code.count("1") % 2 else "B" for code in left)
    if parity not in FIRST:
        raise ValueError(f"no first digit has the parities {parity}")
    code = str(FIRST.index(parity))
    for seven, table in [(seven, SET_A if kind == "A" else SET_B) for seven, kind in zip(left, parity, strict=True)] + [
        (seven, SET_C) for seven in right
    ]:
        if seven not in table:
            raise ValueError(f"no digit has the modules {seven}")
        code += str(table.index(seven))
    if int(code[12]) != ean13_check_digit(code[:12]):
        raise ValueError(f"the check digit of {code} must be {ean13_check_digit(code[:12])}, got {code[12]}")
    return code


def make_bar_codes(n: int = 10, seed: int = 0, size: int = 320, turn: float = 20.0, noise: float = 0.05) -> BarCodes:
    """Draw n white labels with a random code, turned by up to `turn` degrees, on a blotchy ground with lines in every direction.

    A module is about size/145 pixels wide. A smaller n gives the first pictures of a larger one.

    >>> images, digits, angles, corners = make_bar_codes(1)
    >>> images.shape, digits.shape, corners.shape
    (torch.Size([1, 1, 320, 320]), torch.Size([1, 13]), torch.Size([1, 4, 2]))

    Raises ValueError for n below 1, a size below 290 (a module needs two pixels), or a turn or noise below 0.
    """
    at_least(1, n=n)
    at_least(290, size=size)
    at_least(0, turn=turn, noise=noise)
    generator = seeded(seed)
    made = [_label(generator, size, turn, noise) for _ in range(n)]
    return BarCodes(*(torch.stack(part) for part in zip(*made, strict=True)))


def _label(generator, size, turn, noise):
    """One picture, its digits, its angle and its corners."""
    code = "".join(str(whole(generator, 0, 9)) for _ in range(12))
    code += str(ean13_check_digit(code))
    degrees, module = uniform(generator, -turn, turn), size / 145
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    centre = size / 2 + torch.tensor([uniform(generator, -0.03, 0.03) * size for _ in range(2)], dtype=torch.float32)
    row, column = pixels(size, size)
    right = (cos * (column - centre[1]) - sin * (row - centre[0])) / module + MODULES / 2  # along the code, in modules
    down = (cos * (row - centre[0]) + sin * (column - centre[1])) / module + HEIGHT / 2
    black = _share(ean13_encode(code), right, 1 / module) * _between(down, 0, HEIGHT, module)
    paper = _between(right, -QUIET[0], MODULES + QUIET[1], module) * _between(down, -5, HEIGHT + 5, module)
    ground = 0.45 + 0.1 * slow_noise(generator, size, size, 9)[0]
    for _ in range(6):
        angle = uniform(generator, 0, math.pi)
        across = math.cos(angle) * row + math.sin(angle) * column - uniform(generator, 0, size)
        ground = torch.where(across.abs() < uniform(generator, 1, 4), uniform(generator, 0.1, 0.8), ground)
    image = torch.lerp(ground, 0.92 - 0.82 * black, paper) + noise * normal(generator, size, size)
    box = torch.tensor([[0.0, 0.0], [0.0, MODULES], [HEIGHT, MODULES], [HEIGHT, 0.0]], dtype=torch.float32)  # down, right
    away = (box - box.mean(0)) * module
    corners = centre + torch.stack([cos * away[:, 0] - sin * away[:, 1], sin * away[:, 0] + cos * away[:, 1]], dim=1)
    return image.clamp(0, 1)[None], torch.tensor([int(digit) for digit in code]), torch.tensor(degrees, dtype=torch.float32), corners


def _share(modules, place, width):
    """How much of a window `width` wide about each place is black: the difference of the running total at its two ends."""
    total = torch.cat([torch.zeros(1, dtype=torch.float32), modules.cumsum(0).float()])

    def until(x):
        x = x.clamp(0, len(modules))
        left = x.floor().long().clamp(max=len(modules) - 1)
        return total[left] + (x - left) * modules[left]

    return (until(place + width / 2) - until(place - width / 2)) / width


def _between(x, low, high, scale):
    """1 from low to high, 0 outside, with edges one pixel soft; `scale` is pixels a unit."""
    return ((x - low) * scale + 0.5).clamp(0, 1) * ((high - x) * scale + 0.5).clamp(0, 1)


def _all_digits(code, count):
    if len(code) != count or not (code.isascii() and code.isdigit()):
        raise ValueError(f"a code here is {count} digits from 0 to 9, got {code!r}")

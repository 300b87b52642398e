"""Mistakes that fit any exercise. A test gives a hint, or None, for one wrong case; it must give one in every wrong case to be named."""

from helpers.check import arrangement
from helpers.check.arrangement import TOLERANCE, blocks
from helpers.check.compare import allowance, error_at, family, number_text, same_numbers, unravel
from helpers.check.values import Value


def unchanged(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    grid = got.grid
    for name, value in arguments.items():
        given = value.grid
        alike = grid and grid.flat and given and given.flat and len(given.flat) > 1 and given.shape == grid.shape
        if alike and same_numbers(grid.flat, given.flat, TOLERANCE):
            return f"You return the input {name} unchanged."
    return None


@blocks(same_shape=False)
def zeros(mine: Value, wanted: Value) -> str | None:
    if len(mine.flat) > 1 and not any(mine.flat) and any(wanted.flat):
        return "Your result is zero everywhere: it is made, but never filled. Do you write into it, and do the loops run at all?"
    return None


@blocks()
def wrong_sign(mine: Value, wanted: Value) -> str | None:
    if any(wanted.flat) and family(mine.dtype) != "bool" and same_numbers([-x for x in mine.flat], wanted.flat, TOLERANCE):
        return "The sign is wrong everywhere: each value is minus what it should be."
    return None


@blocks()
def constant_off(mine: Value, wanted: Value) -> str | None:
    off = mine.flat[0] - wanted.flat[0]
    if (len(mine.flat) < 2 and wanted.shape) or not off:
        return None
    if same_numbers([x - off for x in mine.flat], wanted.flat, TOLERANCE):
        return f"Your result is too {'large' if off > 0 else 'small'} by {number_text(abs(off))}{' everywhere' if wanted.shape else ''}."
    return None


@blocks()
def whole_numbers(mine: Value, wanted: Value) -> str | None:
    cut = family(wanted.dtype) == "float" and all(x == int(x) for x in mine.flat) and any(x != int(x) for x in wanted.flat)
    if cut and all(abs(a - b) < 1 for a, b in zip(mine.flat, wanted.flat, strict=True)):
        return "The values have lost their decimals: //, int(), round() and an integer tensor do that. Keep the numbers as they are."
    return None


@blocks()
def factor(mine: Value, wanted: Value) -> str | None:
    at = max(range(len(wanted.flat)), key=lambda i: abs(wanted.flat[i]))
    if len(mine.flat) < 2 or not wanted.flat[at] or not mine.flat[at]:
        return None
    times = mine.flat[at] / wanted.flat[at]
    if times != 1 and same_numbers([x / times for x in mine.flat], wanted.flat, TOLERANCE):
        return f"Every value is {number_text(times)} times what it should be."
    return None


@blocks()
def border(mine: Value, wanted: Value) -> str | None:
    """Every inner cell right, wrong ones at both ends of an axis: one wrong end alone is more often a loop that starts late."""
    rank = len(wanted.shape)
    spatial = [axis for axis in range(max(0, rank - 2), rank) if wanted.shape[axis] > 1]
    slack = allowance(wanted.flat, TOLERANCE)
    inside, ends = 0, set()
    for position, (a, b) in enumerate(zip(mine.flat, wanted.flat, strict=True)):
        index = unravel(position, wanted.shape)
        edges = {(axis, index[axis] > 0) for axis in spatial if index[axis] in (0, wanted.shape[axis] - 1)}
        if error_at(a, b) > slack:
            if not edges:
                return None
            ends |= edges if len(edges) == 1 else set()  # a corner belongs to two axes and proves neither
        elif not edges:
            inside += 1
    both = any({(axis, False), (axis, True)} <= ends for axis in spatial)
    return "Only the border differs, the inside is right: look at what lies beyond the edge (padding)." if inside and both else None


GENERIC = [
    ("unchanged", unchanged),
    ("zeros", zeros),
    ("transposed", arrangement.transposed),
    ("axes", arrangement.axes),
    ("size", arrangement.size),
    ("mirrored", arrangement.mirrored),
    ("sign", wrong_sign),
    ("whole numbers", whole_numbers),
    ("constant", constant_off),
    ("factor", factor),
    ("shifted", arrangement.shifted),
    ("border", border),
]

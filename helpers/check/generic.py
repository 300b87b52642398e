"""Mistakes that fit any exercise. Each test gives a hint, or None, for one wrong case; it must give one in every wrong case to be named."""

from itertools import combinations, product

from helpers.check.compare import allowance, error_at, family, number_text, same_numbers, shape_text, unravel
from helpers.check.values import Value

T = 1e-4  # tolerance, relative to the largest number


def _strides(shape: tuple[int, ...]) -> list[int]:
    steps = [1]
    for size in reversed(shape[1:]):
        steps.append(steps[-1] * size)
    return steps[::-1] if shape else []


def _pick(grid: Value, shape: tuple[int, ...], source) -> list:
    """The numbers of `grid` in a new arrangement: cell `index` of `shape` takes the one at `source(index)`."""
    steps = _strides(grid.shape)
    return [grid.flat[sum(s * i for s, i in zip(steps, source(index), strict=True))] for index in product(*map(range, shape))]


def _pair(got: Value, right: Value) -> tuple[Value, Value] | None:
    mine, wanted = got.grid, right.grid
    if mine is None or wanted is None or not mine.flat or not wanted.flat or any(x != x for x in mine.flat):
        return None
    return mine, wanted


def unchanged(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    if pair := _pair(got, right):
        for name, value in arguments.items():
            grid = value.grid
            if (
                grid is not None
                and grid.flat
                and len(grid.flat) > 1
                and grid.shape == pair[0].shape
                and same_numbers(pair[0].flat, grid.flat, T)
            ):
                return f"You return the input {name} unchanged."
    return None


def zeros(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if pair and got.kind != "number" and len(pair[0].flat) > 1 and not any(pair[0].flat) and any(pair[1].flat):
        return "Your result is zero everywhere: it is made, but never filled. Do you write into it, and do the loops run at all?"
    return None


def transposed(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if not pair or len(pair[1].shape) < 2:
        return None
    mine, wanted = pair
    n = len(wanted.shape)
    for a, b in [(n - 2, n - 1), *combinations(range(n), 2)]:
        order = list(range(n))
        order[a], order[b] = b, a
        if mine.shape == tuple(wanted.shape[i] for i in order) and min(wanted.shape[a], wanted.shape[b]) >= 1:
            if same_numbers(_pick(mine, wanted.shape, lambda index, order=order: [index[i] for i in order]), wanted.flat, T):
                what = "rows and columns" if (a, b) == (n - 2, n - 1) else f"axes {a} and {b}"
                return f"The values are right, with {what} swapped (transposed)."
    return None


def extra_axes(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if pair and pair[0].shape != pair[1].shape and same_numbers(pair[0].flat, pair[1].flat, T):
        mine, wanted = (tuple(s for s in g.shape if s != 1) for g in pair)
        if mine == wanted:
            more = len(pair[0].shape) > len(pair[1].shape)
            return f"The values are right; {'drop the extra axes of size 1' if more else 'axes of size 1 are missing'}."
        return "The values are right and in order, but arranged in another shape: see reshape."
    return None


def contains(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    """The right answer lies inside a larger one, or the learner's inside the right one."""
    pair = _pair(got, right)
    if not pair or len(pair[0].shape) != len(pair[1].shape) or pair[0].shape == pair[1].shape or len(pair[0].flat) > 5000:
        return None
    mine, wanted = pair
    large, small = (mine, wanted) if len(mine.flat) > len(wanted.flat) else (wanted, mine)
    if len(small.flat) < 2 or any(a < b for a, b in zip(large.shape, small.shape, strict=True)):
        return None
    for start in product(*(range(a - b + 1) for a, b in zip(large.shape, small.shape, strict=True))):
        if same_numbers(
            _pick(large, small.shape, lambda index, start=start: [i + s for i, s in zip(index, start, strict=True)]), small.flat, T
        ):
            if large is mine:
                return f"The right values are there, with more around them: {shape_text(mine.shape)} instead of {shape_text(wanted.shape)}."
            return f"What is there is right, but part is missing: {shape_text(mine.shape)} instead of {shape_text(wanted.shape)}. Do the loops stop too early?"
    return None


def mirrored(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if not pair or pair[0].shape != pair[1].shape:
        return None
    mine, shape = pair[0], pair[1].shape
    axes = [a for a in range(len(shape)) if shape[a] > 1]
    for many in range(1, len(axes) + 1):
        for chosen in combinations(axes, many):
            turned = _pick(mine, shape, lambda index, chosen=chosen: [shape[a] - 1 - i if a in chosen else i for a, i in enumerate(index)])
            if same_numbers(turned, pair[1].flat, T):
                which = "" if len(shape) == 1 else f" along axis {chosen[0]}" if many == 1 else " along several axes"
                return f"The values are right, in reversed order{which}."
    return None


def sign(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if (
        pair
        and pair[0].shape == pair[1].shape
        and any(pair[1].flat)
        and family(pair[0].dtype) != "bool"
        and same_numbers([-x for x in pair[0].flat], pair[1].flat, T)
    ):
        return "The sign is wrong everywhere: each value is minus what it should be."
    return None


def constant_off(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if not pair or pair[0].shape != pair[1].shape or (len(pair[0].flat) < 2 and got.kind != "number"):
        return None
    off = pair[0].flat[0] - pair[1].flat[0]
    if off and not isinstance(off, complex) and same_numbers([x - off for x in pair[0].flat], pair[1].flat, T):
        where = "" if pair[1].shape == () else " everywhere"
        return f"Your result is too {'large' if off > 0 else 'small'} by {number_text(abs(off))}{where}."
    return None


def factor(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if not pair or pair[0].shape != pair[1].shape or len(pair[0].flat) < 2:
        return None
    at = max(range(len(pair[1].flat)), key=lambda i: abs(pair[1].flat[i]))
    if not pair[1].flat[at] or not pair[0].flat[at]:
        return None
    times = pair[0].flat[at] / pair[1].flat[at]
    if same_numbers([x / times for x in pair[0].flat], pair[1].flat, T):
        return f"Every value is {number_text(times)} times what it should be."
    return None


def shifted(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if not pair or pair[0].shape != pair[1].shape:
        return None
    mine, wanted = pair
    for axis, step in product(range(len(wanted.shape)), (1, -1)):
        if wanted.shape[axis] < 4:
            continue
        shape = tuple(s - (a == axis) for a, s in enumerate(wanted.shape))
        here = _pick(mine, shape, lambda index, a=axis, s=step: [i + (k == a and s > 0) for k, i in enumerate(index)])
        there = _pick(wanted, shape, lambda index, a=axis, s=step: [i + (k == a and s < 0) for k, i in enumerate(index)])
        if len(set(here)) > 1 and same_numbers(here, there, T):
            return f"The values are right, but shifted by one place{'' if len(shape) == 1 else f' along axis {axis}'}."
    return None


def border(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if not pair or pair[0].shape != pair[1].shape:
        return None
    mine, wanted = pair
    spatial = [a for a in range(len(wanted.shape)) if a >= len(wanted.shape) - 2 and wanted.shape[a] > 1]
    slack = allowance(wanted.flat, T)
    inside = outside = 0
    for position, (a, b) in enumerate(zip(mine.flat, wanted.flat, strict=True)):
        index = unravel(position, wanted.shape)
        edge = any(index[k] in (0, wanted.shape[k] - 1) for k in spatial)
        if error_at(a, b) > slack:
            if not edge:
                return None
            outside += 1
        elif not edge:
            inside += 1
    return "Only the border differs, the inside is right: look at what lies beyond the edge (padding)." if inside and outside else None


def whole_numbers(got: Value, right: Value, arguments: dict[str, Value]) -> str | None:
    pair = _pair(got, right)
    if pair and pair[0].shape == pair[1].shape and family(pair[1].dtype) == "float" and all(x == int(x) for x in pair[0].flat):
        if all(abs(a - b) < 1 for a, b in zip(pair[0].flat, pair[1].flat, strict=True)):
            return "The values are cut off to whole numbers: the result (or the input) was made an integer tensor, or // was used for /."
    return None


GENERIC = [
    ("unchanged", unchanged),
    ("zeros", zeros),
    ("transposed", transposed),
    ("extra axes", extra_axes),
    ("contains", contains),
    ("mirrored", mirrored),
    ("sign", sign),
    ("constant", constant_off),
    ("whole numbers", whole_numbers),
    ("factor", factor),
    ("shifted", shifted),
    ("border", border),
]

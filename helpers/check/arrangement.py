"""The right numbers in the wrong places: swapped axes, reversed order, a shift, too much or too little around them."""

from collections.abc import Callable
from functools import wraps
from itertools import combinations, product

from helpers.check.compare import same_numbers, shape_text
from helpers.check.values import Value

TOLERANCE = 1e-4


def blocks(same_shape: bool = True) -> Callable:
    """Make a test of two blocks of numbers from one of two Values: anything else gets None, and so do NaN and complex numbers."""

    def turn(test: Callable[[Value, Value], str | None]) -> Callable:
        @wraps(test)
        def guarded(got: Value, right: Value, arguments: dict[str, Value] | None = None) -> str | None:
            mine, wanted = got.grid, right.grid
            if mine is None or wanted is None or not mine.flat or not wanted.flat or (same_shape and mine.shape != wanted.shape):
                return None
            if any(isinstance(x, complex) or x - x != 0 for x in [*mine.flat, *wanted.flat]):  # x - x: NaN or infinite
                return None
            return test(mine, wanted)

        return guarded

    return turn


def pick(grid: Value, shape: tuple[int, ...], source: Callable[[tuple[int, ...]], list[int]]) -> list:
    """The numbers of `grid` in a new arrangement: cell `index` of `shape` takes the one at `source(index)`."""
    steps, step = [], 1
    for length in reversed(grid.shape):
        steps.append(step)
        step *= length
    steps.reverse()
    return [grid.flat[sum(s * i for s, i in zip(steps, source(index), strict=True))] for index in product(*map(range, shape))]


@blocks(same_shape=False)
def transposed(mine: Value, wanted: Value) -> str | None:
    rank = len(wanted.shape)
    for a, b in [(rank - 2, rank - 1), *combinations(range(rank), 2)] if rank > 1 else []:
        order = list(range(rank))
        order[a], order[b] = b, a
        if mine.shape != tuple(wanted.shape[i] for i in order):
            continue
        if same_numbers(pick(mine, wanted.shape, lambda index, order=order: [index[i] for i in order]), wanted.flat, TOLERANCE):
            what = "rows and columns" if (a, b) == (rank - 2, rank - 1) else f"axes {a} and {b}"
            return f"The values are right, with {what} swapped (transposed)."
    return None


@blocks(same_shape=False)
def axes(mine: Value, wanted: Value) -> str | None:
    if mine.shape == wanted.shape or not same_numbers(mine.flat, wanted.flat, TOLERANCE):
        return None
    if [s for s in mine.shape if s != 1] != [s for s in wanted.shape if s != 1]:
        return "The values are right and in order, but arranged in another shape: see reshape."
    more = len(mine.shape) > len(wanted.shape)
    return f"The values are right; {'drop the extra axes of size 1' if more else 'axes of size 1 are missing'}."


@blocks(same_shape=False)
def size(mine: Value, wanted: Value) -> str | None:
    """The right answer lies inside a larger one, or the learner's inside the right one."""
    if len(mine.shape) != len(wanted.shape) or mine.shape == wanted.shape or max(len(mine.flat), len(wanted.flat)) > 2000:
        return None
    large, small = (mine, wanted) if len(mine.flat) > len(wanted.flat) else (wanted, mine)
    room = [a - b for a, b in zip(large.shape, small.shape, strict=True)]
    if len(set(small.flat)) < 2 or min(room) < 0:
        return None
    for start in product(*(range(r + 1) for r in room)):
        part = pick(large, small.shape, lambda index, start=start: [i + s for i, s in zip(index, start, strict=True)])
        if same_numbers(part, small.flat, TOLERANCE):
            sizes = f"{shape_text(mine.shape)} instead of {shape_text(wanted.shape)}"
            if large is mine:
                return f"The right values are there, with more around them: {sizes}."
            return f"What is there is right, but part is missing: {sizes}. Is a range one short, or was a result not kept?"
    return None


@blocks()
def mirrored(mine: Value, wanted: Value) -> str | None:
    shape = wanted.shape
    long = [axis for axis in range(len(shape)) if shape[axis] > 1]
    for many in range(1, len(long) + 1):
        for chosen in combinations(long, many):
            turned = pick(mine, shape, lambda index, chosen=chosen: [shape[a] - 1 - i if a in chosen else i for a, i in enumerate(index)])
            if same_numbers(turned, wanted.flat, TOLERANCE):
                which = "" if len(shape) == 1 else f" along axis {chosen[0]}" if many == 1 else " along several axes"
                return f"The values are right, in reversed order{which}."
    return None


@blocks()
def shifted(mine: Value, wanted: Value) -> str | None:
    for axis, step in product(range(len(wanted.shape)), (1, -1)):
        if wanted.shape[axis] < 4:
            continue
        shape = tuple(s - (a == axis) for a, s in enumerate(wanted.shape))
        here = pick(mine, shape, lambda index, a=axis, s=step: [i + (k == a and s > 0) for k, i in enumerate(index)])
        there = pick(wanted, shape, lambda index, a=axis, s=step: [i + (k == a and s < 0) for k, i in enumerate(index)])
        if len(set(here)) > 1 and same_numbers(here, there, TOLERANCE):
            return f"The values are right, but shifted by one place{'' if len(shape) == 1 else f' along axis {axis}'}."
    return None

"""Is it the right answer, and if not, in what does it differ?"""

import math
from dataclasses import dataclass

from helpers.check.groups import is_group, label, parts, together
from helpers.check.values import Value


@dataclass
class Difference:
    """kind: type, length, shape, large, nan, dtype or value; `text` says it in one sentence."""

    kind: str
    text: str
    index: tuple[int, ...] | None = None  # of the worst element
    hint: str = ""
    numbers: tuple[str, str] | None = None  # the worst element: the learner's, and what it should be
    item: int | None = None  # which of several values returned together


def number_text(x) -> str:
    """A number in at most four significant digits: 3, 0.25, -1.234e+05."""
    if isinstance(x, bool | complex):
        return str(x)
    if isinstance(x, int) or (math.isfinite(x) and x == int(x) and abs(x) < 1e6):
        return str(int(x))
    return f"{x:.4g}"


def without_dust(numbers: list) -> list:
    """Rounding left over: what is tiny beside the largest number, such as -5.6e-17 beside 1, becomes 0."""
    finite = [abs(x) for x in numbers if not isinstance(x, bool | int | complex) and math.isfinite(x)]
    largest = max(finite, default=0.0)
    return [0.0 if isinstance(x, float) and abs(x) < max(1e-6 * largest, 1e-15) else x for x in numbers]


def two_texts(a, b) -> tuple[str, str]:
    """Both numbers, with as many digits as it takes to see that they differ."""
    if a != b and number_text(a) == number_text(b):
        return repr(a), repr(b)
    return number_text(a), number_text(b)


def shape_text(shape: tuple[int, ...]) -> str:
    return "a single number" if shape == () else f"shape {tuple(shape)}"


def kind_text(value: Value) -> str:
    known = {"none": "None", "dots": "...", "text": "text", "number": "a number", "tensor": "a tensor", "array": "a numpy array"}
    return known.get(value.kind) or ("an " if value.type[:1] in "aeiouAEIOU" else "a ") + value.type


def wanted_text(right: Value) -> str:
    """What the answer should be; of a list, how many values it holds."""
    if right.kind != "sequence":
        return kind_text(right)
    return f"{kind_text(right)} {'with one value' if len(right.items) == 1 else f'of {len(right.items)} values'}"


def family(dtype: str) -> str:
    for name in ("bool", "complex", "float"):
        if name in dtype:
            return name
    return "int"


def error_at(got, right) -> float:
    """How far off one number is; a NaN where there should be none is infinitely wrong."""
    if got == right or (got != got and right != right):
        return 0.0
    error = abs(got - right)
    return error if error == error else math.inf


def allowance(right: list, tolerance: float) -> float:
    """Rounding that is forgiven: `tolerance` times the largest number of the right answer."""
    return tolerance * max((abs(x) for x in right if math.isfinite(abs(x))), default=0.0) + 1e-9


def same_numbers(got: list, right: list, tolerance: float) -> bool:
    slack = allowance(right, tolerance)
    return len(got) == len(right) and all(error_at(a, b) <= slack for a, b in zip(got, right, strict=True))


def unravel(position: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    index = []
    for size in reversed(shape):
        index.append(position % size)
        position //= size
    return tuple(reversed(index))


def compare(
    got: Value, right: Value, tolerance: float = 1e-4, names: tuple[str, ...] | None = None, slack: float | None = None
) -> Difference | None:
    """None when `got` is as good as `right`, else the first thing that differs.

    With `names` (they may be empty) the values of a tuple are compared one by one. `slack`: rounding that is forgiven.
    """
    if names is not None and is_group(right):
        return _compare_group(got, right, tolerance, names)
    if right.kind == "sequence" and (right.grid is None or got.grid is None):
        return _compare_items(got, right, tolerance)
    if right.kind == "text":
        if got.kind == "text" and got.type.strip().casefold() == right.type.strip().casefold():
            return None
        return Difference("value", "this is not the right word" if got.kind == "text" else f"this is {kind_text(got)}; it should be text")
    wanted, mine = right.grid, got.grid
    if wanted is None:
        return None if got.kind == right.kind else Difference("type", f"this is {kind_text(got)}, and should be {kind_text(right)}")
    if mine is None or (right.kind == "sequence" and mine.shape == ()):
        return Difference("type", f"your result is {kind_text(got)}; it should be {wanted_text(right)}")
    if got.kind == right.kind == "sequence" and len(got.items) != len(right.items):
        return _other_length(got, right)
    if mine.shape != wanted.shape:
        have, need = (f"have {shape_text(s)}" if s else "be a single number" for s in (mine.shape, wanted.shape))
        return Difference("shape", f"your result {have.replace('have', 'has').replace('be ', 'is ')}; it should {need}")
    if mine.flat is None or wanted.flat is None:
        return Difference("large", f"your result has {shape_text(mine.shape)}: too many numbers to compare")
    return _compare_numbers(mine, wanted, allowance(wanted.flat, tolerance) if slack is None else slack)


def _compare_group(got: Value, right: Value, tolerance: float, names: tuple[str, ...]) -> Difference | None:
    """The first value that differs, and by name which of the others are right."""
    count = len(right.items)
    mine = parts(got, count)
    if mine is None and got.kind == "sequence":
        return _other_length(got, right, names)
    if mine is None:
        what = f"{kind_text(got)}{f' of shape {got.shape}' if got.shape else ''}"
        return Difference("type", f"your result is {what}; it should be {count} values together{together(names)}")
    slack = allowance(right.grid.flat, tolerance) if right.grid and right.grid.flat else None
    found = [compare(a, b, tolerance, None, slack) for a, b in zip(mine, right.items, strict=True)]
    if not any(found):
        return None
    item = next(i for i, difference in enumerate(found) if difference)
    worst, name = found[item], label(item, count, names)
    if worst.kind == "value" and worst.numbers:
        a, b = worst.numbers
        if not worst.index:
            text = f"{name}: yours {a}, should be {b}"
        else:
            place = _index(worst.index) if len(worst.index) == 1 else f"[{', '.join(map(str, worst.index))}]"
            text = f"{name}{place if names else f', at {place}'}: yours {a}, should be {b}"
    elif worst.text.startswith("your result"):
        text = name + worst.text.removeprefix("your result")
    else:
        text = f"{name}: {worst.text}"
    fine = [label(i, count, names) for i, difference in enumerate(found) if not difference] if names else []
    text += f" ({' and '.join(fine)} {'is' if len(fine) == 1 else 'are'} right)" if fine else ""
    return Difference(worst.kind, text, worst.index, worst.hint, worst.numbers, item)


def _other_length(got: Value, right: Value, names: tuple[str, ...] = ()) -> Difference:
    many = f"{len(got.items)} value{'' if len(got.items) == 1 else 's'}"
    return Difference("length", f"you return {many}; there should be {len(right.items)}{together(names)}")


def _compare_items(got: Value, right: Value, tolerance: float) -> Difference | None:
    if got.kind != "sequence":
        return Difference("type", f"your result is {kind_text(got)}; it should be {wanted_text(right)}")
    if len(got.items) != len(right.items):
        return _other_length(got, right)
    for position, (mine, wanted) in enumerate(zip(got.items, right.items, strict=True)):
        if found := compare(mine, wanted, tolerance):
            return Difference(found.kind, f"value {position} of {len(right.items)}: {found.text}", found.index, found.hint)
    return None


def _compare_numbers(mine: Value, wanted: Value, slack: float) -> Difference | None:
    errors = [error_at(a, b) for a, b in zip(mine.flat, wanted.flat, strict=True)]
    nan = [i for i, (a, b) in enumerate(zip(mine.flat, wanted.flat, strict=True)) if a != a and b == b]
    if nan:
        where = "" if wanted.shape == () else f" at {len(nan)} of {len(mine.flat)} places, first at {_index(unravel(nan[0], wanted.shape))}"
        text = f"there is NaN (not a number){where}"
        return Difference(
            "nan",
            text,
            unravel(nan[0], wanted.shape),
            "NaN comes from 0/0, from infinity minus infinity, or from a tensor made by torch.empty and never filled.",
        )
    if errors and max(errors) > slack:
        worst = errors.index(max(errors))
        a, b = two_texts(without_dust(mine.flat)[worst], without_dust(wanted.flat)[worst])
        if wanted.shape == ():
            return Difference("value", f"you get {a}; it should be {b}", (), numbers=(a, b))
        index = unravel(worst, wanted.shape)
        shape = "the shape is right; " if wanted.kind in ("tensor", "array") else ""
        return Difference("value", f"{shape}the largest error is at {_index(index)}: {a}, should be {b}", index, numbers=(a, b))
    return _compare_dtype(mine, wanted)


def _compare_dtype(mine: Value, wanted: Value) -> Difference | None:
    have, need = family(mine.dtype), family(wanted.dtype)
    lists = mine.kind == "sequence" or wanted.kind == "sequence"
    fine = have == need or need == "complex" or (need == "bool" and wanted.kind == "number")
    if fine or (need == "float" and (lists or (wanted.kind == "number" and have == "int"))):
        return None
    if have == "complex":
        hint = "A complex number is left over: take the real part, .real."
        return Difference("dtype", f"the values are right, but their type is {mine.dtype}; it should be {need}", None, hint)
    hint = {
        "float": "The numbers are whole ones only by luck: make the result a float tensor, for example torch.zeros(...) or .float().",
        "int": "This should be a whole number of type int: divide with // instead of /, or put int(...) around it.",
        "bool": "The answer is yes or no: return True and False, not numbers.",
    }[need]
    return Difference("dtype", f"the values are right, but their type is {mine.dtype}; it should be {need}", None, hint)


def _index(index: tuple[int, ...]) -> str:
    return f"[{index[0]}]" if len(index) == 1 else str(index)

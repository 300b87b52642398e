"""Small grids of numbers as text, side by side: the inputs of a case, the expected answer and the learner's."""

import math

from helpers.check.compare import number_text, shape_text, unravel, without_dust
from helpers.check.groups import ORDER, parts
from helpers.check.values import Value

ROWS, COLUMNS, WIDTH = 8, 10, 92
PLANES = 16  # numbers; more than one plane is shown up to here
MOST = 4  # items of a list that are shown one by one
MARK, END = "\x02", "\x03"  # around the worst number; verdict.py turns them into colour, or drops them


def block(name: str, value: Value, worst: tuple[int, ...] | None = None) -> list[str]:
    """The lines of one named value; a large one is told by its shape."""
    if value.kind == "module":
        return [f"{name}  {value.type}", *(item.type for item in value.items)]
    shape = value.grid.shape if value.grid else ()
    label = f"{name}  {'×'.join(map(str, shape))}" if len(shape) > 2 else name
    rows = _rows(value.grid, worst) if value.grid else []
    return [label, *rows] if rows else [name, _short(value)]


def blocks(name: str, value: Value) -> list[list[str]]:
    """One block of a value; of a list whose tensors differ in shape, one block of each."""
    apart = value.kind == "sequence" and value.grid is None and 0 < len(value.items) <= MOST
    if apart and all(item.grid and item.grid.shape for item in value.items):
        return [block(f"{name}[{i}]", item) for i, item in enumerate(value.items)]
    return [block(name, value)]


def group(right: Value, got: Value | None, names: tuple[str, ...], item: int | None, worst: tuple[int, ...] | None) -> list[list[str]]:
    """Blocks for several values returned together: single numbers as lines `size  3`, others as a pair of blocks for each value."""
    count = len(right.items)
    mine = parts(got, count)
    whole = [block("yours", got)] if got is not None and mine is None else []
    single = [all(value.grid and not value.grid.shape for value in values) for values in (right.items, mine or [])]
    if all(single) and len(names) == count:
        wide = max(map(len, names))
        lines = [
            [f"{n.ljust(wide)}  {_short(v)}" for n, v in zip(names, values, strict=True)] for values in (right.items, mine or right.items)
        ]
        if mine and item is not None:
            number = _short(mine[item])
            lines[1][item] = f"{names[item].ljust(wide)}  {MARK}{number}{END}"
        return [["should be", *lines[0]], *([["yours", *lines[1]]] if mine else whole)]
    if all(single):
        at = None if item is None else (item,)
        return [block("should be", right), *([block("yours", Value("sequence", "tuple", items=mine), at)] if mine else whole)]
    found = []
    for i, value in enumerate(right.items):
        found.append(block(f"{names[i] if len(names) == count else ORDER[i]} should be", value))
        found += [block("yours", mine[i], worst if i == item else None)] if mine else []
    return found + whole


def _short(value: Value) -> str:
    """A value in a few words."""
    if value.grid:
        numbers = ", ".join(map(number_text, value.grid.flat or []))
        if len(value.grid.shape) == 1 and len(value.grid.flat or MOST * "x") <= MOST:
            return f"[{numbers}]"
        return shape_text(value.grid.shape) if value.grid.shape else numbers
    if value.kind == "sequence":
        return f"({', '.join(map(_short, value.items[:4]))}{', …' if len(value.items) > 4 else ''})"
    return {"text": repr(value.type), "none": "None", "dots": "..."}.get(value.kind, value.type)


def _rows(grid: Value, worst: tuple[int, ...] | None) -> list[str]:
    """One line of text a row, columns aligned; [] if too large to read. Before each of several planes stands its place: [1, 0]."""
    shape = grid.shape
    planes = math.prod(shape[:-2])
    if grid.flat is None or not grid.flat or (planes > 1 and len(grid.flat) > PLANES):
        return []
    columns = shape[-1] if shape else 1
    if columns > (COLUMNS if len(shape) > 1 else 2 * COLUMNS) or len(grid.flat) // columns > ROWS:
        return []
    texts = _texts(grid.flat)
    wide = max(map(len, texts))
    texts = [text.rjust(wide) for text in texts]
    if worst and len(worst) == len(shape):
        at = 0
        for place, length in zip(worst, shape, strict=True):
            at = at * length + place
        number = texts[at].lstrip()
        texts[at] = texts[at][: -len(number)] + MARK + number + END
    rows = ["  ".join(texts[i : i + columns]) for i in range(0, len(texts), columns)]
    return rows if planes == 1 else _with_places(rows, shape)


def _with_places(rows: list[str], shape: tuple[int, ...]) -> list[str]:
    """Before the first row of each plane its place, the indices of the leading axes."""
    high = shape[-2]
    places = [f"[{', '.join(map(str, unravel(plane, shape[:-2])))}]" for plane in range(len(rows) // high)]
    wide = max(map(len, places))
    return [f"{'' if i % high else places[i // high]:{wide}}  {row}" for i, row in enumerate(rows)]


def _texts(numbers: list) -> list[str]:
    """All numbers with three decimals if that shows them, else each as short as it goes."""
    numbers = without_dust(numbers)
    plain = [abs(x) for x in numbers if not isinstance(x, bool | complex) and x - x == 0]
    if len(plain) == len(numbers) and any(x != int(x) for x in plain) and all(x == 0 or 1e-2 <= x < 1e5 for x in plain):
        return [f"{x:.3f}" for x in numbers]
    return [number_text(x) for x in numbers]


def side_by_side(inputs: list[list[str]], results: list[list[str]]) -> list[str]:
    """Inputs → results in one row if it fits, else the results below."""
    if not results:
        return _fold(inputs)
    arrow = ["", "→"]
    if _total([*inputs, arrow, *results]) <= WIDTH:
        return _fold([*inputs, arrow, *results])
    return _fold(inputs) + _fold(results)


def _fold(blocks: list[list[str]]) -> list[str]:
    lines: list[str] = []
    row: list[list[str]] = []
    for each in blocks:
        if row and _total([*row, each]) > WIDTH:
            lines += _join(row)
            row = []
        row.append(each)
    return lines + (_join(row) if row else [])


def _total(blocks: list[list[str]]) -> int:
    return sum(_wide(b) + 4 for b in blocks)


def _wide(lines: list[str]) -> int:
    return max(len(line.replace(MARK, "").replace(END, "")) for line in lines)


def _join(row: list[list[str]]) -> list[str]:
    height = max(map(len, row))
    padded = []
    for lines in row:
        wide = _wide(lines)
        padded.append([line + " " * (wide - _wide([line])) for line in lines + [""] * (height - len(lines))])
    return ["    " + "    ".join(lines[i] for lines in padded).rstrip() for i in range(height)]

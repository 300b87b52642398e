"""Small grids of numbers as text, side by side: the inputs of a case, the expected answer and the learner's."""

from helpers.check.compare import number_text, shape_text
from helpers.check.values import Value

ROWS, COLUMNS, WIDTH = 8, 10, 88


def block(name: str, value: Value) -> list[str]:
    """The lines of one named value; a large one is told by its shape."""
    if value.kind == "text":
        return [name, repr(value.type)]
    if value.kind in ("none", "dots", "other"):
        return [name, {"none": "None", "dots": "..."}.get(value.kind, value.type)]
    grid = value.grid
    if grid is None:
        parts = [
            block("", item)[1] if len(block("", item)) == 2 else shape_text(item.grid.shape)
            for item in value.items[:6]
            if item.grid or not item.items
        ]
        return [name, f"({', '.join(parts)}{', …' if len(value.items) > 6 else ''})"]
    shape = grid.shape
    label = name if len(shape) < 3 else f"{name}  {shape}".replace(", ", "×").replace("(", "").replace(")", "") if shape else name
    rows = _rows(grid)
    return [label, *rows] if rows else [name, shape_text(shape)]


def _rows(grid: Value) -> list[str]:
    """One line of text a row, columns aligned; [] if the grid is too large to read or has more than one plane."""
    shape = grid.shape
    if grid.flat is None or not grid.flat or any(size != 1 for size in shape[:-2]):
        return []
    columns = shape[-1] if shape else 1
    if columns > (COLUMNS if len(shape) > 1 else 2 * COLUMNS) or len(grid.flat) // columns > ROWS:
        return []
    texts = [number_text(x) for x in grid.flat]
    wide = max(map(len, texts))
    return ["  ".join(t.rjust(wide) for t in texts[i : i + columns]) for i in range(0, len(texts), columns)]


def side_by_side(blocks: list[list[str]], indent: str = "    ") -> list[str]:
    """Blocks in one row as long as they fit, the rest below."""
    lines: list[str] = []
    row: list[list[str]] = []
    for each in blocks:
        if row and sum(_wide(b) + 6 for b in [*row, each]) > WIDTH:
            lines += _join(row, indent)
            row = []
        row.append(each)
    return lines + (_join(row, indent) if row else [])


def _wide(lines: list[str]) -> int:
    return max(map(len, lines))


def _join(row: list[list[str]], indent: str) -> list[str]:
    height = max(map(len, row))
    padded = [[line.ljust(_wide(b)) for line in b] + [" " * _wide(b)] * (height - len(b)) for b in row]
    return [(indent + "      ".join(b[i] for b in padded)).rstrip() for i in range(height)]

"""A small table that reads the same every time: aligned text in a terminal, HTML in a notebook."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import isnan


def cell_text(value: object) -> str:
    """Write one value: thousands with commas, other numbers with three digits, sizes as 3×32×32, nothing for None.

    >>> [cell_text(value) for value in (11689512, 0.51234, (3, 32, 32), None, "conv1")]
    ['11,689,512', '0.512', '3×32×32', '', 'conv1']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return "nan" if isnan(value) else f"{value:.3g}"
    if isinstance(value, tuple | list):
        return "×".join(map(str, value))
    return str(value)


class Table(Sequence):
    """Rows with named columns; `print` and the notebook show it, `table.rows` and `table["layer name"]` hand the numbers out.

    Args:
        rows: NamedTuples of one kind; their field names are the columns, their first field is the name to look a row up by.
        total: one more row below a line, or None.

    >>> from collections import namedtuple
    >>> Row = namedtuple("Row", "layer parameters")
    >>> table = Table([Row("conv", 760), Row("fc", 10250)], total=Row("total", 11010))
    >>> print(table)
    layer  parameters
    conv          760
    fc         10,250
    total      11,010
    >>> table["fc"].parameters
    10250
    """

    def __init__(self, rows: Iterable[tuple], total: tuple | None = None):
        self.rows, self.total = list(rows), total
        if not self.rows:
            raise ValueError("a table needs at least one row, got none: the model has no layer that was called")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, as shown: underscores are spaces."""
        return tuple(name.replace("_", " ") for name in self.rows[0]._fields)

    def column(self, name: str) -> list:
        """Give the values of one column, top to bottom, without the total.

        Raises ValueError for a name that is no column.
        """
        if name not in self.rows[0]._fields:
            raise ValueError(f"no column {name!r}; the columns are {', '.join(self.rows[0]._fields)}")
        return [getattr(row, name) for row in self.rows]

    def __getitem__(self, key: int | slice | str) -> tuple:
        if not isinstance(key, str):
            return self.rows[key]
        for row in self.rows:
            if row[0] == key:
                return row
        raise ValueError(f"no row {key!r}; the rows are {', '.join(str(row[0]) for row in self.rows)}")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple]:
        return iter(self.rows)

    def _cells(self) -> tuple[list[list[str]], list[bool]]:
        """Text of every cell, total last; and for each column whether it is numbers, which stand to the right."""
        rows = [*self.rows, *([] if self.total is None else [self.total])]
        numbers = [all(isinstance(v, int | float | None) for v in column) for column in zip(*rows, strict=True)]
        return [[cell_text(value) for value in row] for row in rows], numbers

    def __repr__(self) -> str:
        cells, numbers = self._cells()
        lines = [list(self.columns), *cells]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        aligned = (
            "  ".join(c.rjust(w) if right else c.ljust(w) for c, w, right in zip(line, widths, numbers, strict=True)) for line in lines
        )
        return "\n".join(line.rstrip() for line in aligned)

    def _repr_html_(self) -> str:
        cells, numbers = self._cells()
        sides = [f' style="text-align: {"right" if right else "left"}"' for right in numbers]

        def line(texts: Iterable[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}{side}>{escape(t)}</{tag}>" for t, side in zip(texts, sides, strict=True)) + "</tr>"

        body = [line(texts, "td") for texts in cells]
        if self.total is not None:
            body[-1] = line(cells[-1], "th")
        return f"<table><thead>{line(self.columns, 'th')}</thead><tbody>{''.join(body)}</tbody></table>"

"""Grids of numbers, side by side, with windows marked: the picture of a worked example."""

from matplotlib.patches import Rectangle

from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import BLACK, GREY, LIGHT, MARK_EDGES, MARK_FILLS, SMALL, TEXT, WIDTH, new_figure, number, pt, styled

CELL_H, GAP, MARGIN, LABEL = 30, 26, 14, 24


def _span(index, length):
    """First and one-past-last cell of an int or a slice.

    >>> _span(slice(1, 3), 6), _span(2, 6), _span(-1, 6)
    ((1, 3), (2, 3), (5, 6))
    """
    if isinstance(index, slice):
        start, stop, _ = index.indices(length)
        return start, stop
    return index % length, index % length + 1


def _as_boxes(marks, shape):
    """Marks of one grid as (top, bottom, left, right); one mark or a list of them, 1-D marks get row 0."""
    boxes = []
    for mark in marks if isinstance(marks, list) else [marks]:
        pair = mark if isinstance(mark, tuple) else (0, mark)
        boxes.append((*_span(pair[0], shape[0]), *_span(pair[1], shape[1])))
    return boxes


def draw_grid(axes, left, top, values, cell_w, boxes=(), cell_h=CELL_H, empty=()):
    """Draw one grid of numbers, its top-left corner at (left, top) in CSS pixels, y growing downwards.

    `boxes` are the marked windows, `empty` the set of (row, column) cells left without a number.
    """
    for i, row in enumerate(values.tolist()):
        for j, value in enumerate(row):
            fill = "white"
            for number_of_box, (r0, r1, c0, c1) in enumerate(boxes):
                if r0 <= i < r1 and c0 <= j < c1:
                    fill = MARK_FILLS[number_of_box % len(MARK_FILLS)]
            corner = (left + j * cell_w, top + i * cell_h)
            axes.add_patch(Rectangle(corner, cell_w, cell_h, facecolor=fill, edgecolor=LIGHT, linewidth=pt(1)))
            if (i, j) not in empty:
                middle = (corner[0] + cell_w / 2, corner[1] + cell_h / 2)
                axes.text(*middle, number(value), ha="center", va="center_baseline", fontsize=pt(TEXT), color=BLACK)
    h, w = values.shape
    axes.add_patch(Rectangle((left, top), w * cell_w, h * cell_h, fill=False, edgecolor=GREY, linewidth=pt(1.2)))
    for number_of_box, (r0, r1, c0, c1) in enumerate(boxes):
        edge = MARK_EDGES[number_of_box % len(MARK_EDGES)]
        corner = (left + c0 * cell_w, top + r0 * cell_h)
        box = Rectangle(corner, (c1 - c0) * cell_w, (r1 - r0) * cell_h, fill=False, edgecolor=edge, linewidth=pt(2.6))
        axes.add_patch(box)


def canvas(width, height):
    """A figure whose one axes counts CSS pixels from the top-left corner."""
    figure = new_figure(width, height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def cell_width(*grids) -> float:
    """Wide enough for the longest number in these grids."""
    longest = max(len(number(v)) for grid in grids for v in grid.flatten().tolist())
    return max(34, 14 + 8.2 * longest)


@styled
def numbers(mark=None, title=None, signs=None, **grids) -> Picture:
    """Draw named grids of numbers; 1-D ones one below the other, others side by side.

    `mark` highlights cells: indices or slices for the first grid, or a dict `{name: mark}`; a mark may be a list of marks.
    `signs` are the strings between the grids, such as `("⋆", "=")`.

    >>> import torch
    >>> numbers(image=torch.arange(9.0).view(3, 3), mark=(slice(0, 2), slice(0, 2)))
    Picture(numbers: image 3×3 (0 1 2; 3 4 5; 6 7 8), marked [0:2, 0:2])
    """
    if not grids:
        raise ValueError("numbers() needs at least one named grid, such as image=...")
    values = {name: tensor(grid) for name, grid in grids.items()}
    for name, grid in values.items():
        if grid.ndim not in (1, 2):
            raise ValueError(f"{name} has shape {tuple(grid.shape)}; a grid of numbers has 1 or 2 axes")
    marks = mark if isinstance(mark, dict) else {} if mark is None else {next(iter(values)): mark}
    for name in marks:
        if name not in values:
            raise ValueError(f"mark names {name!r}, but the grids are {', '.join(values)}")
    rows = {name: grid.view(1, -1) if grid.ndim == 1 else grid for name, grid in values.items()}
    boxes = {name: _as_boxes(marks[name], rows[name].shape) if name in marks else [] for name in rows}
    stacked = all(grid.ndim == 1 for grid in values.values())
    places, width, height = _stack(rows) if stacked else _flow(rows)
    offset = 30 if title else 0
    figure, axes = canvas(width, height + offset)
    if title:
        axes.text(MARGIN, 20, title, ha="left", va="center", fontsize=pt(TEXT), fontweight="bold")
    for position, (name, (left, top, cell_w)) in enumerate(places.items()):
        grid, top = rows[name], top + offset
        if stacked:
            axes.text(
                left - 10, top + CELL_H / 2, name.replace("_", " "), ha="right", va="center_baseline", fontsize=pt(TEXT), fontweight="bold"
            )
        else:
            label = f"{name.replace('_', ' ')}  {grid.shape[0]}×{grid.shape[1]}" if grid.numel() > 1 else name
            axes.text(left, top - 8, label, ha="left", va="baseline", fontsize=pt(SMALL), color=BLACK, fontweight="bold")
            if signs and 0 < position <= len(signs):
                middle = top + grid.shape[0] * CELL_H / 2
                axes.text(
                    left - GAP / 2 - 4,
                    middle,
                    signs[position - 1],
                    ha="center",
                    va="center",
                    fontsize=pt(40 if signs[position - 1] == "⋆" else 22),
                )
        draw_grid(axes, left, top, grid, cell_w, boxes[name])
    text = "; ".join(_told(name, grid) + _marked(boxes[name], grid.ndim) for name, grid in values.items())
    return Picture(figure, f"numbers: {text}")


def _told(name, grid):
    """The grid in words: all its numbers if they are few, else shape and sum."""
    if grid.numel() > 16:
        return describe(name, grid)
    rows = [" ".join(number(value) for value in row) for row in (grid.view(1, -1) if grid.ndim == 1 else grid).tolist()]
    return f"{name} {'×'.join(str(n) for n in grid.shape)} ({'; '.join(rows)})"


def _marked(boxes, ndim):
    if not boxes:
        return ""
    spans = [f"[{r0}:{r1}, {c0}:{c1}]" if ndim == 2 else f"[{c0}:{c1}]" for r0, r1, c0, c1 in boxes]
    return ", marked " + " ".join(spans)


def _stack(rows):
    """1-D grids below each other, left ends aligned, names on the left."""
    cell_w = cell_width(*rows.values())
    left = MARGIN + 10 + 8.6 * max(len(name) for name in rows)
    places = {name: (left, MARGIN + position * (CELL_H + 12), cell_w) for position, name in enumerate(rows)}
    width = left + cell_w * max(grid.shape[1] for grid in rows.values()) + MARGIN
    return places, width, 2 * MARGIN + len(rows) * (CELL_H + 12) - 12


def _flow(rows):
    """Grids side by side, a new line when the page is full; grids of one line share their middle."""
    lines, line, used = [], [], MARGIN
    for name, grid in rows.items():
        cell_w = cell_width(grid)
        block = max(grid.shape[1] * cell_w, 7.6 * (len(name) + (5 if grid.numel() > 1 else 0)))
        if line and used + block > WIDTH - MARGIN:
            lines.append(line)
            line, used = [], MARGIN
        line.append((name, used, cell_w, block))
        used += block + GAP + 8
    lines.append(line)
    places, top, width = {}, MARGIN, 0
    for line in lines:
        tall = max(rows[name].shape[0] for name, *_ in line) * CELL_H
        for name, left, cell_w, block in line:
            places[name] = (left, top + LABEL + (tall - rows[name].shape[0] * CELL_H) / 2, cell_w)
            width = max(width, left + block + MARGIN)
        top += LABEL + tall + MARGIN
    return places, width, top

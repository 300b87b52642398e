"""Figures of notebook 11: which cells of a tensor share a mean."""

import torch
from matplotlib.patches import Polygon

from helpers.figures.normalization_charts import bars, before_after, clouds
from helpers.figures.numbers import CELL_H, canvas, draw_grid
from helpers.figures.picture import Picture, tensor
from helpers.figures.style import GREY, SKY, SMALL, TEXT, number, pt, styled

__all__ = ["KINDS", "bars", "before_after", "clouds", "cubes", "sharing"]

KINDS = {
    "batch": "all examples, one channel, all pixels",
    "layer": "one example, all channels, all pixels",
    "instance": "one example, one channel, all pixels",
    "group": "one example, some channels, all pixels",
    "channels": "one example, all channels, one pixel",
}
TITLES = {"channels": "layer norm, channels only"}


def _shares(kind: str, groups: int, shape) -> torch.Tensor:
    """Which cells of an (n, c, h, w) tensor share their mean with the cell [0, 0, 0, 0]."""
    cells = torch.zeros(shape, dtype=torch.bool)
    some = shape[1] // groups
    where = {"batch": (slice(None), 0), "layer": (0,), "instance": (0, 0), "group": (0, slice(some)), "channels": (0, slice(None), 0, 0)}
    if kind not in where:
        raise ValueError(f"unknown norm {kind!r}; known: {', '.join(where)}")
    cells[where[kind]] = True
    return cells


def _title(kind: str) -> str:
    return TITLES.get(kind, f"{kind} norm")


@styled
def cubes(*kinds: str, n: int = 4, c: int = 4, pixels: int = 4, groups: int = 2) -> Picture:
    """Draw the n×c×pixels block of a layer's activations once for each norm; the blue cells share one mean and one variance.

    >>> cubes("batch", "layer")
    Picture(cubes 4×4×4: batch 16 cells share; layer 16)
    """
    kinds = kinds or tuple(KINDS)
    side, back, room, head, foot, columns = 27, (13, -11), (236, 0), 30, 46, min(3, len(kinds))
    block_h = pixels * side + n * -back[1]
    row_h = head + block_h + foot
    rows = -(-len(kinds) // columns)
    figure, axes = canvas(columns * room[0] + 10, rows * row_h)
    counts = []
    for position, kind in enumerate(kinds):
        cells = _shares(kind, groups, (n, c, pixels, 1))[..., 0]  # n c pixels
        left, top = 44 + position % columns * room[0], position // columns * row_h + head + n * -back[1]
        _block(axes, cells, left, top, side, back)
        axes.text(left, top - n * -back[1] - 10, _title(kind), ha="left", va="baseline", fontsize=pt(TEXT), fontweight="bold")
        axes.text(left, top + pixels * side + 36, KINDS[kind], ha="left", va="baseline", fontsize=pt(10.5))
        counts.append(f"{kind} {int(cells.sum())}" + (" cells share" if not counts else ""))
        if position % columns == 0:
            axes.text(left - 9, top + pixels * side / 2, "pixels h·w", ha="right", va="center", rotation=90, fontsize=pt(SMALL), color=GREY)
        axes.text(left + c * side / 2, top + pixels * side + 5, "channels c", ha="center", va="top", fontsize=pt(SMALL), color=GREY)
        middle = (left + c * side + n * back[0] / 2 + 8, top + pixels * side + n * back[1] / 2 + 4)
        axes.text(*middle, "batch n", ha="left", va="center", fontsize=pt(SMALL), color=GREY)
    return Picture(figure, f"cubes {n}×{c}×{pixels}: " + "; ".join(counts))


def _block(axes, cells, left, top, side, back) -> None:
    """Three faces of a block of (n, c, pixels) cells, seen from the front, above and the right; the back goes up and to the right."""
    n, c, pixels = cells.shape

    def face(corners, marked, shade):
        fill = shade if marked else "white"
        axes.add_patch(Polygon(corners, closed=True, facecolor=fill, edgecolor=GREY, linewidth=pt(1)))

    def at(example, channel, pixel):
        return left + channel * side + example * back[0], top + pixel * side + example * back[1]

    for i in range(c):
        for k in range(pixels):
            face([at(0, i, k), at(0, i + 1, k), at(0, i + 1, k + 1), at(0, i, k + 1)], cells[0, i, k], SKY)
        for b in range(n):
            face([at(b, i, 0), at(b, i + 1, 0), at(b + 1, i + 1, 0), at(b + 1, i, 0)], cells[b, i, 0], "#8fcbee")
    for b in range(n):
        for k in range(pixels):
            face([at(b, c, k), at(b + 1, c, k), at(b + 1, c, k + 1), at(b, c, k + 1)], cells[b, -1, k], "#3a95cc")


@styled
def sharing(x, *kinds: str, groups: int = 2) -> Picture:
    """Draw a small (n, c, h, w) tensor once for each norm, the cells that share a mean with the first one tinted, their statistics below.

    >>> sharing(torch.tensor([[[[1.0]], [[3.0]]], [[[5.0]], [[7.0]]]]), "batch", "layer")
    Picture(sharing: batch 2 cells, mean 3, variance 4; layer 2 cells, mean 2, variance 1)
    """
    x, kinds = tensor(x), kinds or tuple(KINDS)
    n, c, h, w = x.shape
    cell, gap, head, foot, margin, columns = 23, 5, 44, 30, 10, min(3, len(kinds))
    panel_w, panel_h = c * (w * cell + gap), head + n * (h * CELL_H + gap) + foot
    left_room = 24
    rows = -(-len(kinds) // columns)
    figure, axes = canvas(2 * margin + columns * (panel_w + left_room), margin + rows * (panel_h + 12))
    texts = []
    for position, kind in enumerate(kinds):
        cells = _shares(kind, groups, x.shape)
        left = margin + left_room + position % columns * (panel_w + left_room)
        top = margin + position // columns * (panel_h + 12)
        axes.text(left, top + 12, _title(kind), ha="left", va="center", fontsize=pt(TEXT), fontweight="bold")
        for j in range(c):
            axes.text(
                left + j * (w * cell + gap) + w * cell / 2, top + 33, f"c{j}", ha="center", va="center", fontsize=pt(10.5), color=GREY
            )
        for i in range(n):
            y = top + head + i * (h * CELL_H + gap)
            axes.text(left - 6, y + h * CELL_H / 2, f"n{i}", ha="right", va="center", fontsize=pt(10.5), color=GREY)
            for j in range(c):
                marked = cells[i, j].nonzero()
                box = [(0, int(marked[:, 0].max()) + 1, 0, int(marked[:, 1].max()) + 1)] if len(marked) else ()
                draw_grid(axes, left + j * (w * cell + gap), y, x[i, j], cell, box)
        values = x[cells]
        mean, variance = number(values.mean()), number(values.var(unbiased=False))
        said = f"{len(values)} cells: mean {mean}, variance {variance}"
        axes.text(left, top + panel_h - foot + 8, said, ha="left", va="center", fontsize=pt(SMALL))
        texts.append(f"{kind} {len(values)} cells, mean {mean}, variance {variance}")
    return Picture(figure, "sharing: " + "; ".join(texts))

"""A matrix as a grid of colours: zero is white, blue above, orange below."""

import math

import numpy as np

from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import BLACK, DIVERGING, GREY, SMALL, TEXT, WIDTH, new_figure, number, pt, styled


@styled
def matrix(W=None, title=None, values=False, **named) -> Picture:
    """Draw one matrix, or several named ones side by side on one colour scale; `values` writes the numbers into the cells.

    >>> import torch
    >>> matrix(torch.eye(3))
    Picture(matrix: W 3×3 sum 3)
    """
    grids = ({} if W is None else {"W": tensor(W)}) | {name: tensor(grid) for name, grid in named.items()}
    for name, grid in grids.items():
        if grid.ndim != 2:
            raise ValueError(f"{name} has shape {tuple(grid.shape)}; a matrix has 2 axes")
    if not grids:
        raise ValueError("matrix() needs a matrix")
    margin, gap, names = 34, 40, len(grids) > 1 or bool(named)
    top = 34 + 24 * bool(title) + 22 * names
    room = (WIDTH - 2 * margin - gap * (len(grids) - 1)) / len(grids)
    largest = max(max(grid.shape) for grid in grids.values())
    cell = min(_wanted(grids.values()) if values else 28, room / max(g.shape[1] for g in grids.values()), 520 / largest)
    reach = max(float(grid.abs().max()) for grid in grids.values()) or 1.0
    width = 2 * margin + sum(g.shape[1] * cell for g in grids.values()) + gap * (len(grids) - 1)
    height = top + max(g.shape[0] for g in grids.values()) * cell + 14
    figure = new_figure(width, height)
    left = margin
    for name, grid in grids.items():
        h, w = grid.shape
        axes = figure.add_axes((left / width, 1 - (top + h * cell) / height, w * cell / width, h * cell / height))
        axes.imshow(grid.numpy(), cmap=DIVERGING, vmin=-reach, vmax=reach, interpolation="nearest", aspect="auto")
        _ticks(axes, h, w, cell)
        if names:
            figure.text(left / width, 1 - (top - 32) / height, name.replace("_", " "), fontsize=pt(TEXT), fontweight="bold", va="baseline")
        if values:
            for i, j in np.ndindex(h, w):
                dark = abs(float(grid[i, j])) > 0.75 * reach
                axes.text(j, i, number(grid[i, j]), ha="center", va="center_baseline", fontsize=pt(SMALL), color="white" if dark else BLACK)
        left += w * cell + gap
    if title:
        figure.text(margin / width, 1 - 18 / height, title, fontsize=pt(TEXT), fontweight="bold", va="center")
    return Picture(figure, "matrix: " + "; ".join(describe(name, grid) for name, grid in grids.items()))


def _wanted(grids) -> float:
    """The width of a cell that holds its number and leaves room at both sides."""
    longest = max(len(number(value)) for grid in grids for value in grid.flatten())
    return max(34, 7 * longest + 10)


def _ticks(axes, h, w, cell):
    """Row and column numbers, as many as have room, columns on top, thin lines between cells that are wide enough."""
    step = max(1, math.ceil(24 / cell))
    step = step if step <= 2 else 5 * math.ceil(step / 5)
    axes.set_xticks(range(0, w, step))
    axes.set_yticks(range(0, h, step))
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=pt(3), pad=pt(2))
    for spine in axes.spines.values():
        spine.set_visible(True)
    if cell >= 8:
        axes.set_xticks(np.arange(0.5, w - 1), minor=True)
        axes.set_yticks(np.arange(0.5, h - 1), minor=True)
        axes.grid(which="minor", color=GREY, linewidth=pt(0.4), alpha=0.6)
        axes.tick_params(which="minor", length=0)

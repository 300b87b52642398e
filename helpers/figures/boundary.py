"""Figures of notebook 02: what lies beyond the edge of a signal, and the matrix that each choice makes."""

from matplotlib.patches import Rectangle

from helpers.figures.boundary_pictures import error_curves, maps, photographs
from helpers.figures.numbers import canvas
from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import BLACK, BLUE, GREEN, GREY, LIGHT, MARK_EDGES, MARK_FILLS, ORANGE, SMALL, TEXT, WIDTH, number, pt, styled
from helpers.geometry import BOUNDARY_NAMES, same_padding, source_indices

__all__ = ["error_curves", "extensions", "maps", "matrices", "photographs", "stops"]

MODES = ("zeros", "circular", "replicate", "symmetric", "reflect")
KINDS = {"small": BLUE, "same": ORANGE, "big": GREEN}


def _cell(axes, left, top, side, height, fill, text="", edge=LIGHT, bold=False, **options):
    axes.add_patch(Rectangle((left, top), side, height, facecolor=fill, edgecolor=edge, linewidth=pt(1), **options))
    weight = "bold" if bold else "normal"
    axes.text(left + side / 2, top + height / 2, text, ha="center", va="center_baseline", fontsize=pt(TEXT), color=BLACK, fontweight=weight)


@styled
def stops(size: int, kernel_size: int) -> Picture:
    """Draw every stop of a window that overlaps a signal, one a row: those of the small output, of the same-size one, of the big one.

    >>> stops(9, 3)
    Picture(stops: size 9, kernel 3; small 7, same 9, big 11)
    """
    side, row, top, label = 34, 17, 62, 70
    left = 20 + (kernel_size - 1) * side
    count = size + kernel_size - 1
    before, _ = same_padding(kernel_size)
    figure, axes = canvas(left + (size + kernel_size - 1) * side + 40 + label, top + count * (row + 6) + 10)
    for i in range(size):
        _cell(axes, left + i * side, 26, side, 26, "white", f"{i}", GREY)
    axes.text(left, 14, f"a signal of {size} cells", ha="left", va="center", fontsize=pt(SMALL), fontweight="bold")
    counts = dict.fromkeys(KINDS, 0)
    for position, start in enumerate(range(1 - kernel_size, size)):
        kind = "small" if 0 <= start <= size - kernel_size else "same" if -before <= start < size - before else "big"
        counts[kind] += 1
        y = top + position * (row + 6)
        for i in range(start, start + kernel_size):
            inside = 0 <= i < size
            colour = KINDS[kind]
            place = Rectangle(
                (left + i * side + 1, y), side - 2, row, facecolor=colour if inside else "white", edgecolor=colour, linewidth=pt(1.4)
            )
            place.set_linestyle("-" if inside else (0, (2, 1.5)))
            axes.add_patch(place)
        axes.text(left + count * side + 14, y + row / 2, kind, ha="left", va="center_baseline", fontsize=pt(SMALL))
    for x in (left, left + size * side):
        axes.plot((x, x), (22, top + count * (row + 6)), color=BLACK, linewidth=pt(1.2))
    small, same = counts["small"], counts["small"] + counts["same"]
    return Picture(
        figure,
        f"stops: size {size}, kernel {kernel_size}; small {small}, same {same}, big {count}",
        f"{count} stops of a window of {kernel_size} cells along a signal of {size}: "
        f"{small} lie inside, {same} are centred on it, all overlap it",
    )


@styled
def extensions(x, width: int, modes=MODES) -> Picture:
    """Draw a signal continued by `width` cells on each side, one mode a row; a cell beyond the edge has the colour of the cell it copies.

    Where reflect cannot go on, the cells stay hatched.

    >>> import torch
    >>> extensions(torch.tensor([1.0, 2.0]), 1, modes=("zeros", "circular"))
    Picture(extensions: zeros 0 1 2 0; circular 2 1 2 1)
    """
    x = tensor(x)
    side, height, top, left, gap = 44, 34, 44, 190, 14
    n = len(x)
    figure, axes = canvas(left + (n + 2 * width) * side + 20, top + len(modes) * (height + gap))
    axes.text(left + (width + n / 2) * side, 22, "signal", ha="center", va="center", fontsize=pt(SMALL), fontweight="bold")
    texts = []
    for position, mode in enumerate(modes):
        y, room = top + position * (height + gap), min(width, n - 1) if mode == "reflect" else width
        sources = source_indices(n, room, room, mode)
        values = [0.0 if source is None else float(x[source]) for source in sources]
        names = BOUNDARY_NAMES[mode]
        axes.text(left - 16, y + 11, mode, ha="right", va="center_baseline", fontsize=pt(TEXT), fontweight="bold")
        said = f"lecture: {names.lectures}" if names.lectures else "not in the lecture"
        axes.text(left - 16, y + 26, said, ha="right", va="center_baseline", fontsize=pt(SMALL), color=GREY)
        for i in range(n + 2 * width):
            if width - room <= i < n + width + room:
                source = sources[i - width + room]
                fill = LIGHT if source is None else MARK_FILLS[source % len(MARK_FILLS)]
                _cell(axes, left + i * side, y, side, height, fill, number(values[i - width + room]), GREY)
            else:
                _cell(axes, left + i * side, y, side, height, "white", hatch="////")
        axes.add_patch(Rectangle((left + width * side, y), n * side, height, fill=False, edgecolor=BLACK, linewidth=pt(2.4)))
        texts.append(f"{mode} " + " ".join(map(number, values)))
    return Picture(figure, "extensions: " + "; ".join(texts))


@styled
def matrices(**named) -> Picture:
    """Draw matrices with their numbers, three in a row, zeros left blank; cells that differ from the first matrix are tinted.

    >>> import torch
    >>> matrices(a=torch.eye(2), b=torch.ones(2, 2))
    Picture(matrices: a 2×2 sum 2; b 2×2 sum 4, 2 cells differ from a)
    """
    grids = {name: tensor(grid) for name, grid in named.items()}
    first_name, first = next(iter(grids.items()))
    side, margin, head, gap, columns = 26, 14, 30, 24, min(3, len(grids))
    h, w = first.shape
    side = min(side, (WIDTH - 2 * margin - (columns - 1) * gap) / (columns * w))
    rows = -(-len(grids) // columns)
    figure, axes = canvas(2 * margin + columns * w * side + (columns - 1) * gap, rows * (head + h * side) + margin)
    texts = []
    for position, (name, grid) in enumerate(grids.items()):
        left, top = margin + position % columns * (w * side + gap), position // columns * (head + h * side) + head
        axes.text(left, top - 9, name, ha="left", va="baseline", fontsize=pt(TEXT), fontweight="bold")
        changed = grid != first
        for i in range(h):
            for j in range(w):
                differs, text = bool(changed[i, j]), number(grid[i, j]) if grid[i, j] else ""
                _cell(axes, left + j * side, top + i * side, side, side, MARK_FILLS[0] if differs else "white", text, bold=differs)
        for i, j in changed.nonzero().tolist():
            place = (left + j * side + 1, top + i * side + 1)
            axes.add_patch(Rectangle(place, side - 2, side - 2, fill=False, edgecolor=MARK_EDGES[0], linewidth=pt(1.2)))
        axes.add_patch(Rectangle((left, top), w * side, h * side, fill=False, edgecolor=GREY, linewidth=pt(1.2)))
        count = int(changed.sum())
        texts.append(describe(name, grid) + (f", {count} cells differ from {first_name}" if count else ""))
    return Picture(figure, "matrices: " + "; ".join(texts))

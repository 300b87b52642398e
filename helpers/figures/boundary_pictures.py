"""Figures of notebook 02 that show photographs and measured errors."""

from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.patches import Rectangle

from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import BLACK, GREY, LIGHT, ORANGE, SERIES, SMALL, TEXT, WIDTH, new_figure, pt, styled

WHITE_BLUE = LinearSegmentedColormap.from_list("white-blue", ["#ffffff", "#7fb8dd", "#08519c", "#08306b"])
MARKERS, DASHES = ("o", "s", "^", "D", "v", "P"), ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (5, 1.5, 1, 1.5)), (0, (3, 1)), "-")


@styled
def photographs(read, result, width: int) -> Picture:
    """Draw, one column a mode, what a window reads (the picture outlined in its ring of `width` pixels) and below it what comes out.

    All pictures are on one scale of brightness (0…1) and of size, so a smaller output looks smaller.

    >>> import torch
    >>> photographs({"valid": torch.ones(4, 4)}, {"valid": torch.ones(2, 2)}, width=1)
    Picture(photographs: valid 4×4 sum 16 -> 2×2 sum 4)
    """
    read, result = ({name: tensor(grid) for name, grid in row.items()} for row in (read, result))
    size = min(grid.shape[0] for grid in read.values())
    margin, gap, head, left = 8, 10, 26, 58
    side = min(200, (WIDTH - left - margin - gap * (len(read) - 1)) / len(read))
    height = head + 2 * side + gap + margin
    figure = new_figure(WIDTH, height)
    for row, (label, grids) in enumerate((("reads", read), ("result", result))):
        top = head + row * (side + gap)
        figure.text((left - 8) / WIDTH, 1 - (top + side / 2) / height, label, ha="right", va="center", fontsize=pt(TEXT), fontweight="bold")
        for column, (name, grid) in enumerate(grids.items()):
            x = left + column * (side + gap)
            axes = figure.add_axes((x / WIDTH, 1 - (top + side) / height, side / WIDTH, side / height))
            offset = (size - grid.shape[0]) / 2
            axes.imshow(
                grid.numpy(), cmap="gray", vmin=0, vmax=1, interpolation="nearest", extent=(offset, size - offset, size - offset, offset)
            )
            axes.set(xlim=(-width, size + width), ylim=(size + width, -width), xticks=[], yticks=[])
            for spine in axes.spines.values():
                spine.set(visible=True, color=LIGHT, linewidth=pt(1))
            axes.add_patch(Rectangle((0, 0), size, size, fill=False, edgecolor=ORANGE, linewidth=pt(1.6)))
            if row == 0:
                axes.set_title(name, loc="left", fontweight="bold", pad=pt(6))
    texts = [f"{describe(name, grid)} -> {describe('', result[name]).strip()}" for name, grid in read.items()]
    return Picture(figure, "photographs: " + "; ".join(texts))


@styled
def maps(**named) -> Picture:
    """Draw maps of errors, three in a row, on one scale from white (none) to dark, which stands in the free place.

    The scale grows with the square root, so that small errors can be told from none.

    >>> import torch
    >>> maps(zeros=torch.tensor([[0.0, 2.0]]), circular=torch.zeros(1, 2))
    Picture(maps: zeros 1×2 largest 2.0; circular 1×2 largest 0.0)
    """
    grids = {name: tensor(grid) for name, grid in named.items()}
    h, w = next(iter(grids.values())).shape
    margin, gap, head, columns = 10, 16, 26, 3
    cell = min(22, (WIDTH - 2 * margin - (columns - 1) * gap) / (columns * w))
    rows = len(grids) // columns + 1
    width, height = 2 * margin + columns * w * cell + (columns - 1) * gap, rows * (head + h * cell) + margin
    figure = new_figure(width, height)
    largest = max(float(grid.max()) for grid in grids.values())
    for position, (name, grid) in enumerate(grids.items()):
        left, top = margin + position % columns * (w * cell + gap), position // columns * (head + h * cell) + head
        axes = figure.add_axes((left / width, 1 - (top + h * cell) / height, w * cell / width, h * cell / height))
        shown = axes.imshow(grid.numpy(), cmap=WHITE_BLUE, norm=PowerNorm(0.5, 0, largest or 1), interpolation="nearest", aspect="auto")
        axes.set(xticks=[], yticks=[])
        axes.set_xticks([j + 0.5 for j in range(w - 1)], minor=True)
        axes.set_yticks([i + 0.5 for i in range(h - 1)], minor=True)
        axes.grid(which="minor", color=LIGHT, linewidth=pt(0.5))
        axes.tick_params(which="minor", length=0)
        for spine in axes.spines.values():
            spine.set(visible=True, color=GREY, linewidth=pt(1))
        axes.set_title(name, loc="left", fontweight="bold", pad=pt(5))
    left, top = margin + len(grids) % columns * (w * cell + gap), (rows - 1) * (head + h * cell) + head
    bar = figure.add_axes(((left + 12) / width, 1 - (top + h * cell / 2) / height, (w * cell - 24) / width, 14 / height))
    figure.colorbar(shown, cax=bar, orientation="horizontal", label="error: white is none")
    return Picture(figure, "maps: " + "; ".join(f"{name} {h}×{w} largest {float(grid.max()):.1f}" for name, grid in grids.items()))


@styled
def error_curves(curves, reach: int) -> Picture:
    """Draw, one panel a kind of shift, the error by distance from the edge: median and middle half of the seeds.

    `curves` maps (kind, mode) to a tensor (seeds, distances); a line marks the distance `reach` from which the error is 0.

    >>> import torch
    >>> error_curves({("roll", "zeros"): torch.tensor([[2.0, 0.0], [4.0, 0.0]])}, reach=1)
    Picture(error_curves: roll zeros 2 seeds, median 3.0 at the edge)
    """
    curves = {key: tensor(values) for key, values in curves.items()}
    kinds, modes = list(dict.fromkeys(kind for kind, _ in curves)), list(dict.fromkeys(mode for _, mode in curves))
    left, bottom, top, gap, right = 58, 46, 62, 22, 12
    panel, height = (WIDTH - left - right - gap * (len(kinds) - 1)) / len(kinds), 380
    figure, first, lines = new_figure(WIDTH, height), None, {}
    for position, kind in enumerate(kinds):
        place = ((left + position * (panel + gap)) / WIDTH, bottom / height, panel / WIDTH, 1 - (bottom + top) / height)
        axes = first = figure.add_axes(place) if first is None else figure.add_axes(place, sharey=first)
        axes.set_title(f"shift: {kind}", loc="left", fontweight="bold")
        for number_of_mode, mode in enumerate(modes):
            values = curves[kind, mode]
            x = [k + 0.11 * (number_of_mode - (len(modes) - 1) / 2) for k in range(values.shape[1])]
            style = dict(color=SERIES[number_of_mode], marker=MARKERS[number_of_mode], linestyle=DASHES[number_of_mode])
            low, middle, high = (values.quantile(q, 0).numpy() for q in (0.25, 0.5, 0.75))
            lines[mode] = axes.errorbar(
                x, middle, (middle - low, high - middle), markersize=pt(5.5), linewidth=pt(1.6), elinewidth=pt(1), **style
            )
        axes.axvline(reach - 0.5, color=BLACK, linewidth=pt(1), linestyle=(0, (2, 2)))
        axes.text(reach - 0.4, 0.94, "error exactly 0", transform=axes.get_xaxis_transform(), fontsize=pt(SMALL))
        axes.set_xticks(range(values.shape[1]))
        axes.set_xlabel("distance from the edge, in pixels")
        axes.grid(axis="y", color=LIGHT, linewidth=pt(0.8))
        axes.tick_params(labelleft=position == 0)
        if position == 0:
            axes.set_ylabel("error / rms of the output")
    figure.legend(lines.values(), lines.keys(), loc="upper left", bbox_to_anchor=(left / WIDTH, 1), ncols=len(modes), frameon=False)
    text = "; ".join(f"{kind} {mode} {len(v)} seeds, median {v[:, 0].quantile(0.5):.1f} at the edge" for (kind, mode), v in curves.items())
    return Picture(figure, f"error_curves: {text}")

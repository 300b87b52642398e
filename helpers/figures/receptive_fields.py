"""Figures of notebook 07: what a unit of a stack reads, and how much each pixel matters to it."""

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from helpers.figures.numbers import canvas
from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import BLACK, BLUE, GREY, LIGHT, MARK_FILLS, RED, SERIES, SMALL, TEXT, WIDTH, new_figure, pt, styled
from helpers.geometry import Window, conv_output_size, receptive_field

__all__ = ["bells", "maps", "stack", "strip"]

WHITE_BLUE = LinearSegmentedColormap.from_list("white-blue", ["#ffffff", "#7fb8dd", "#08519c", "#08306b"])


def _said(layer: Window) -> str:
    """Kernel and what is not usual about the layer."""
    extras = [("stride", layer.stride, 1), ("padding", layer.padding, 0), ("dilation", layer.dilation, 1)]
    return ", ".join([f"kernel {layer.kernel_size}", *(f"{name} {value}" for name, value, usual in extras if value != usual)])


def _read(layers: list[Window], sizes: list[int], unit: int) -> tuple[list[set], list[list]]:
    """For each row, input first, the cells that the unit depends on (those outside a map are padding), and the lines between rows."""
    lit: list[set] = [set() for _ in sizes]
    lines: list[list] = [[] for _ in layers]
    lit[-1] = {unit}
    for n in range(len(layers) - 1, -1, -1):
        kernel_size, stride, padding, dilation = layers[n]
        for cell in sorted(lit[n + 1]):
            if 0 <= cell < sizes[n + 1]:  # a padded cell is a number of its own: it reads nothing
                taps = [cell * stride - padding + dilation * tap for tap in range(kernel_size)]
                lit[n] |= set(taps)
                lines[n] += [(cell, tap) for tap in taps]
    return lit, lines


@styled
def stack(layers, size: int, unit: int) -> Picture:
    """Draw a stack along one axis, input at the bottom, and light every cell that one unit of the top row depends on.

    `layers` are kernel sizes or tuples (kernel_size, stride, padding, dilation). A unit stands above the centre of its field. Dashed
    cells are padding. The bracket below spans the field by the rule.

    >>> stack([3, 3], size=7, unit=1)
    Picture(stack: 7 → 5 → 3 cells; unit 1 reads 3 cells of the layer before and 5 of the input, field 1 to 5)
    """
    layers = [Window(layer) if isinstance(layer, int) else Window(*layer) for layer in layers]
    sizes = [size]
    for layer in layers:
        sizes.append(conv_output_size(sizes[-1], *layer[:2], padding=layer.padding, dilation=layer.dilation))
    fields = [receptive_field(layers[:n]) for n in range(len(layers) + 1)]
    lit, lines = _read(layers, sizes, unit)
    pixels = fields[-1].pixels(unit)
    first, last = min(0, pixels.start), max(size - 1, pixels.stop - 1)
    left, right, top, row_gap = 188, 122, 14, 66
    side = min(30, (WIDTH - left - right) / (last - first + 1))
    figure, axes = canvas(left + (last - first + 1) * side + right, top + len(layers) * row_gap + side + 44)

    def centre(n, cell):
        return left + (fields[n].start + cell * fields[n].jump + (fields[n].size - 1) / 2 - first + 0.5) * side

    def upper(n):
        return top + (len(layers) - n) * row_gap

    for n, pairs in enumerate(lines):
        for cell, tap in pairs:
            ends = (centre(n + 1, cell), centre(n, tap)), (upper(n + 1) + side, upper(n))
            axes.plot(*ends, color=BLUE, linewidth=pt(1.1), zorder=1)
    for n, cells in enumerate(lit):
        for cell in sorted({*range(sizes[n]), *cells}):
            outside, bright = not 0 <= cell < sizes[n], cell in cells
            box = Rectangle((centre(n, cell) - side / 2, upper(n)), side, side, linewidth=pt(1.2), zorder=2)
            box.set(facecolor="white" if outside or not bright else MARK_FILLS[0], edgecolor=RED if bright else LIGHT)
            box.set_linestyle((0, (2.5, 2)) if outside else "-")
            axes.add_patch(box)
            size_of_text = 10.5 if outside or side < 24 else SMALL
            text = "pad" if outside and side >= 26 else "" if outside else f"{cell}"
            place = centre(n, cell), upper(n) + side / 2
            axes.text(*place, text, ha="center", va="center_baseline", fontsize=pt(size_of_text), zorder=3)
        middle = upper(n) + side / 2
        name = "input" if n == 0 else f"layer {n}"
        axes.text(14, middle - (7 if n else 0), name, ha="left", va="center_baseline", fontsize=pt(TEXT), fontweight="bold")
        if n:
            axes.text(14, middle + 9, _said(layers[n - 1]), ha="left", va="center_baseline", fontsize=pt(SMALL), color=GREY)
        count = sum(0 <= cell < sizes[n] for cell in cells)
        told = "one unit" if n == len(layers) else f"reads {count} {'pixels' if n == 0 else 'cells'}"
        edge = left + (last - first + 1) * side + 14
        axes.text(edge, middle, told, ha="left", va="center_baseline", fontsize=pt(SMALL), fontweight="bold")
    begin, end, y = (left + (pixels.start - first) * side + 2, left + (pixels.stop - first) * side - 2, upper(0) + side + 8)
    axes.plot((begin, begin, end, end), (y, y + 6, y + 6, y), color=BLACK, linewidth=pt(1.4))
    spanned = f"field: {len(pixels)} pixels, {pixels.start} to {pixels.stop - 1}".replace("-", "−")
    axes.text((begin + end) / 2, y + 19, spanned, ha="center", va="center_baseline", fontsize=pt(SMALL), fontweight="bold")
    counts = [sum(0 <= cell < sizes[n] for cell in lit[n]) for n in range(len(sizes))]
    text = (
        f"stack: {' → '.join(map(str, sizes))} cells; unit {unit} reads {counts[-2]} cells of the layer before and {counts[0]} of the "
        f"input, field {pixels.start} to {pixels.stop - 1}"
    )
    return Picture(figure, text)


@styled
def maps(boxes=None, columns=None, note=None, **named) -> Picture:
    """Draw 2-D maps of what each pixel counts, white for nothing, every map on its own scale; `boxes` are (rows, columns) ranges by name.

    `note` is a dict of a line to write below each map; by default how many pixels are read.

    >>> import torch
    >>> maps(boxes={"a": (range(0, 2), range(0, 3))}, a=torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0]]))
    Picture(maps: a 2×3 sum 3, 2 pixels, box 2×3)
    """
    grids, boxes, note = {name: tensor(grid) for name, grid in named.items()}, boxes or {}, note or {}
    columns = columns or min(len(grids), 3)
    margin, gap, head, foot = 12, 18, 28, 26
    cell = min(250, (WIDTH - 2 * margin - (columns - 1) * gap) / columns)
    tall = cell * max(grid.shape[0] / grid.shape[1] for grid in grids.values())
    rows = -(-len(grids) // columns)
    width, height = 2 * margin + columns * cell + (columns - 1) * gap, rows * (head + tall + foot) + 6
    figure, texts = new_figure(width, height), []
    for position, (name, grid) in enumerate(grids.items()):
        row, column = divmod(position, columns)
        left, upper = margin + column * (cell + gap), row * (head + tall + foot) + head
        axes = figure.add_axes((left / width, 1 - (upper + tall) / height, cell / width, tall / height))
        axes.imshow(grid.numpy(), cmap=WHITE_BLUE, vmin=0, vmax=float(grid.max()) or 1, interpolation="nearest")
        axes.set_anchor("NW")
        axes.set(xticks=[], yticks=[])
        h, w = grid.shape
        if max(h, w) <= 24:
            axes.set_xticks([j + 0.5 for j in range(w - 1)], minor=True)
            axes.set_yticks([i + 0.5 for i in range(h - 1)], minor=True)
            axes.grid(which="minor", color=LIGHT, linewidth=pt(0.6))
            axes.tick_params(which="minor", length=0)
        for spine in axes.spines.values():
            spine.set(visible=True, color=GREY, linewidth=pt(1))
        seen, told = int((grid != 0).sum()), ""
        if name in boxes:
            r, c = boxes[name]
            axes.add_patch(
                Rectangle((c.start - 0.5, r.start - 0.5), len(c), len(r), fill=False, edgecolor=RED, linewidth=pt(2.2), clip_on=False)
            )
            told = f", box {len(r)}×{len(c)}"
        axes.set_title(name.replace("_", " "), loc="left", fontweight="bold", pad=pt(6))
        below = note.get(name, f"{seen} of {grid.numel()} pixels are read")
        axes.set_xlabel(below, fontsize=pt(SMALL), labelpad=pt(5), loc="left")
        texts.append(f"{describe(name, grid)}, {seen} pixels{told}")
    return Picture(figure, "maps: " + "; ".join(texts))


@styled
def bells(size: int | None = None, **named) -> Picture:
    """Draw 1-D shares of the pixels as steps, and dashed over each the normal curve with its mean and variance.

    `size`, if given, is the field by the rule: two lines mark it, about the middle.

    >>> import torch
    >>> bells(tent=torch.tensor([0.0, 0.25, 0.5, 0.25, 0.0]))
    Picture(bells: tent sigma 0.71, distance to the bell 0.03)
    """
    curves = {name: tensor(curve) for name, curve in named.items()}
    left, bottom, top, height = 70, 46, 44, 300
    figure, texts = new_figure(WIDTH, height), []
    axes = figure.add_axes((left / WIDTH, bottom / height, (WIDTH - left - 16) / WIDTH, 1 - (bottom + top) / height))
    for position, (name, curve) in enumerate(curves.items()):
        places = tensor(range(len(curve)))
        share = curve / curve.sum()
        mean = float(share @ places)
        sigma = float((share @ (places - mean) ** 2) ** 0.5)
        bell = (-0.5 * ((places - mean) / sigma) ** 2).exp()
        bell = bell / bell.sum()
        colour = SERIES[position % len(SERIES)]
        axes.step(places - round(mean), share, where="mid", color=colour, linewidth=pt(2), label=name.replace("_", " "))
        axes.plot(places - round(mean), bell, color=colour, linewidth=pt(1.4), linestyle=(0, (4, 2.5)), marker=".", markersize=pt(4))
        texts.append(f"{name} sigma {sigma:.2f}, distance to the bell {float((share - bell).abs().sum()) / 2:.2f}")
    if size:
        for edge in (-size / 2, size / 2):
            axes.axvline(edge, color=BLACK, linewidth=pt(1.2), linestyle=(0, (2, 2)))
        axes.text(size / 2, 0.97, "field ", ha="right", va="top", transform=axes.get_xaxis_transform(), fontsize=pt(SMALL))
    axes.plot([], [], color=GREY, linestyle=(0, (4, 2.5)), label="normal curve, same mean and variance")
    axes.set_ylim(0, None)
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    axes.set_xlabel("pixels from the centre")
    axes.set_ylabel("share of the gradient")
    axes.grid(axis="y", color=LIGHT, linewidth=pt(0.8))
    figure.legend(loc="upper left", bbox_to_anchor=(left / WIDTH, 1), ncols=len(curves) + 1, frameon=False)
    return Picture(figure, "bells: " + "; ".join(texts))


@styled
def strip(picture, answers, sure, window: int, stride: int = 1) -> Picture:
    """Draw a strip of pictures, and under it, at the centre of each window, the answer of a network slid along it and how sure it is.

    `answers` are labels and `sure` probabilities, one a window; labels of windows with a probability above 0.9 are bold.

    >>> import torch
    >>> strip(torch.ones(8, 12), torch.tensor([3, 1, 4]), torch.tensor([0.95, 0.2, 0.99]), window=8, stride=2)
    Picture(strip: picture 8×12 sum 96; 3 windows: 3 1 4)
    """
    picture, sure = tensor(picture), tensor(sure)
    labels = [int(label) for label in answers]
    h, w = picture.shape
    left, right, top, panel = 58, 16, 10, 96
    side = (WIDTH - left - right) / w
    height = top + h * side + 12 + panel + 48
    figure = new_figure(WIDTH, height)
    above = figure.add_axes((left / WIDTH, 1 - (top + h * side) / height, w * side / WIDTH, h * side / height))
    above.imshow(picture.numpy(), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest", extent=(0, w, h, 0), aspect="auto")
    above.set(xticks=[], yticks=[])
    for spine in above.spines.values():
        spine.set(visible=True, color=GREY, linewidth=pt(1))
    below = figure.add_axes((left / WIDTH, 48 / height, w * side / WIDTH, panel / height))
    places = [n * stride + window / 2 for n in range(len(labels))]
    below.bar(places, sure.tolist(), width=0.8 * stride, color=["#7fb8dd" if p > 0.9 else LIGHT for p in sure.tolist()])
    keys = [Patch(color="#7fb8dd", label="above 0.9"), Patch(color=LIGHT, label="at most 0.9")]
    figure.legend(handles=keys, loc="lower right", bbox_to_anchor=(1 - right / WIDTH, 0), ncols=2, frameon=False)
    for place, label, p in zip(places, labels, sure.tolist(), strict=True):
        weight = "bold" if p > 0.9 else "normal"
        below.text(place, 0.04, f"{label}", ha="center", va="bottom", fontsize=pt(SMALL), fontweight=weight, color=BLACK)
    below.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], xlim=(0, w))
    below.set_ylabel("probability")
    ticks = [label for label in range(0, w - window + 1, window)]
    below.set_xticks([tick + window / 2 for tick in ticks], [f"{tick}" for tick in ticks])
    below.set_xlabel("first column of the window")
    return Picture(figure, f"strip: {describe('picture', picture)}; {len(labels)} windows: {' '.join(map(str, labels))}")

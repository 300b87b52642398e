"""Figures of notebook 07: what a unit of a stack reads, and how much each pixel matters to it."""

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.receptive_field_stack import stack
from helpers.figures.style import BLACK, GREY, LIGHT, RED, SERIES, SMALL, WIDTH, new_figure, pt, styled

__all__ = ["bells", "maps", "stack", "strip"]

WHITE_BLUE = LinearSegmentedColormap.from_list("white-blue", ["#ffffff", "#7fb8dd", "#08519c", "#08306b"])


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
    key = SERIES[0] if len(curves) == 1 else GREY
    axes.plot([], [], color=key, linestyle=(0, (4, 2.5)), marker=".", markersize=pt(4), label="normal curve, same mean and variance")
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

    `answers` are labels and `sure` probabilities, one a window; labels of windows with a probability above 0.9 are bold, and a window
    that holds a whole picture of the strip has an outlined bar.

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
    bars = below.bar(places, sure.tolist(), width=0.8 * stride, color=["#7fb8dd" if p > 0.9 else LIGHT for p in sure.tolist()])
    outline = {"edgecolor": BLACK, "linewidth": pt(2)}
    for n, bar in enumerate(bars):
        if n * stride % window == 0:
            bar.set(zorder=3, **outline)
    keys = [Patch(facecolor="white", label="holds a whole picture", **outline)]
    keys += [Patch(color="#7fb8dd", label="above 0.9"), Patch(color=LIGHT, label="at most 0.9")]
    figure.legend(handles=keys, loc="lower right", bbox_to_anchor=(1 - right / WIDTH, 0), ncols=3, frameon=False)
    for place, label, p in zip(places, labels, sure.tolist(), strict=True):
        weight = "bold" if p > 0.9 else "normal"
        below.text(place, 0.04, f"{label}", ha="center", va="bottom", fontsize=pt(SMALL), fontweight=weight, color=BLACK, zorder=4)
    below.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], xlim=(0, w))
    below.set_ylabel("probability")
    ticks = [label for label in range(0, w - window + 1, window)]
    below.set_xticks([tick + window / 2 for tick in ticks], [f"{tick}" for tick in ticks])
    below.set_xlabel("first column of the window", loc="left")  # the key stands at the right
    return Picture(figure, f"strip: {describe('picture', picture)}; {len(labels)} windows: {' '.join(map(str, labels))}")

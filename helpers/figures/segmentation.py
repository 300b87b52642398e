"""Figures of notebook 15: the class of every pixel beside the truth, cells in colours, overlaps, and the U of a U-Net."""

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figures.numbers import canvas
from helpers.figures.picture import Picture, tensor
from helpers.figures.style import BLUE, GREEN, GREY, ORANGE, PINK, RED, SERIES, SKY, SMALL, TEXT, WIDTH, YELLOW, new_figure, pt, styled

CLASSES = {"background": "#ececec", "cell": BLUE, "border": ORANGE}
OVERLAP = {"hit": BLUE, "missed": ORANGE, "false alarm": PINK, "neither": "#f4f4f4"}
SCORES = {"miou": "mIoU", "border_f1": "border F1", "outline_f1": "outline F1", "instance_f1": "instance F1"}
MARKERS = ("o", "s", "^")
REGIONS = (BLUE, ORANGE, GREEN, PINK, SKY, YELLOW, RED, "#5b3f8c", "#8c6d31", "#4d4d4d")
MARGIN, GAP, HEAD, FOOT = 12, 10, 26, 30


def _paint(labels, colours) -> torch.Tensor:
    """Labels (h w) as a picture (h w 3): label i in colours[i]."""
    return torch.tensor([to_rgb(colour) for colour in colours])[torch.as_tensor(labels).long()]


def _region_colours(regions: torch.Tensor) -> list[str]:
    """A colour for each number, 0 pale; regions at most two pixels apart get different ones while the colours last."""
    colours = [CLASSES["background"]]
    for region in range(1, int(regions.max()) + 1):
        near = F.max_pool2d((regions == region).float()[None, None], 5, 1, 2)[0, 0] > 0
        taken = {colours[n] for n in regions[near].unique().tolist() if n < region}
        turn = [REGIONS[(region - 1 + i) % len(REGIONS)] for i in range(len(REGIONS))]
        colours.append(next((colour for colour in turn if colour not in taken), turn[0]))
    return colours


def _grid(rows: list[dict], legend: dict | None = None, tall: float = 210) -> tuple:
    """Draw rows of named pictures (h w grey, or h w 3), names above each column of the first row and under each picture its note."""
    columns, n = len(rows[0]), len(rows)
    shape = next(iter(rows[0].values()))[0].shape
    side = min((WIDTH - 2 * MARGIN - GAP * (columns - 1)) / columns, tall * shape[1] / shape[0])
    notes = 20 if any(note for row in rows for _, note in row.values()) else 0
    high = side * shape[0] / shape[1]
    width = 2 * MARGIN + columns * side + GAP * (columns - 1)
    height = HEAD + n * (high + notes) + GAP * (n - 1) + (FOOT if legend else 8)
    width = max(width, 460 if legend else 0)
    figure = new_figure(width, height)
    for i, row in enumerate(rows):
        for j, (name, (picture, note)) in enumerate(row.items()):
            left, top = MARGIN + j * (side + GAP), HEAD + i * (high + notes + GAP)
            axes = figure.add_axes((left / width, 1 - (top + high) / height, side / width, high / height))
            axes.imshow(picture.numpy(), cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
            axes.set(xticks=[], yticks=[])
            for spine in axes.spines.values():
                spine.set(visible=True, color=GREY, linewidth=pt(0.6))
            if i == 0:
                axes.set_title(name.replace("_", " "), loc="left", fontweight="bold", pad=pt(6))
            if note:
                figure.text(left / width, 1 - (top + high + 11) / height, note, ha="left", va="center", fontsize=pt(SMALL))
    if legend:
        _legend(figure, legend, width, height)
    return figure


def _legend(figure, legend, width, height):
    """Coloured squares with their names along the lower edge."""
    axes = figure.add_axes((0, 0, 1, FOOT / height))
    axes.set(xlim=(0, width), ylim=(FOOT, 0))
    axes.axis("off")
    x = MARGIN
    for name, colour in legend.items():
        axes.add_patch(Rectangle((x, 8), 13, 13, facecolor=colour, edgecolor=GREY, linewidth=pt(0.6)))
        axes.text(x + 19, 15.5, name, va="center_baseline", fontsize=pt(SMALL))
        x += 42 + 7.4 * len(name)


def _stack(pictures) -> torch.Tensor:
    """Pictures as (n h w): a single one, or ones with a channel axis, are welcome."""
    pictures = torch.as_tensor(pictures).detach().cpu()
    return pictures[None] if pictures.ndim == 2 else pictures[:, 0] if pictures.ndim == 4 else pictures


@styled
def classes_beside(images, **labels) -> Picture:
    """Draw pictures (n h w) and beside each its classes, one column a labelling (n h w), the first of them the truth.

    Under each labelling after the first stands the share of pixels that differ from the truth.

    >>> flat = torch.zeros(1, 2, 4)
    >>> classes_beside(flat, truth=flat.long(), guess=torch.tensor([[[0, 0, 0, 0], [0, 0, 0, 2]]]))
    Picture(classes_beside: 1 picture 2×4; guess 12.5 % wrong)
    """
    images, labels = _stack(tensor(images)), {name: _stack(grid) for name, grid in labels.items()}
    truth = next(iter(labels.values()))
    rows = []
    for i, image in enumerate(images):
        row = {"picture": (image, "")}
        for name, grid in labels.items():
            wrong = (grid[i] != truth[i]).double().mean().item()
            row[name] = (_paint(grid[i], CLASSES.values()), "" if grid is truth else f"{100 * wrong:.1f} % wrong")
        rows.append(row)
    shares = [f"{name} {100 * (grid != truth).double().mean().item():.1f} % wrong" for name, grid in labels.items() if grid is not truth]
    h, w = images.shape[1:]
    text = "; ".join([f"{len(images)} picture{'s' if len(images) > 1 else ''} {h}×{w}", *shares])
    return Picture(_grid(rows, CLASSES), f"classes_beside: {text}")


@styled
def regions_beside(image=None, tall: float = 230, **regions) -> Picture:
    """Draw a picture (h w) and beside it numbered regions, each in a colour of its own, with how many there are.

    >>> regions_beside(torch.zeros(2, 4), cells=torch.tensor([[1, 1, 0, 2], [1, 0, 2, 2]]))
    Picture(regions_beside: cells 2 regions)
    """
    row = {} if image is None else {"picture": (tensor(image), "")}
    texts = []
    for name, grid in regions.items():
        grid = torch.as_tensor(grid).detach().cpu()
        count = len(grid[grid > 0].unique())
        said = f"{count} region{'' if count == 1 else 's'}"
        row[name] = (_paint(grid, _region_colours(grid)), said)
        texts.append(f"{name} {said}")
    return Picture(_grid([row], tall=tall), "regions_beside: " + "; ".join(texts))


@styled
def overlap(target, **predicted) -> Picture:
    """Draw masks (h w) against the true one: hits, misses and false alarms in three colours, counted below.

    >>> overlap(torch.tensor([[True, True, False]]), guess=torch.tensor([[False, True, True]]))
    Picture(overlap: guess 1 hit, 1 missed, 1 false alarm, IoU 0.33)
    """
    target = torch.as_tensor(target).bool()
    row, texts = {}, []
    for name, mask in predicted.items():
        mask = torch.as_tensor(mask).bool()
        hit, missed, alarm = target & mask, target & ~mask, mask & ~target
        kinds = torch.where(hit, 0, torch.where(missed, 1, torch.where(alarm, 2, 3)))
        counts = [int(part.sum()) for part in (hit, missed, alarm)]
        ratio = counts[0] / max(1, sum(counts))
        row[name] = (_paint(kinds, OVERLAP.values()), f"{counts[0]} / ({counts[0]} + {counts[1]} + {counts[2]}) = {ratio:.2f}")
        texts.append(f"{name} {counts[0]} hit, {counts[1]} missed, {counts[2]} false alarm, IoU {ratio:.2f}")
    return Picture(_grid([row], OVERLAP, tall=200), "overlap: " + "; ".join(texts))


@styled
def scores(recorded, live=(), kind: str = "net", names: dict | None = None, label: str = "") -> Picture:
    """Draw the scores of training runs up to 1, one row a score: each small dot a recorded run, each star a live one.

    Runs are dicts; `kind` is the entry that gives the colour, `names` maps entries to the words beside their rows.

    >>> scores([{"net": "a", "miou": 0.5}, {"net": "b", "miou": 0.75}], [{"net": "a", "miou": 0.4}], names={"miou": "mIoU"})
    Picture(scores: mIoU a 0.50, live 0.40, b 0.75)
    """
    recorded, live, names = list(recorded), list(live), names or SCORES
    kinds = list(dict.fromkeys(run[kind] for run in [*recorded, *live]))
    left, right, top, row, bottom = 104, 20, 40, 30 * len(kinds) + 14, 62
    height = top + row * len(names) + bottom
    figure = new_figure(WIDTH, height)
    axes = figure.add_axes((left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, 1 - (top + bottom) / height))
    texts = []
    for at, (key, name) in enumerate(names.items()):
        if at % 2 == 0:
            axes.axhspan(at - 0.5, at + 0.5, color="#f4f4f4", zorder=0)
        said = []
        for position, one in enumerate(kinds):
            y = at + (position - (len(kinds) - 1) / 2) * 0.8 / len(kinds)
            style = {"color": SERIES[position], "linestyle": ""}
            stored = [run[key] for run in recorded if run[kind] == one]
            offsets = [0.14 / max(1, len(stored) - 1) * (i - (len(stored) - 1) / 2) for i in range(len(stored))]
            axes.plot(stored, [y + off for off in offsets], MARKERS[position], markersize=pt(8), alpha=0.75, markeredgewidth=0, **style)
            fresh = [run[key] for run in live if run[kind] == one]
            axes.plot(fresh, [y] * len(fresh), "*", markersize=pt(15), markeredgecolor="#1a1a1a", markeredgewidth=pt(1), zorder=4, **style)
            mean = f" {sum(stored) / len(stored):.2f}" if stored else ""
            said.append(f"{one}{mean}" + "".join(f", live {value:.2f}" for value in fresh))
        texts.append(f"{name} {', '.join(said)}")
    least = min(run[key] for run in [*recorded, *live] for key in names)
    low = 0.0 if least < 0.5 else math.floor(10 * least - 0.2) / 10  # an axis that begins higher spreads what lies close
    axes.set(xlim=(low - 0.02 * (1 - low), 1 + 0.02 * (1 - low)), ylim=(len(names) - 0.5, -0.5))
    axes.set_yticks(range(len(names)), list(names.values()))
    axes.tick_params(axis="y", length=0, labelsize=pt(TEXT))
    axes.set_xlabel("score: 1 is perfect", loc="left")
    axes.grid(axis="x", color="#d9d9d9", linewidth=pt(0.8))
    handles = [axes.plot([], [], MARKERS[i], color=SERIES[i], markersize=pt(8), markeredgewidth=0)[0] for i in range(len(kinds))]
    labels = [f"{one}, recorded run" for one in kinds]
    if live:
        handles += axes.plot([], [], "*", color="white", markeredgecolor="#1a1a1a", markersize=pt(13))
        labels.append("live run")
    place = ((left - 8) / WIDTH, 1.0)
    figure.legend(handles, labels, loc="upper left", bbox_to_anchor=place, ncols=len(labels), frameon=False, handletextpad=0.2)
    figure.text(1 - 8 / WIDTH, 8 / height, label, ha="right", va="bottom", fontsize=pt(10.5), color=GREY)
    return Picture(figure, "scores: " + "; ".join(texts))


@styled
def walk(stages, channels=None, title: str = "") -> Picture:
    """Draw the U of a U-Net from the stages of helpers.geometry.unet_sizes: in and out size of every stage, and what each link crops.

    `channels` are those of the stages from the top down, if given.

    >>> from helpers.geometry import unet_sizes
    >>> walk(unet_sizes(28, depth=1))
    Picture(walk: 28 to 20; links 24 crop 16)
    """
    depth = len(stages) // 2
    box_w, box_h, step, top, gap = 128, 40, 66, 46 if title else 20, 34
    inset = (WIDTH / 2 - box_w - gap - MARGIN) / max(depth, 1)
    inset = min(inset, 58)
    figure, axes = canvas(WIDTH, top + depth * step + box_h + 26)
    if title:
        axes.text(MARGIN, 20, title, ha="left", va="center_baseline", fontsize=pt(TEXT), fontweight="bold")
    crops, places = [], []
    for position, stage in enumerate(stages):
        level = position if position <= depth else 2 * depth - position
        left = MARGIN + level * inset if position < depth else WIDTH - MARGIN - box_w - level * inset
        left = (WIDTH - box_w) / 2 if position == depth else left
        y = top + level * step
        places.append((left, y))
        fill = "#fbe3a6" if position < depth else "#e8e8e8" if position == depth else "#cfe8f9"
        axes.add_patch(Rectangle((left, y), box_w, box_h, facecolor=fill, edgecolor=GREY, linewidth=pt(1)))
        text = f"{stage.size_in} → {stage.size_out}"
        more = f"\n{channels[level]} channels" if channels else ""
        axes.text(left + box_w / 2, y + box_h / 2, text + more, ha="center", va="center", fontsize=pt(SMALL), linespacing=1.25)
    for level in range(depth):
        (left, y), (right, _) = places[level], places[2 * depth - level]
        stage = stages[2 * depth - level]
        _arrow(axes, (left + box_w, y + box_h / 2), (right, y + box_h / 2), GREY)
        said = f"{stage.link}, cropped to {stage.size_in}" if stage.link != stage.size_in else f"{stage.link}, whole"
        axes.text((left + box_w + right) / 2, y + box_h / 2 - 5, said, ha="center", va="bottom", fontsize=pt(SMALL))
        crops.append(f"{stage.link} crop {stage.size_in}")
    for before, after in pairwise(places):
        down = after[1] > before[1]
        ends = [(before[0] + box_w / 2, before[1] + (box_h if down else 0)), (after[0] + box_w / 2, after[1] + (0 if down else box_h))]
        _arrow(axes, *ends, ORANGE if down else BLUE)
    legend_y = top + depth * step + box_h + 13
    for x, colour, name in ((MARGIN, ORANGE, "pool: half the size"), (MARGIN + 190, BLUE, "step up: twice the size"), (430, GREY, "link")):
        _arrow(axes, (x, legend_y), (x + 26, legend_y), colour)
        axes.text(x + 32, legend_y, name, va="center_baseline", fontsize=pt(SMALL))
    return Picture(figure, f"walk: {stages[0].size_in} to {stages[-1].size_out}; links " + ", ".join(crops))


def _arrow(axes, start, end, colour):
    head = FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=9, color=colour, linewidth=pt(1.8), shrinkA=1, shrinkB=1)
    axes.add_patch(head)


__all__ = ["classes_beside", "overlap", "regions_beside", "scores", "walk"]

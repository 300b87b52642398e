"""Figures of notebook 15: the class of every pixel beside the truth, cells in colours, and overlaps."""

import torch
import torch.nn.functional as F
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from helpers.figures.picture import Picture, tensor
from helpers.figures.segmentation_charts import scores, walk
from helpers.figures.style import BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY, SMALL, WIDTH, YELLOW, new_figure, pt, styled

__all__ = ["classes_beside", "overlap", "regions_beside", "scores", "walk"]

CLASSES = {"background": "#ececec", "cell": BLUE, "border": ORANGE}
OVERLAP = {"hit": BLUE, "missed": ORANGE, "false alarm": PINK, "neither": "#f4f4f4"}
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

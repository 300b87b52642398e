"""Figures of notebook 15: the scores of training runs, and the U of a U-Net."""

import math
from itertools import pairwise

from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figures.numbers import canvas
from helpers.figures.picture import Picture
from helpers.figures.style import BLUE, GREY, ORANGE, SERIES, SMALL, TEXT, WIDTH, new_figure, pt, styled

SCORES = {"miou": "mIoU", "border_f1": "border F1", "outline_f1": "outline F1", "instance_f1": "instance F1"}
MARKERS = ("o", "s", "^")
MARGIN = 12


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

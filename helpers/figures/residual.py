"""Figures of notebook 13: what is inside a block, the plan of a residual net, gradients by layer, and Euler's steps.

He et al., Deep residual learning for image recognition, arXiv:1512.03385 (figures 3 and 5); arXiv:1603.05027 (figure 1).
"""

from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figures.numbers import canvas
from helpers.figures.picture import Picture, tensor
from helpers.figures.style import BLACK, BLUE, GREY, LIGHT, MARK_FILLS, RED, SERIES, SMALL, TEXT, WIDTH, new_figure, number, pt, styled

__all__ = ["blocks", "by_layer", "euler", "net"]

STEP, BOX_W, BOX_H, COLUMN = 40, 132, 26, 220
FILLS = {"conv": MARK_FILLS[1], "norm": "#ededed", "relu": MARK_FILLS[0]}


def _layers(kind: str, channels: int, inside: int) -> list[tuple[str, str, int]]:
    """(what, text, weights) of every layer of a block, top to bottom; the sum is one of them."""

    def conv(size: int, c_in: int, c_out: int) -> tuple[str, str, int]:
        return "conv", f"{size}×{size} conv  {c_in} → {c_out}", size * size * c_in * c_out

    c, k, norm, relu, plus = channels, inside, ("norm", "batch norm", 0), ("relu", "ReLU", 0), ("sum", "", 0)
    wide = conv(3, c, c)
    known = {
        "plain": [wide, norm, relu, wide, norm, relu],
        "residual": [wide, norm, relu, wide, norm, plus, relu],
        "pre-activation": [norm, relu, wide, norm, relu, wide, plus],
        "bottleneck": [conv(1, c, k), norm, relu, conv(3, k, k), norm, relu, conv(1, k, c), norm, plus, relu],
    }
    if kind not in known:
        raise ValueError(f"a block is one of {', '.join(known)}; got {kind!r}")
    return known[kind]


@styled
def blocks(*kinds: str, channels: int = 64, inside: int | None = None) -> Picture:
    """Draw blocks side by side, layer by layer, the shortcut as an arrow past them, with the weights of their convolutions below.

    Kinds: plain, residual, pre-activation, bottleneck. `inside` are the channels of a bottleneck's 3×3 convolution, by default a quarter.

    >>> blocks("plain", "bottleneck", channels=256)
    Picture(blocks: plain 2 convolutions 1,179,648 weights; bottleneck 3 convolutions 69,632 weights)
    """
    inside = inside or channels // 4
    plans = {kind: _layers(kind, channels, inside) for kind in kinds}
    top, margin = 64, 24
    longest = max(map(len, plans.values()))
    figure, axes = canvas(min(WIDTH, 2 * margin + len(kinds) * COLUMN), top + longest * STEP + 74)
    arrow = {"arrowstyle": "-|>", "mutation_scale": 9, "linewidth": pt(1.4), "shrinkA": 0, "shrinkB": 0}
    texts = []
    for position, (kind, layers) in enumerate(plans.items()):
        x = margin + position * COLUMN + BOX_W / 2
        axes.text(x, 16, kind, ha="center", va="center", fontsize=pt(TEXT), fontweight="bold")
        axes.text(x, 38, "x", ha="center", va="center", fontsize=pt(TEXT), fontstyle="italic")
        y = 48
        for i, (what, text, _) in enumerate(layers):
            middle = top + i * STEP + BOX_H / 2
            half = 10 if what == "sum" else BOX_H / 2
            axes.add_patch(FancyArrowPatch((x, y), (x, middle - half), color=GREY, **arrow))
            if what == "sum":
                axes.plot(x, middle, "o", markersize=pt(20), markerfacecolor="white", markeredgecolor=RED, markeredgewidth=pt(1.6))
                axes.text(x, middle, "+", ha="center", va="center_baseline", fontsize=pt(15), color=RED, fontweight="bold")
                side = x + BOX_W / 2 + 20
                axes.plot([x, side, side], [52, 52, middle], color=RED, linewidth=pt(2))
                axes.add_patch(FancyArrowPatch((side, middle), (x + 11, middle), color=RED, **{**arrow, "linewidth": pt(2)}))
                axes.text(side + 6, (52 + middle) / 2, "x", ha="left", va="center", fontsize=pt(TEXT), color=RED, fontstyle="italic")
            else:
                corner = (x - BOX_W / 2, middle - half)
                axes.add_patch(Rectangle(corner, BOX_W, BOX_H, facecolor=FILLS[what], edgecolor=GREY, linewidth=pt(1)))
                axes.text(x, middle, text, ha="center", va="center_baseline", fontsize=pt(SMALL), color=BLACK)
            y = middle + half
        axes.add_patch(FancyArrowPatch((x, y), (x, y + 20), color=GREY, **arrow))
        count, weights = sum(what == "conv" for what, *_ in layers), sum(w for *_, w in layers)
        axes.text(x, top + longest * STEP + 34, f"{count} convolutions", ha="center", va="center", fontsize=pt(SMALL))
        axes.text(x, top + longest * STEP + 52, f"{weights:,} weights", ha="center", va="center", fontsize=pt(SMALL), fontweight="bold")
        texts.append(f"{kind} {count} convolutions {weights:,} weights")
    return Picture(figure, "blocks: " + "; ".join(texts))


@styled
def net(name: str, stages: list[tuple[str, int, int, int]]) -> Picture:
    """Draw a whole net from left to right: each stage (label, channels, size, blocks) as a row of bars, as tall as its images are wide.

    >>> net("tiny", [("stem", 8, 16, 1), ("stage 1", 8, 16, 3), ("stage 2", 16, 8, 3)])
    Picture(net: tiny; stem 1 × 8×16×16; stage 1 3 × 8×16×16; stage 2 3 × 16×8×8)
    """
    margin, gap, tall, head = 18, 26, 130, 40
    sizes = [size for _, _, size, _ in stages]
    count = sum(blocks for *_, blocks in stages)
    room = WIDTH - 2 * margin - gap * (len(stages) - 1)
    # a stage is at least as wide as its text; what remains is shared out by the number of blocks
    least = 92
    unit = min(30.0, (room - least * len(stages)) / max(1, count)) if room > least * len(stages) else 0.0
    figure, axes = canvas(WIDTH, head + tall + 80)
    axes.text(margin, 16, name, ha="left", va="center", fontsize=pt(TEXT), fontweight="bold")
    left, base, texts = margin, head + tall, []
    for i, (label, channels, size, blocks_here) in enumerate(stages):
        span = least + unit * blocks_here
        pitch = span / blocks_here
        height = max(12.0, tall * (size / max(sizes)) ** 0.6)
        for j in range(blocks_here):
            bar = min(16.0, 0.66 * pitch)
            place = left + (j + 0.5) * pitch - bar / 2
            axes.add_patch(Rectangle((place, base - height), bar, height, facecolor=SERIES[i % len(SERIES)], alpha=0.75, linewidth=0))
        middle = left + span / 2
        count_text = f"{blocks_here} blocks" if label.startswith("stage") else ""
        for line, text in enumerate((label, f"{channels} channels", f"{size}×{size}", count_text)):
            weight = "bold" if line == 0 else "normal"
            axes.text(middle, base + 16 + 16 * line, text, ha="center", va="center", fontsize=pt(SMALL), fontweight=weight)
        if i + 1 < len(stages):
            style = {"arrowstyle": "-|>", "mutation_scale": 9, "linewidth": pt(1.4), "color": GREY, "shrinkA": 0, "shrinkB": 0}
            axes.add_patch(FancyArrowPatch((left + span + 2, base - 8), (left + span + gap - 4, base - 8), **style))
        left += span + gap
        texts.append(f"{label} {blocks_here} × {channels}×{size}×{size}")
    return Picture(figure, f"net: {name}; " + "; ".join(texts))


@styled
def euler(exact: tuple, x_label: str = "time t", **paths: tuple) -> Picture:
    """Draw the exact solution (times, values) as a line and Euler's paths (times, values) as dots joined by straight steps.

    >>> euler(([0.0, 1.0], [1.0, 0.37]), **{"1 step": ([0.0, 1.0], [1.0, 0.0])})
    Picture(euler: exact ends at 0.37; 1 step ends at 0)
    """
    figure = new_figure(WIDTH, 290)
    axes = figure.add_axes((0.075, 0.17, 0.75, 0.76))
    t, x = map(tensor, exact)
    axes.plot(t, x, color=BLACK, linewidth=pt(1.2), label="exact", zorder=3)  # thin and on top: small steps lie on it
    texts = [f"exact ends at {number(x[-1])}"]
    for position, (name, (times, values)) in enumerate(paths.items()):
        times, values = tensor(times), tensor(values)
        colour = (RED, BLUE, *SERIES[2:])[position % len(SERIES)]
        axes.plot(times, values, "o-", color=colour, linewidth=pt(1.4), markersize=pt(6), label=name)
        texts.append(f"{name} ends at {number(values[-1])}")
    axes.set(xlabel=x_label, ylabel="x(t)")
    axes.grid(color=LIGHT, linewidth=pt(0.8))
    axes.set_axisbelow(True)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)
    return Picture(figure, "euler: " + "; ".join(texts))


def _counted(count: int) -> list[int]:
    """Ticks for things counted from 1: the first, and every 2nd, 5th, 10th … of them."""
    step = next((step for step in (1, 2, 5, 10, 20, 50) if count / step <= 6), 100)
    return sorted({1, *range(step, count + 1, step)})


@styled
def by_layer(x_label: str = "convolution, counted from the input", y_label: str = "gradient norm", **named) -> Picture:
    """Draw one positive number for each layer on a logarithmic scale, one curve a net.

    >>> by_layer(plain=[100.0, 1.0], residual=[2.0, 1.0])
    Picture(by_layer: plain first 1e+02, last 1; residual first 2, last 1)
    """
    figure = new_figure(WIDTH, 290)
    axes = figure.add_axes((0.1, 0.17, 0.87, 0.68))
    texts = []
    for position, (name, values) in enumerate(named.items()):
        values = tensor(values)
        axes.plot(range(1, len(values) + 1), values, color=SERIES[position % len(SERIES)], linewidth=pt(2), label=name)
        texts.append(f"{name} first {float(values[0]):.2g}, last {float(values[-1]):.2g}")
    axes.set_yscale("log")
    axes.set_xticks(_counted(max(map(len, named.values()))))
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.grid(axis="y", color=LIGHT, linewidth=pt(0.8))
    axes.set_axisbelow(True)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(named), frameon=False, borderaxespad=0.2)
    return Picture(figure, "by_layer: " + "; ".join(texts))

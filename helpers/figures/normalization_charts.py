"""Figures of notebook 11: what a norm does to the values and to their correlation, and errors side by side."""

import torch
from matplotlib.ticker import MaxNLocator

from helpers.figures.picture import Picture, tensor
from helpers.figures.style import BLACK, BLUE, LIGHT, ORANGE, SERIES, SKY, SMALL, WIDTH, new_figure, pt, styled


@styled
def before_after(activation, name: str = "tanh", **named) -> Picture:
    """Draw, one panel a tensor, how its values are spread along the input axis of an activation, with the activation's curve over them.

    >>> before_after(torch.tanh, before=torch.tensor([4.0, 5.0]), after=torch.tensor([-1.0, 1.0]))
    Picture(before_after: before mean 4.5 std 0.5; after mean 0.0 std 1.0)
    """
    named = {title: tensor(values).flatten() for title, values in named.items()}
    left, gap, bottom, top, height = 34, 44, 44, 34, 230
    panel = (WIDTH - left - 12 - gap * (len(named) - 1)) / len(named)
    figure, texts = new_figure(WIDTH, height), []
    reach = max(6.0, *(float(values.abs().quantile(0.995)) for values in named.values()))
    grid = torch.linspace(-reach, reach, 400, dtype=torch.float64)
    for position, (title, values) in enumerate(named.items()):
        x = left + position * (panel + gap)
        axes = figure.add_axes((x / WIDTH, bottom / height, panel / WIDTH, 1 - (bottom + top) / height))
        bins, edges = (part.numpy() for part in torch.histogram(values.clamp(-reach, reach), bins=41, range=(-reach, reach)))
        axes.bar(edges[:-1], 1.9 * bins / bins.max(), edges[1] - edges[0], bottom=-1, align="edge", color=SKY, label="how many inputs")
        axes.plot(grid, activation(grid), color=ORANGE, linewidth=pt(2.4), label=name)
        axes.set(xlim=(-reach, reach), ylim=(-1.05, 1.12), yticks=[-1, 0, 1])
        axes.set_xlabel("input of the activation")
        axes.set_title(f"{title}: mean {values.mean():.1f}, std {values.std(unbiased=False):.1f}", loc="left", fontweight="bold")
        texts.append(f"{title} mean {values.mean():.1f} std {values.std(unbiased=False):.1f}")
        if position == 0:
            axes.legend(loc="upper left", frameon=True, framealpha=1, edgecolor="white")
    return Picture(figure, "before_after: " + "; ".join(texts))


@styled
def clouds(**named) -> Picture:
    """Draw clouds of points (n, 2), one panel each, on one scale, with their correlation.

    >>> clouds(raw=torch.tensor([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]]))
    Picture(clouds: raw correlation 1.00)
    """
    named = {title.replace("_", " "): tensor(points) for title, points in named.items()}
    left, gap, bottom, top, right = 34, 44, 26, 48, 8
    side = (WIDTH - left - right - gap * (len(named) - 1)) / len(named)
    side = min(side, 230)
    width, height = left + right + len(named) * side + gap * (len(named) - 1), bottom + top + side
    figure, texts = new_figure(width, height), []
    reach = 1.05 * max(float(points.abs().max()) for points in named.values())
    for position, (title, points) in enumerate(named.items()):
        axes = figure.add_axes(((left + position * (side + gap)) / width, bottom / height, side / width, side / height))
        axes.axhline(0, color=LIGHT, linewidth=pt(1), zorder=0)
        axes.axvline(0, color=LIGHT, linewidth=pt(1), zorder=0)
        axes.plot(points[:, 0], points[:, 1], "o", color=SERIES[position], markersize=pt(3.6), alpha=0.5, markeredgewidth=0)
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        correlation = float(torch.corrcoef(points.T)[0, 1]) + 0.0
        said = f"{correlation:.2f}".replace("-0.00", "0.00").replace("-", "−")
        axes.set_title(f"{title}\ncorrelation {said}", loc="left", fontsize=pt(SMALL))
        texts.append(f"{title} correlation {said}")
    return Picture(figure, "clouds: " + "; ".join(texts))


@styled
def bars(x_label: str = "test error", percent: bool = True, mark: str | None = None, **named) -> Picture:
    """Draw one number a name as horizontal bars, each with its value at its end; the bar called `mark` is orange.

    >>> bars(full=0.08, tiny=0.5)
    Picture(bars: full 8 %; tiny 50 %)
    """
    values = {name.replace("_", " "): float(value) for name, value in named.items()}
    row, top, bottom, left = 34, 10, 46, 14 + 6.4 * max(map(len, values))
    height = top + row * len(values) + bottom
    figure = new_figure(WIDTH, height)
    axes = figure.add_axes((left / WIDTH, bottom / height, (WIDTH - left - 70) / WIDTH, row * len(values) / height))
    texts = []
    for position, (name, value) in enumerate(values.items()):
        said = f"{value:.0%}".replace("%", " %") if percent else f"{value:.2g}"
        axes.barh(position, value, 0.66, color=ORANGE if mark and name == mark.replace("_", " ") else BLUE)
        axes.annotate(said, (value, position), (pt(6), 0), textcoords="offset points", va="center_baseline", fontweight="bold", color=BLACK)
        texts.append(f"{name} {said}")
    axes.set_yticks(range(len(values)), list(values))
    axes.set(ylim=(len(values) - 0.5, -0.5), xlim=(0, 1.02 * max(values.values()) or 1))
    axes.set_xlabel(x_label)
    axes.tick_params(axis="y", length=0)
    if percent:
        axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}".replace("%", " %"))
    return Picture(figure, "bars: " + "; ".join(texts))

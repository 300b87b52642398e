"""Plots of 1-D signals, sampled functions and curves."""

import torch
from matplotlib.ticker import MaxNLocator

from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import GREY, LIGHT, ORANGE, SERIES, SMALL, WIDTH, new_figure, pt, styled

LEFT, RIGHT, BOTTOM, TITLE = 58, 16, 40, 26


@styled
def signals(title=None, together=False, stems=None, x_label="index i", **named) -> Picture:
    """Draw 1-D signals over their index, one panel each on a common scale, or `together` in one panel.

    Up to 60 samples are drawn as stems (a signal is a list of numbers, not a curve); `stems` overrides that.

    >>> import torch
    >>> signals(x=torch.tensor([1.0, 2.0, 3.0]))
    Picture(signals: x 3 sum 6)
    """
    values = {name: tensor(signal) for name, signal in named.items()}
    if not values:
        raise ValueError("signals() needs at least one named signal")
    for name, signal in values.items():
        if signal.ndim != 1:
            raise ValueError(f"{name} has shape {tuple(signal.shape)}; a signal has 1 axis")
    panels = 1 if together else len(values)
    panel, head = (210 if together else 96 if panels > 1 else 160), 30 if title else 8
    height = head + panels * (panel + TITLE) + BOTTOM
    figure = new_figure(WIDTH, height)
    longest = max(len(s) for s in values.values())
    low = min(0.0, *(float(s.min()) for s in values.values()))
    high = max(0.0, *(float(s.max()) for s in values.values()))
    room = 0.1 * ((high - low) or 1)
    axes = None
    for position, (name, signal) in enumerate(values.items()):
        if axes is None or not together:
            bottom = height - head - TITLE - panel - (0 if together else position) * (panel + TITLE)
            axes = figure.add_axes((LEFT / WIDTH, bottom / height, (WIDTH - LEFT - RIGHT) / WIDTH, panel / height))
            axes.axhline(0, color=LIGHT, linewidth=pt(1), zorder=0)
            axes.set(xlim=(-0.03 * longest - 0.3, 1.03 * longest - 0.7), ylim=(low - room, high + room))
            axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], min_n_ticks=3))
        colour = SERIES[position % len(SERIES)]
        _plot(axes, signal, colour, name, (longest <= 60 and not together) if stems is None else stems)
        if not together:
            axes.set_title(name, loc="left", fontweight="bold", pad=pt(6))
            axes.tick_params(labelbottom=position == panels - 1)
    axes.set_xlabel(x_label)
    if longest <= 24:
        axes.set_xticks(range(longest))
    if together:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(values), frameon=False, borderaxespad=0.2)
    if title:
        figure.text(LEFT / WIDTH, 1 - 16 / height, title, fontweight="bold", va="center")
    return Picture(figure, "signals: " + "; ".join(describe(name, s) for name, s in values.items()))


def _plot(axes, signal, colour, name, stems):
    x = range(len(signal))
    if stems:
        axes.vlines(x, 0, signal.numpy(), color=colour, linewidth=pt(1.6))
        axes.plot(x, signal.numpy(), "o", color=colour, markersize=pt(6), label=name)
    else:
        axes.plot(x, signal.numpy(), color=colour, linewidth=pt(1.8), label=name)


@styled
def sampled(f, x, start=0.0, step=1.0, name="f(t)") -> Picture:
    """Draw a function of continuous time and its samples x[i] = f(start + i * step), time below and index above.

    >>> import torch
    >>> sampled(torch.sin, torch.sin(0.5 * torch.arange(4)), step=0.5)
    Picture(sampled: x 4 sum 2.318, step 0.5)
    """
    samples = tensor(x)
    stop = start + (len(samples) - 1) * step
    t = torch.linspace(start - step / 2, stop + step / 2, 600, dtype=torch.float64)
    figure = new_figure(WIDTH, 250)
    axes = figure.add_axes((LEFT / WIDTH, 0.19, (WIDTH - LEFT - RIGHT) / WIDTH, 0.58))
    axes.axhline(0, color=LIGHT, linewidth=pt(1), zorder=0)
    axes.plot(t, f(t), color=ORANGE, linewidth=pt(1.8), label=name)
    places = [start + i * step for i in range(len(samples))]
    axes.vlines(places, 0, samples.numpy(), color=SERIES[0], linewidth=pt(1.6))
    axes.plot(places, samples.numpy(), "o", color=SERIES[0], markersize=pt(6), label="x[i]")
    axes.set_xlabel("time t")
    axes.legend(loc="upper right", frameon=False)
    every = 1 if len(samples) <= 24 else 5
    above = axes.secondary_xaxis("top")
    above.set_xticks(places[::every], [str(i) for i in range(0, len(samples), every)])
    above.set_xlabel("index i")
    above.spines["top"].set_visible(True)
    return Picture(figure, f"sampled: {describe('x', samples)}, step {step:g}")


@styled
def curves(x_label="step", y_label="", log=False, title=None, **named) -> Picture:
    """Draw named curves over their index in one panel, each with its name at its end: losses, errors, counts.

    A value may also be a pair (places, values).
    """
    figure = new_figure(WIDTH, 270)
    axes = figure.add_axes((LEFT / WIDTH + 0.02, 0.18, (WIDTH - LEFT - RIGHT - 7.5 * max(map(len, named))) / WIDTH - 0.03, 0.7))
    texts = []
    for position, (name, curve) in enumerate(named.items()):
        x, y = (tensor(part) for part in curve) if isinstance(curve, tuple) else (None, tensor(curve))
        x = range(len(y)) if x is None else x
        colour = SERIES[position % len(SERIES)]
        axes.plot(x, y, color=colour, linewidth=pt(2))
        axes.annotate(
            name, (float(x[-1]), float(y[-1])), (pt(7), 0), textcoords="offset points", color=colour, va="center", fontsize=pt(SMALL)
        )
        texts.append(f"{name} {len(y)}")
    if log:
        axes.set_yscale("log")
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.grid(axis="y", color=LIGHT, linewidth=pt(0.8))
    axes.yaxis.label.set_color(GREY)
    if title:
        axes.set_title(title, loc="left", fontweight="bold")
    return Picture(figure, "curves: " + "; ".join(texts))

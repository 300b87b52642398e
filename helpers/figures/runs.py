"""Results of training runs side by side: recorded runs of several seeds, and the live one."""

import math
from collections.abc import Iterable
from itertools import pairwise

from matplotlib.legend_handler import HandlerTuple

from helpers.figures.picture import Picture
from helpers.figures.style import BLACK, GREY, LIGHT, SERIES, SMALL, WIDTH, new_figure, pt, styled

MARKERS = ("o", "s", "^", "D", "v", "P")


def _points(runs: Iterable[dict], x: str, series: str | None, y: str) -> dict:
    """{series: {x: [values]}}, in the order of the runs; a run without a finite value (it diverged) gives nan."""
    found: dict = {}
    for run in runs:
        value = run.get(y)
        value = math.nan if value is None else float(value)
        found.setdefault(run[series] if series else None, {}).setdefault(run[x], []).append(value)
    return found


def _beside(values: list[float], high: float) -> list[float]:
    """How far to the side each star is moved, so that stars on one point are seen to be several."""
    ordered = sorted(values)
    if all(b - a > 0.07 * high for a, b in pairwise(ordered)):
        return [0.0] * len(values)
    return [0.07 * (i - (len(values) - 1) / 2) for i in range(len(values))]


@styled
def by_variant(
    recorded, live=(), x: str = "variant", y: str = "test_error", series: str | None = None, *, label: str = "",
    x_label: str | None = None, y_label: str | None = None, percent: bool = True, chance: float | None = None,
    line: bool = True,
) -> Picture:  # fmt: skip
    """Draw what runs gave, over a setting `x`, one colour a `series`: small dots the recorded runs, their means joined, hollow stars live.

    `recorded` and `live` are lists of dicts with the entries x, y and series. A run whose y is None or not finite diverged: a cross at
    the top edge. line=False marks each mean by itself, for an x without an order.

    >>> by_variant([{"depth": 8, "test_error": 0.1}, {"depth": 20, "test_error": 0.3}], [{"depth": 8, "test_error": 0.2}], "depth")
    Picture(by_variant: depth 8 1 recorded, mean 0.100, 1 live; 20 1 recorded, mean 0.300)
    """
    recorded, live = list(recorded), list(live)
    stored, fresh = _points(recorded, x, series, y), _points(live, x, series, y)
    names = list(dict.fromkeys([*stored, *fresh]))
    places = list(dict.fromkeys(key for by_x in [*stored.values(), *fresh.values()] for key in by_x))
    finite = [v for by_x in [*stored.values(), *fresh.values()] for vs in by_x.values() for v in vs if math.isfinite(v)]
    low, high = 0.0, 1.08 * max([*finite, chance or 0.0])
    left, bottom, top, right, height = 66, 62, 42, 16 if chance is None else 62, 330
    figure = new_figure(WIDTH, height)
    axes = figure.add_axes((left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, 1 - (bottom + top) / height))
    texts, diverged = {place: [] for place in places}, False
    for position, name in enumerate(names):
        colour = SERIES[position % len(SERIES)]
        step = 0 if len(names) == 1 else 0.13 * (position - (len(names) - 1) / 2)
        style = {"marker": MARKERS[position % len(MARKERS)], "color": colour, "markeredgewidth": 0}
        whole = {"clip_on": False}  # a mark on the axis is not cut in half
        means = []
        for at, place in enumerate(places):
            values = stored.get(name, {}).get(place, [])
            good = [v for v in values if math.isfinite(v)]
            axes.plot([at + step] * len(good), good, linestyle="", markersize=pt(6), alpha=0.6, zorder=5, **style, **whole)
            means.append(sum(good) / len(good) if good and len(good) == len(values) else math.nan)
            new = fresh.get(name, {}).get(place, [])
            alive = [v for v in new if math.isfinite(v)]
            star = {"markersize": pt(17), "markerfacecolor": "white", "markeredgecolor": colour, "markeredgewidth": pt(1.6)}
            # behind the dots, which they must not hide
            axes.plot([at + step + off for off in _beside(alive, high)], alive, "*", zorder=4, **star, **whole)
            lost = len(values) - len(good) + len(new) - len(alive)
            if lost:
                diverged = True
                axes.plot([at + step], [0.97 * high], "X", markersize=pt(11), color=colour, markeredgecolor="white", zorder=6)
            if values or new:
                head = f"{name} " if series else ""
                mean = f", mean {means[-1]:.3f}" if math.isfinite(means[-1]) else ""
                told = [
                    f"{len(values)} recorded{mean}" if values else "",
                    f"{len(new)} live" if new else "",
                    f"{lost} diverged" if lost else "",
                ]
                texts[place].append(head + ", ".join(part for part in told if part))
        named = str(name) if isinstance(name, str) else f"{series} {name}"
        if line:
            axes.plot([at + step for at in range(len(places))], means, color=colour, linewidth=pt(1.6))
        else:
            axes.plot([at + step for at in range(len(places))], means, "_", color=colour, markersize=pt(20), markeredgewidth=pt(2.2))
        axes.plot([], [], linestyle="-" if line else "", linewidth=pt(1.6), markersize=pt(7), label=named, **style)
    if chance is not None:
        axes.axhline(chance, color=GREY, linewidth=pt(1), linestyle=(0, (3, 3)))
        at_edge = axes.get_yaxis_transform()
        axes.text(1.01, chance, "chance", ha="left", va="center", fontsize=pt(SMALL), color=GREY, transform=at_edge, clip_on=False)
    axes.set_xticks(range(len(places)), [f"{place:g}" if isinstance(place, int | float) else str(place) for place in places])
    axes.set(xlim=(-0.6, len(places) - 0.4), ylim=(low, high))
    axes.set_xlabel(x_label or x.replace("_", " "))
    axes.set_ylabel(y_label or y.replace("_", " "))
    axes.grid(axis="y", color=LIGHT, linewidth=pt(0.8))
    axes.set_axisbelow(True)
    if percent:
        axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}".replace("%", " %"))
    handles, labels = axes.get_legend_handles_labels() if series else ([], [])
    shapes = MARKERS[: len(names)] if series else MARKERS[:1]
    key = {"linestyle": "", "color": GREY, "markersize": pt(6), "markeredgewidth": 0}
    handles += [tuple(axes.plot([], [], marker=shape, **key)[0] for shape in shapes)] if recorded else []
    labels += ["recorded run"] if recorded else []
    handles += axes.plot([], [], "*", color="white", markeredgecolor=BLACK, markersize=pt(14), markeredgewidth=pt(1.4)) if live else []
    labels += ["live run"] if live else []
    handles += axes.plot([], [], "X", color=GREY, markersize=pt(9)) if diverged else []
    labels += ["diverged"] if diverged else []
    place = ((left - 6) / WIDTH, 1.0)
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=place, ncols=len(labels), frameon=False, columnspacing=1.2, handlelength=1.4,
        handler_map={tuple: HandlerTuple(ndivide=None)},
    )  # fmt: skip
    if label:
        figure.text(1 - 8 / WIDTH, 8 / height, label, ha="right", va="bottom", fontsize=pt(10.5), color=GREY)
    return Picture(figure, f"by_variant: {x} " + "; ".join(f"{place} {', '.join(said)}" for place, said in texts.items()))

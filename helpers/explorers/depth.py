"""DepthExplorer: recorded error curves of plain and residual nets by depth and seed, the learner's own run beside them."""

import math
import re
from html import escape
from typing import Any

import traitlets as t

from helpers.explorers.depth_runs import CURVES, MEASURES, Numbers, net_name, own_run, recorded_runs, said
from helpers.explorers.page_widget import PageWidget
from helpers.explorers.traits import ESM, SettingError, Whole, module_text

NETS = {"both": (False, True), "plain": (False,), "residual": (True,)}
COLOURS = ("#009e73", "#1b8fa8", "#0072b2", "#9a7fd1", "#a3479f", "#cc5f95", "#d55e00")  # from the shallowest net to the deepest
MOST = 4  # runs of one's own: each has a mark of its own


class DepthExplorer(PageWidget):
    """Show recorded runs of plain and residual nets: error by epoch, and error at the end by depth.

    `recorded` is what helpers.experiments.recorded("depth") gives, or another recording whose runs have depth, skip, seed and curves.
    `mine` is a run of one's own, now or later: a History, a list with one error an epoch (of the measure that is shown), a run as
    helpers.experiments makes it, or a dict of up to 4 of these by name. A name such as "plain-56" gives it its place over the depth.
    `depth` and `seed` are one of those recorded or "all"; `nets` is "plain", "residual" or "both"; `spread` is "lines" or "band".

    Raises ValueError if a setting or an error is not possible.
    """

    _esm = module_text("depth_arithmetic.js", "depth_pictures.js", "depth_words.js", "depth.js")
    _css = "".join((ESM / name).read_text(encoding="utf-8") for name in ("explorers.css", "depth.css"))
    _settings_of = ("depth", "nets", "seed", "measure", "spread", "epoch")

    depth = t.Union([t.Int(), t.Unicode()], default_value="all").tag(sync=True)
    nets = t.Unicode("both").tag(sync=True)
    seed = t.Union([t.Int(), t.Unicode()], default_value="all").tag(sync=True)
    measure = t.Unicode("train_error").tag(sync=True)
    spread = t.Unicode("lines").tag(sync=True)
    epoch = Whole(1)
    _runs = t.List().tag(sync=True)
    _mine = t.List().tag(sync=True)
    _depths = t.List().tag(sync=True)
    _label = t.Unicode().tag(sync=True)

    def __init__(self, recorded: Any, mine: Any = None, measure: str = "train_error", **settings: Any) -> None:
        runs = recorded_runs(recorded.runs)
        depths = sorted({run["depth"] for run in runs})
        step = (len(COLOURS) - 1) / max(len(depths) - 1, 1)
        colours = [COLOURS[math.floor(i * step + 0.5)] for i in range(len(depths))]
        super().__init__(_runs=runs, _depths=[list(pair) for pair in zip(depths, colours, strict=True)], _label=recorded.label)
        last = self._last()
        self.set(measure=measure)
        self.mine = mine
        self.set(**{"epoch": last} | settings)

    # ---- settings ----
    @property
    def mine(self):
        """The run of one's own, as it was given."""
        return self._given

    @mine.setter
    def mine(self, given: Any) -> None:
        several = isinstance(given, dict) and not CURVES.values() & given.keys()
        named = given if several else {} if given is None else {"": given}
        if len(named) > MOST:
            raise SettingError(f"mine must be at most {MOST} runs, got {len(named)}")
        own = [own_run(str(name), run, self.measure) for name, run in named.items()]
        with self._lock, self.hold_sync():
            self._given, self._mine = given, own
            self.epoch = min(self.epoch, self._last())

    def _last(self) -> int:
        return max(len(curve) for run in [*self._runs, *self._mine] for name, curve in run.items() if name in MEASURES)

    def _why_not(self, values: dict[str, Any]) -> str:
        measures = [name for name in MEASURES if all(name in run for run in self._runs)]
        choices = {"nets": NETS, "measure": measures, "spread": ("lines", "band")}
        choices |= {"depth": ["all", *(depth for depth, _ in self._depths)], "seed": ["all", *sorted({run["seed"] for run in self._runs})]}
        for name, possible in choices.items():
            if isinstance(values[name], bool) or values[name] not in possible:
                return f"{name} must be one of {', '.join(map(str, possible))}, got {values[name]!r}"
        if not 1 <= values["epoch"] <= self._last():
            return f"epoch must be from 1 to {self._last()}, got {values['epoch']}"
        return ""

    # ---- what it computes ----
    def _chosen(self) -> list[tuple[int, bool]]:
        depths = [depth for depth, _ in self._depths]
        return [(d, skip) for d in depths if self.depth in ("all", d) for skip in NETS[self.nets]]

    def _curves(self, depth: int, skip: bool) -> list[list[float]]:
        of = (run for run in self._runs if (run["depth"], run["skip"]) == (depth, skip) and self.seed in ("all", run["seed"]))
        return [run[self.measure] for run in of]

    @property
    def numbers(self) -> dict[str, Numbers]:
        """Mean, smallest and largest error of the chosen nets at the chosen epoch, by name such as "plain-56"; then one's own runs."""
        self._possible()
        found = [(net_name(*net), [c[self.epoch - 1] for c in self._curves(*net) if len(c) >= self.epoch]) for net in self._chosen()]
        found += [(run["name"], run.get(self.measure, [])[self.epoch - 1 : self.epoch]) for run in self._mine]
        return {name: Numbers(sum(es) / len(es), min(es), max(es), len(es)) for name, es in found if es}

    # ---- what it shows without a page ----
    def _said(self) -> list[str]:
        depths = [depth for depth, _ in self._depths]
        between = {net_name(depth, skip) for depth in depths[1:-1] for skip in (False, True)} if self.depth == "all" else ()
        told = ", ".join(f"{name} {said(numbers)}" for name, numbers in self.numbers.items() if name not in between)
        head = f"{len(self._runs)} runs, {', '.join(map(str, depths))} layers, {MEASURES[self.measure]}"
        return [head, f"epoch {self.epoch}: {told or 'nothing measured'}", self._label]

    def _svg(self) -> str:
        colours, last, parts = dict(map(tuple, self._depths)), self._last(), []
        top = max([0.1, *(math.ceil(10 * max(run[self.measure])) / 10 for run in [*self._runs, *self._mine] if self.measure in run)])
        known = [*colours, *(run["depth"] for run in self._mine if run["depth"])]
        least, most = min(known), max(known)
        x_epoch = lambda i: 50 + 370 * i / max(last - 1, 1)  # noqa: E731
        x_depth = lambda depth: 500 + 210 * (depth - least) / max(most - least, 1)  # noqa: E731
        y = lambda error: 40 + 200 * (1 - error / top)  # noqa: E731

        def path(points, colour: str, skip: bool, width: float = 1.3) -> None:
            dash = ' stroke-dasharray="5 3"' * (not skip)
            line = "L".join(f"{x:.1f} {y(e):.1f}" for x, e in points)
            parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>')

        def text(x: float, height: float, words: str, more: str = "") -> None:
            parts.append(f'<text x="{x:.1f}" y="{height:.1f}"{more}>{escape(words)}</text>')

        for depth, skip in self._chosen():
            for curve in self._curves(depth, skip):
                path([(x_epoch(i), e) for i, e in enumerate(curve)], colours[depth], skip)
        for skip in NETS[self.nets]:
            ends = {d: [curve[-1] for curve in curves] for d in colours if (curves := self._curves(d, skip))}
            path([(x_depth(d), sum(es) / len(es)) for d, es in ends.items()], "#6b6b6b", skip) if ends else None
            dots = [(x_depth(d), y(e), colours[d]) for d, es in ends.items() for e in es]
            parts += [f'<circle cx="{x:.1f}" cy="{at:.1f}" r="3" fill="{colour}"/>' for x, at, colour in dots]
        for run in (run for run in self._mine if self.measure in run):
            path([(x_epoch(i), e) for i, e in enumerate(run[self.measure])], "#1a1a1a", run["skip"] is not False, 2.5)
            text(x_depth(run["depth"]) if run["depth"] else 732, y(run[self.measure][-1]) + 6, "★", ' font-size="18"')
        for left, right, low, high in ((50, 420, "epoch 1", last), (500, 710, f"{least} layers", most)):
            parts.append(f'<path d="M{left} 40V240H{right}" fill="none" stroke="#8a8a8a"/>')
            for x, height, words in ((left, 258, low), (right, 258, high), (left - 24, 244, "0 %"), (left - 24, 44, f"{100 * top:.0f} %")):
                text(x, height, str(words))
        text(16, 24, f"{MEASURES[self.measure]}: plain dashed, residual solid, yours black", ' text-anchor="start" font-weight="bold"')
        lines = [piece.strip() for line in self._said()[1:] for piece in re.findall(r".{1,104}(?:\s|$)", line)]
        for i, line in enumerate(lines):
            text(16, 286 + 20 * i, line, ' text-anchor="start"')
        size = f'width="748" height="{282 + 20 * len(lines)}"'
        spoken = escape(". ".join(self._said()), quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 748 {282 + 20 * len(lines)}" role="img" aria-label="{spoken}" '
            f'font-family="Arial, Liberation Sans, sans-serif" font-size="13" fill="#1a1a1a" text-anchor="middle">'
            f'<rect {size} rx="6" fill="#ffffff"/>{"".join(parts)}</svg>'
        )

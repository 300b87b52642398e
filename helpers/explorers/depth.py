"""DepthExplorer: recorded error curves of plain and residual nets by depth and seed, the learner's own run beside them."""

import math
import re
from html import escape
from typing import Any, NamedTuple

import traitlets as t

from helpers.explorers.kit import ESM, SettingError, Whole, module_text
from helpers.explorers.page_widget import PageWidget

MEASURES = {"train_error": "training error", "test_error": "test error"}
NETS = {"both": (False, True), "plain": (False,), "residual": (True,)}
COLOURS = ("#009e73", "#1b8fa8", "#0072b2", "#9a7fd1", "#a3479f", "#cc5f95", "#d55e00")  # from the shallowest net to the deepest
MOST = 4  # runs of one's own: each has a mark of its own


class Numbers(NamedTuple):
    """The errors of several seeds, as shares between 0 and 1."""

    mean: float
    low: float
    high: float
    count: int


class DepthExplorer(PageWidget):
    """Show recorded runs of plain and residual nets: error by epoch, and error at the end by depth.

    `recorded` is what helpers.experiments.recorded("depth") gives, or another recording whose runs have depth, skip, seed and curves.
    `mine` is a run of one's own: a History, a list with one error an epoch (of the measure that is shown), or a dict of up to 4 of them by
    name. It may be set later. A name such as "plain-56" gives it its place over the depth.
    `depth` and `seed` are one of those recorded or "all"; `nets` is "plain", "residual" or "both"; `spread` is "lines" or "band".

    Raises ValueError if a setting or an error is not possible.
    """

    _esm = module_text("depth.js")
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
        runs = _recorded_runs(recorded.runs)
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
        named = given if isinstance(given, dict) else {} if given is None else {"": given}
        if len(named) > MOST:
            raise SettingError(f"mine must be at most {MOST} runs, got {len(named)}")
        own = [_own_run(str(name), run, self.measure) for name, run in named.items()]
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
        found = [(_name(*net), [c[self.epoch - 1] for c in self._curves(*net) if len(c) >= self.epoch]) for net in self._chosen()]
        found += [(run["name"], run.get(self.measure, [])[self.epoch - 1 : self.epoch]) for run in self._mine]
        return {name: Numbers(sum(es) / len(es), min(es), max(es), len(es)) for name, es in found if es}

    # ---- what it shows without a page ----
    def _lines(self) -> list[str]:
        depths = ", ".join(str(depth) for depth, _ in self._depths)
        told = ", ".join(f"{name} {said(numbers)}" for name, numbers in self.numbers.items())
        head = f"{len(self._runs)} runs, {depths} layers, {MEASURES[self.measure]}"
        return [head, f"epoch {self.epoch}: {told or 'nothing measured'}", self._label]

    def _repr_svg_(self) -> str | None:
        if self.refusal:
            return None
        colours, last = dict(map(tuple, self._depths)), self._last()
        every = [c for run in [*self._runs, *self._mine] for c in run.get(self.measure, [])]
        top = max(0.1, math.ceil(10 * max(every)) / 10)
        numeric = [*colours, *(run["depth"] for run in self._mine if run["depth"])]
        least, wide = min(numeric), max(max(numeric) - min(numeric), 1)
        y = lambda error: f"{40 + 200 * (1 - error / top):.1f}"  # noqa: E731
        path = lambda points, look: f'<path d="M{"L".join(f"{x:.1f} {y(e)}" for x, e in points)}" fill="none" {look}/>'  # noqa: E731
        over = lambda curve: [(50 + 370 * i / max(last - 1, 1), e) for i, e in enumerate(curve)]  # noqa: E731
        parts, ends = [], {}
        for depth, skip in self._chosen():
            look = f'stroke="{colours[depth]}" stroke-width="1.3"' + ("" if skip else ' stroke-dasharray="5 3"')
            parts += [path(over(curve), look) for curve in self._curves(depth, skip)]
        for skip in NETS[self.nets]:
            ends = {d: [curve[-1] for curve in self._curves(d, skip)] for d in colours if self._curves(d, skip)}
            places = {d: 500 + 210 * (d - least) / wide for d in ends}
            dash = "" if skip else ' stroke-dasharray="5 3"'
            parts.append(path([(places[d], sum(es) / len(es)) for d, es in ends.items()], f'stroke="#6b6b6b"{dash}'))
            for d, es in ends.items():
                parts += [f'<circle cx="{places[d]:.1f}" cy="{y(e)}" r="3" fill="{colours[d]}"/>' for e in es]
        for run in self._mine:
            parts.append(path(over(run.get(self.measure, [])) or [(50, 0)], 'stroke="#1a1a1a" stroke-width="2.5"'))
            if run["depth"] and run.get(self.measure):
                x, e = 500 + 210 * (run["depth"] - least) / wide, run[self.measure][-1]
                parts.append(f'<text x="{x:.1f}" y="{y(e)}" font-size="18" dominant-baseline="central">★</text>')
        words = [f"{MEASURES[self.measure]} in percent: plain dashed, residual solid, one's own black", *self._lines()[1:]]
        words = [piece for line in words for piece in re.findall(r".{1,104}(?:\s|$)", line)]
        for x, right, low, high in ((50, 420, "epoch 1", last), (500, 710, f"{least} layers", max(numeric))):
            parts += [f'<path d="M{x} 40V240H{right}" fill="none" stroke="#8a8a8a"/><text x="{x}" y="258">{low}</text>']
            parts += [f'<text x="{right}" y="258">{high}</text>']
            parts += [f'<text x="{x - 22}" y="{y(e)}" dominant-baseline="central">{100 * e:.0f} %</text>' for e in (0, top)]
        parts += [f'<text x="16" y="{286 + 20 * i}" text-anchor="start">{escape(line)}</text>' for i, line in enumerate(words)]
        size = f'width="748" height="{290 + 20 * len(words)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 748 {290 + 20 * len(words)}" role="img" text-anchor="middle" '
            f'font-family="Arial, Liberation Sans, sans-serif" font-size="13" fill="#1a1a1a" aria-label="{escape(repr(self), quote=True)}">'
            f'<rect {size} rx="6" fill="#ffffff"/>{"".join(parts)}</svg>'
        )


def _name(depth: int, skip: bool) -> str:
    return f"{'ResNet' if skip else 'plain'}-{depth}"


def percent(error: float) -> str:
    """A share in percent: one decimal below 10, none above; halves go up.

    >>> percent(0.7286), percent(0.0249), percent(0.0)
    ('73', '2.5', '0')
    """
    scale = 10 if 100 * error < 9.95 else 1
    return f"{math.floor(100 * error * scale + 0.5 + 1e-9) / scale:g}"


def said(numbers: Numbers) -> str:
    """One error, or the mean of several with the smallest and the largest: 73 % (66 to 79)."""
    return f"{percent(numbers.mean)} %" + (f" ({percent(numbers.low)} to {percent(numbers.high)})" if numbers.count > 1 else "")


def _errors(value: Any, where: str) -> list[float]:
    try:
        errors = [float(e) for e in (value.tolist() if hasattr(value, "tolist") else value)]
    except (TypeError, ValueError):
        raise SettingError(f"{where} must be a History or a list of numbers, got {value!r:.60}") from None
    if wrong := [e for e in errors if not 0 <= e <= 1]:
        raise SettingError(f"{where} must hold errors as shares from 0 to 1, got {wrong[0]:g}")
    return errors


def _own_run(key: str, run: Any, measure: str) -> dict[str, Any]:
    """What the page needs of one's own run; its depth and kind are read from its name."""
    given = {name: getattr(run, name) for name in MEASURES if hasattr(run, name)} or {measure: run}
    curves = {name: errors for name, value in given.items() if (errors := _errors(value, f"mine{f' {key!r}' if key else ''}"))}
    if not curves:
        raise SettingError("mine must hold the error of at least one epoch")
    name = key or getattr(run, "name", "")
    net = re.search(r"\b(plain|resnet)[- ]?(\d+)", f"{key} {getattr(run, 'name', '')}", re.IGNORECASE)
    return {"name": f"yours ({name})" if name else "yours", "depth": int(net[2]) if net else None, "skip": net[1].lower() != "plain" if net else None, **curves}


def _recorded_runs(runs: list[dict]) -> list[dict]:
    """Depth, skip, seed and curves of each run; of two runs of the same net and seed the longer one."""
    found: dict[tuple, dict] = {}
    for run in runs:
        if missing := [key for key in ("depth", "skip", "seed") if key not in run]:
            raise SettingError(f"each recorded run must have depth, skip and seed; one has no {missing[0]}: {', '.join(run)}")
        curves = {name: _errors(run[key], key) for name in MEASURES if (key := name.replace("error", "curve")) in run}
        if not any(curves.values()):
            raise SettingError("each recorded run must have a train_curve or a test_curve")
        key = run["depth"], run["skip"], run["seed"]
        new = dict(zip(("depth", "skip", "seed"), key, strict=True)) | curves
        length = lambda r: max(len(r.get(name, [])) for name in MEASURES)  # noqa: E731
        if key not in found or length(new) > length(found[key]):
            found[key] = new
    if not found:
        raise SettingError("the recording holds no runs")
    return list(found.values())

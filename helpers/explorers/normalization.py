"""NormalizationExplorer: which cells of a small N×C×H×W tensor share a mean, and batch norm's running statistics batch by batch."""

import keyword
import re
import threading
from collections.abc import Sequence
from html import escape
from typing import Any

import anywidget
import torch
import traitlets as t
from torch import Tensor

from helpers.explorers import normalization_words as say
from helpers.explorers.static import FILL, LINE
from helpers.explorers.traits import ESM, Real, SettingError, Whole, module_text
from helpers.explorers.words import short

DEFAULT_X = torch.tensor(
    [
        [[[3, 1, 2], [0, 4, 2]], [[5, 7, 6], [8, 4, 6]], [[-1, 0, -2], [1, -3, -1]], [[2, 2, 3], [2, 1, 2]]],
        [[[1, 0, 2], [3, 1, 5]], [[9, 6, 7], [5, 8, 7]], [[0, -4, -1], [-2, 2, 1]], [[3, 2, 2], [1, 3, 1]]],
        [[[6, 2, 4], [1, 3, 2]], [[4, 6, 3], [7, 5, 5]], [[3, 1, -1], [0, 2, -2]], [[2, 4, 2], [3, 2, 1]]],
    ],
    dtype=torch.float32,
)
LARGEST = (6, 8, 6, 6)  # examples, channels, rows, columns: more numbers than this nobody reads
ACROSS = 24  # columns of all channels side by side
SETTINGS = ("norm", "groups", "eps", "momentum", "training", "batch", "batch_of_one", "one_pixel")
NAMED = {"layer norm": "layer", "channels": "layer_channels", "layer over channels": "layer_channels", "rmsnorm": "rms"}


class Norm(t.TraitType):
    """The name of a norm."""

    info_text = "the name of a norm"

    def validate(self, obj: t.HasTraits, value: Any) -> str:
        name = NAMED.get(value, value) if isinstance(value, str) else value
        if name not in say.NORMS:
            raise SettingError(f"norm must be one of {', '.join(say.NORMS)}, got {value!r}")
        return name


class Number(Real):
    """A finite number; None is refused."""

    def validate(self, obj: t.HasTraits, value: Any) -> float:
        if value is None or isinstance(value, bool):
            raise SettingError(f"{self.name} must be one number, got {value!r}")
        return super().validate(obj, value)


class Place(t.TraitType):
    """The place of a cell: example, channel, row, column."""

    info_text = "four whole numbers"
    default_value = (0, 0, 0, 0)

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[int, ...]:
        given = tuple(value) if isinstance(value, (tuple, list)) else ()
        if len(given) != 4 or not all(isinstance(n, int) and not isinstance(n, bool) for n in given):
            raise SettingError(f"cell must be four whole numbers (example, channel, row, column), got {value!r}")
        return given


class Name(t.TraitType):
    """The name of the reader's tensor, for the line to copy."""

    info_text = "the name of a variable"
    default_value = "x"

    def validate(self, obj: t.HasTraits, value: Any) -> str:
        if not isinstance(value, str) or not value.isidentifier() or keyword.iskeyword(value):
            raise SettingError(f'name must be the name of a variable, such as "maps", got {value!r}')
        return value


def as_batch(value: Any, name: str = "x") -> Tensor:
    """Numbers in 4 axes as a tensor of its own, floating point."""
    try:
        tensor = (
            value.detach().clone() if isinstance(value, Tensor) else torch.tensor(value.tolist() if hasattr(value, "tolist") else value)
        )
    except (TypeError, ValueError, RuntimeError) as error:
        raise SettingError(f"{name} must be numbers in 4 axes: {error}") from None
    shape = tuple(tensor.shape)
    if tensor.is_complex():
        raise SettingError(f"{name} must be real numbers, got {tensor.dtype}")
    if tensor.ndim != 4:
        raise SettingError(f"{name} must have 4 axes (examples, channels, rows, columns), got {tensor.ndim}: shape {shape}")
    if min(shape) < 1 or any(n > most for n, most in zip(shape, LARGEST, strict=True)) or shape[1] * shape[3] > ACROSS:
        limits = f"at most {'×'.join(map(str, LARGEST))} numbers with {ACROSS} columns side by side"
        raise SettingError(f"{name} must be small, {limits}, to be drawn with every number; got shape {shape}")
    if not torch.isfinite(tensor).all():
        raise SettingError(f"{name} must hold finite numbers only")
    tensor = tensor.cpu()
    return tensor if tensor.dtype in (torch.float32, torch.float64) else tensor.to(torch.get_default_dtype())


def drawn_batches(x: Tensor, count: int, seed: int) -> Tensor:
    """x and count − 1 batches drawn with the mean and spread of its channels, to one decimal or, for whole numbers, to none."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(count - 1, *x.shape, generator=generator, dtype=torch.float64)
    values = x.double().transpose(0, 1).flatten(1)
    mean, spread = (v.view(-1, 1, 1) for v in (values.mean(1), values.std(1, correction=0)))
    decimals = 0 if torch.equal(values, values.round()) else 1
    drawn = (mean + spread * noise).round(decimals=decimals) + 0.0
    return torch.cat([x[None], drawn.to(x.dtype)])


def _module_text() -> str:
    """Its ES module with the shared ones, without comments: the text is stored once for each widget."""
    own = re.sub(
        r"^export (?=function|const)|^import [^;]*;\n", "", (ESM / "normalization_arithmetic.js").read_text(encoding="utf-8"), flags=re.M
    )
    return re.sub(r"^ *//.*\n", "", own + module_text("normalization.js"), flags=re.M)


class NormalizationExplorer(anywidget.AnyWidget):
    """Normalise a small tensor and see which cells share a mean; let batches go through and watch the running statistics.

    `norm` is "batch", "layer" (over channels and space), "layer_channels" (over channels only), "instance", "group" or "rms" (over
    channels and space). There is no gain and no shift. `batches` is a sequence of batches of one shape, or how many there are: those
    after `x` are drawn with the mean and the spread of its channels from `seed`. In training mode each batch that is shown has gone
    through once: `running_mean` of a new explorer counts batch 0, as that of torch's layer does after its first call.
    `shared(cell)` is True where a cell shares its statistics with `cell`.

    >>> explorer = NormalizationExplorer()
    >>> explorer.output.shape, int(explorer.shared((0, 0, 0, 0)).sum())
    (torch.Size([3, 4, 2, 3]), 18)
    >>> explorer.running_mean[1], explorer.running_var[1]
    (tensor(0.6000), tensor(1.1471))
    >>> explorer.set(norm="group", groups=4)
    >>> print(explorer.torch_line)
    nn.GroupNorm(4, 4)(x)
    """

    _css = (ESM / "explorers.css").read_text(encoding="utf-8") + (ESM / "normalization.css").read_text(encoding="utf-8")
    _esm = _module_text()

    norm = Norm("batch").tag(sync=True)
    groups = Whole(2)
    eps = Number(1e-5)
    momentum = Number(0.1)
    training = t.Bool(True).tag(sync=True)
    batch = Whole(0)
    batch_of_one = t.Bool(False).tag(sync=True)
    one_pixel = t.Bool(False).tag(sync=True)
    cell = Place().tag(sync=True)
    pinned = t.Bool(False).tag(sync=True)
    name = Name().tag(sync=True)
    seen = t.List().tag(sync=True)
    _batches = t.List().tag(sync=True)
    _revision = t.Int(0).tag(sync=True)
    _page = t.Dict().tag(sync=True)
    _from_page = False
    _lock = threading.RLock()  # JupyterLab's widget messages run on a thread of their own: a cell and a message take turns

    def __init__(
        self,
        x: Any = None,
        norm: str = "batch",
        groups: int = 2,
        eps: float = 1e-5,
        momentum: float = 0.1,
        training: bool = True,
        batches: Any = 8,
        seed: int = 0,
        **more: Any,
    ) -> None:
        self._seed = seed
        self._tensors = self._sequence(x, batches)
        settings = dict(norm=norm, groups=groups, eps=eps, momentum=momentum, training=training) | more
        super().__init__(_batches=self._tensors.double().tolist(), **settings)
        self.seen = self._counted([])
        self.observe(self._follow, names=["batch", "training", "batch_of_one", "one_pixel"])

    # ---- arrays ----
    def _sequence(self, x: Any, batches: Any) -> Tensor:
        if isinstance(batches, (bool, str)) or not (isinstance(batches, (int, Sequence)) or hasattr(batches, "tolist")):
            raise SettingError(f"batches must be a number of batches or the batches themselves, got {batches!r}")
        if isinstance(batches, int):
            if not 1 <= batches <= 64:
                raise SettingError(f"batches must be from 1 to 64, got {batches}")
            return drawn_batches(as_batch(DEFAULT_X if x is None else x), batches, self._seed)
        given = [as_batch(batch, f"batches[{place}]") for place, batch in enumerate(batches)]
        given = ([] if x is None else [as_batch(x)]) + given
        shapes = {tuple(batch.shape) for batch in given}
        if len(shapes) != 1 or len(given) > 64:
            raise SettingError(f"batches must be from 1 to 64 batches of one shape, got {len(given)} of shapes {sorted(shapes)}")
        return torch.stack([batch.to(given[0].dtype) for batch in given])

    @property
    def batches(self) -> Tensor:
        """The sequence of batches: batch, example, channel, row, column. Setting it starts anew."""
        return self._tensors

    @batches.setter
    def batches(self, value: Any) -> None:
        self.set(batches=value)

    @property
    def x(self) -> Tensor:
        """Batch 0. Setting it draws the other batches anew."""
        return self._tensors[0]

    @x.setter
    def x(self, value: Any) -> None:
        self.set(x=value)

    @property
    def input(self) -> Tensor:
        """What is normalised now: the shown batch, or of it what the two switches leave."""
        return say.cropped(self._tensors[self.batch % len(self._tensors)], self.batch_of_one, self.one_pixel)

    # ---- settings ----
    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            super().__setattr__(name, value)

    def _values(self, **changed: Any) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*SETTINGS, "cell")} | changed

    def _settings(self, values: dict[str, Any] | None = None) -> say.Settings:
        values = values or self._values()
        return say.Settings(**{name: values[name] for name in say.Settings._fields})

    def _why_not(self, values: dict[str, Any]) -> str:
        full = self._tensors.shape[1:]
        groups = full[1] if values["norm"] == "group" else LARGEST[1]
        for name, least, most in (("groups", 1, groups), ("batch", 0, 9999)):
            if not least <= values[name] <= most:
                return f"{name} must be from {least} to {most}, got {values[name]}"
        if values["eps"] <= 0:
            return f"eps must be greater than 0, got {values['eps']!r}"
        if not 0 <= values["momentum"] <= 1:
            return f"momentum must be from 0 to 1, got {values['momentum']!r}"
        return say.refusal(self._shape(values, full), self._settings(values))

    @staticmethod
    def _shape(values: dict[str, Any], full: Sequence[int]) -> tuple[int, ...]:
        n, c, h, w = full
        return (1 if values["batch_of_one"] else n, c, *((1, 1) if values["one_pixel"] else (h, w)))

    def _inside(self, cell: Sequence[int], values: dict[str, Any] | None = None) -> tuple[int, ...]:
        shape = self._shape(values or self._values(), self._tensors.shape[1:])
        return tuple(min(max(at, 0), size - 1) for at, size in zip(cell, shape, strict=True))

    @t.validate(*SETTINGS)
    def _possible(self, proposal: Any) -> Any:
        if not self._from_page and (why := self._why_not(self._values(**{proposal["trait"].name: proposal["value"]}))):
            raise SettingError(why)
        return proposal["value"]

    @t.validate("cell")
    def _cell_inside(self, proposal: Any) -> Any:
        cell = proposal["value"]
        if not self._from_page and self._inside(cell) != cell:
            shape = self._shape(self._values(), self._tensors.shape[1:])
            raise SettingError(f"cell {cell} lies outside the input of shape {shape}")
        return cell

    def _counted(self, seen: Sequence[Sequence[int]]) -> list[list[int]]:
        """A batch shown in training mode has gone through the layer once, as it is shown now."""
        if not self.training:
            return list(seen)
        before = [entry for i, entry in enumerate(seen) if not (i == len(seen) - 1 and entry[0] == self.batch)]
        return [*before, [self.batch, int(self.batch_of_one), int(self.one_pixel)]]

    def _follow(self, change: Any) -> None:
        if self._from_page:
            return
        self.seen = self._counted(self.seen)
        self.cell = self._inside(self.cell)

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        known = {*SETTINGS, "cell", "pinned", "name", "x", "batches"}
        if unknown := sorted(set(settings) - known):
            raise SettingError(f"unknown settings: {', '.join(unknown)}; known: {', '.join(sorted(known))}")
        given = {name: settings.pop(name) for name in ("x", "batches") if name in settings}
        with self._lock, self.hold_sync():
            old = self._tensors
            if given:
                batches = given.get("batches", len(old))
                self._tensors = self._sequence(given.get("x", self.x if isinstance(batches, int) else None), batches)
            try:
                with self.hold_trait_notifications():
                    for name, value in settings.items():
                        setattr(self, name, value)
                if why := self._why_not(self._values()):
                    raise SettingError(why)
            except SettingError:
                self._tensors = old
                raise
            if given:
                self._revision += 1
                self._batches = self._tensors.double().tolist()
                self.cell = self._inside(self.cell)
                self.reset()
                self.batch = settings.get("batch", 0)

    def next_batch(self) -> None:
        """Let the next batch go through; after the last one comes batch 0 again."""
        self.batch += 1

    def reset(self) -> None:
        """Back to batch 0 and to a new layer: running mean 0, running variance 1, then batch 0 if in training mode."""
        with self._lock, self.hold_sync():
            self.seen = []
            self.batch = 0
            self.seen = self._counted([])

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """State that comes from the page: kept as it is, the page has checked it and shows any refusal."""
        with self._lock:
            self._from_page = True
            try:
                super().set_state({name: value for name, value in sync_data.items() if name not in ("_batches", "_revision")})
            finally:
                self._from_page = False

    # ---- what it computes ----
    @property
    def refusal(self) -> str:
        """Why the present settings are impossible, in words; empty when they are possible."""
        return self._why_not(self._values())

    def _running(self, exactly: bool = False) -> say.Running:
        return say.running_statistics(self._tensors.double() if exactly else self._tensors, self.seen, self.momentum)

    @property
    def output(self) -> Tensor:
        """`input` normalised by torch's layer."""
        if why := self.refusal:
            raise SettingError(why)
        return say.torch_output(self.input, self._settings(), self._running())

    @property
    def page_output(self) -> Tensor | None:
        """The numbers that the page shows for this very state; None when no page has shown it yet."""
        now = {name: getattr(self, name) for name in SETTINGS} | {"seen": self.seen, "revision": self._revision}
        if self._page.get("of") != now:
            return None
        return torch.tensor(self._page["output"], dtype=self._tensors.dtype)

    @property
    def running_mean(self) -> Tensor | None:
        """Batch norm's running mean of each channel; None for a norm that keeps none."""
        return self._running().mean if self.norm == "batch" else None

    @property
    def running_var(self) -> Tensor | None:
        """Batch norm's running variance of each channel (unbiased, as torch keeps it); None for a norm that keeps none."""
        return self._running().var if self.norm == "batch" else None

    def shared(self, cell: Sequence[int] | None = None) -> Tensor:
        """True where a cell of `input` shares the statistics of `cell`, without one of the chosen cell."""
        if why := self.refusal:
            raise SettingError(why)
        cell = Place.validate(type(self).cell, self, self.cell if cell is None else cell)
        if self._inside(cell) != cell:
            raise SettingError(f"cell {cell} lies outside the input of shape {tuple(self.input.shape)}")
        return say.shared_mask(self.input.shape, self.norm, self.groups, cell)

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that computes `output` from the shown batch."""
        return say.norm_line(self.input.shape, self._settings(), self._tensors.shape[1:], self.name)

    # ---- what it shows without a page ----
    def _lines(self) -> list[str]:
        settings, running, cell = self._settings(), self._running(exactly=True), self._inside(self.cell)
        words = say.sharing_words(self.input.shape, settings, cell)
        return [words, *say.worked_lines(self.input, settings, running, cell), *say.running_lines(settings, running, cell[1])]

    def _head(self) -> str:
        shape = "×".join(map(str, self.input.shape))
        groups = f" of {self.groups} groups" if self.norm == "group" else ""
        mode = "train" if self.training else "eval"
        settings = f"{mode}, eps {self.eps!r}, momentum {self.momentum!r}, batch {self.batch}"
        return f"{self.norm} norm{groups}, {settings}, input {shape} → output {shape}"

    def __repr__(self) -> str:
        kind = type(self).__name__
        if why := self.refusal:
            return f"{kind}: refused: {why}"
        return "\n".join([f"{kind}: {self._head()}", *self._lines(), self.torch_line])

    def _repr_svg_(self) -> str | None:
        return None if self.refusal else _static(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        if svg := self._repr_svg_():
            data["image/svg+xml"] = svg
        return data, metadata


def _static(explorer: NormalizationExplorer) -> str:
    """Input above output on a white card, the cells that share coloured; lines of text below."""
    x, output, cell = explorer.input.tolist(), explorer.output.tolist(), explorer._inside(explorer.cell)
    shared = explorer.shared(cell)
    examples, channels, height, width = shared.shape
    w, h, gap = 40, 26, 8
    parts, top = [], 0
    for title, values in (("input", x), (f"output, {explorer.norm} norm", output)):
        parts.append(f'<text x="16" y="{top + 26}" font-weight="bold">{escape(title)}</text>')
        for place in torch.cartesian_prod(*map(torch.arange, shared.shape)).tolist():
            n, c, r, q = place
            text = short(values[n][c][r][q])
            look = "chosen" if place == list(cell) else "ring" if not shared[n, c, r, q] else "window"
            left, up = 16 + c * (width * w + gap) + q * w, top + 36 + n * (height * h + gap) + r * h
            fill = "#ffffff" if look == "ring" else FILL[look]
            parts.append(
                f'<rect x="{left + 1}" y="{up + 1}" width="{w - 2}" height="{h - 2}" rx="3" fill="{fill}" stroke="{LINE[look]}" '
                f'stroke-width="{2 if look == "chosen" else 1}"/>'
                f'<text x="{left + w // 2}" y="{up + 18}" text-anchor="middle">{text}</text>'
            )
        top += 36 + examples * (height * h + gap)
    lines = [*explorer._lines(), explorer.torch_line]
    parts += [f'<text x="16" y="{top + 26 + 20 * i}">{escape(line)}</text>' for i, line in enumerate(lines)]
    wide = max(32 + channels * (width * w + gap), 32 + round(7.2 * max(map(len, lines))))
    full = top + 26 + 20 * len(lines)
    sentence = escape(repr(explorer).replace("\n", ". "), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{full}" viewBox="0 0 {wide} {full}" role="img" '
        f'font-family="Arial, Liberation Sans, sans-serif" font-size="13" fill="#1a1a1a" aria-label="{sentence}">'
        f'<rect width="{wide}" height="{full}" rx="6" fill="#ffffff"/>{"".join(parts)}</svg>'
    )

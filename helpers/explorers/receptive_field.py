"""ReceptiveFieldExplorer: stack layers, pick a unit, see its theoretical box and its measured gradient on a picture."""

import copy
import re
import threading
from collections.abc import Sequence
from typing import Any

import anywidget
import torch
import traitlets as t
from torch import Tensor, nn

from helpers.analysis.measured_field import measure_receptive_field, unread_pixels
from helpers.analysis.receptive_field import LayerField, receptive_fields
from helpers.analysis.table import Table
from helpers.analysis.watching import eval_mode, output_of
from helpers.explorers import words
from helpers.explorers.field_picture import VERMILION, grey, opacity, png, static_svg
from helpers.explorers.field_stack import MOST_LAYERS, Layer, as_layers, rule_lines, stack_refusal, torch_line
from helpers.explorers.traits import ESM, SettingError, Whole, module_text
from helpers.geometry import ReceptiveField, receptive_field

LARGEST, DRAWS = 256, 24  # sides of a picture; networks in the mean of the effective field
TOPS = {"kernel_size": 7, "stride": 4, "padding": 6, "dilation": 4}
WEIGHTS = {"stack": ("constant", "random"), "model": ("own", "positive")}


def _as_picture(value: Any) -> Tensor:
    try:
        picture = torch.as_tensor(value).detach().cpu()
    except (TypeError, ValueError, RuntimeError) as error:
        raise SettingError(f"picture must be numbers in 2 axes (h w) or 3 (c h w): {error}") from None
    picture = picture.clone() if picture.is_floating_point() else picture.to(torch.get_default_dtype())
    if picture.ndim not in (2, 3) or min(picture.shape) < 1 or max(picture.shape[-2:]) > LARGEST:
        raise SettingError(f"picture must have axes h w (grey) or c h w, sides from 1 to {LARGEST}; got shape {tuple(picture.shape)}")
    if not torch.isfinite(picture).all():
        raise SettingError("picture must hold finite numbers only")
    return picture


class Layers(t.TraitType):
    """The stack; travels as a list of dicts."""

    info_text = "one to five layers"
    default_value = ()

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda layers, _: [layer._asdict() for layer in layers], from_json=lambda value, _: value)

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[Layer, ...]:
        return as_layers(value) if value else ()


class Unit(t.TraitType):
    """Row and column of a unit."""

    info_text = "a row and a column"
    default_value = (0, 0)

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[int, int]:
        unit = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
        if len(unit) != 2 or not all(isinstance(v, int) and not isinstance(v, bool) for v in unit):
            raise SettingError(f"unit must be a row and a column, such as (8, 8), got {value!r}")
        return unit


class ReceptiveFieldExplorer(anywidget.AnyWidget):
    """Stack up to five layers, pick a unit of the last map, see on a picture what it reads: by the rule and by its gradient.

    `layers` are kernel sizes, tuples (kernel_size, stride, padding, dilation) or dicts with these names and a kind, "conv" or "pool".
    The measured layers have one channel, no bias and `weights` that are all equal ("constant") or drawn from `seed` ("random").
    `model` shows a model of your own instead: choose the `layer`; `weights` are its own, or "positive" ones that close no path.
    `effective` averages |gradient| over random weights, for a model over random images. Without a picture: a plain one of `size`.

    >>> explorer = ReceptiveFieldExplorer([3, (3, 2, 1), ("pool", 2)], unit=(4, 4))
    >>> explorer.field
    ReceptiveField(size=7, jump=4, start=-1)
    >>> explorer.box
    (range(15, 22), range(15, 22))
    >>> explorer.measured == explorer.box, explorer.gradient.shape
    (True, torch.Size([64, 64]))
    """

    _css = (ESM / "explorers.css").read_text(encoding="utf-8") + (ESM / "receptive_field.css").read_text(encoding="utf-8")
    _esm = re.sub(
        r"^import [^;]*;\n|^export (?=function|const|class)", "", (ESM / "field_arithmetic.js").read_text(encoding="utf-8"), flags=re.M
    ) + module_text("receptive_field.js")

    layers = Layers()
    unit = Unit().tag(sync=True)
    chosen = Whole(0)
    layer = t.Unicode("").tag(sync=True)
    weights = t.Unicode("constant").tag(sync=True)
    effective = t.Bool(False).tag(sync=True)
    seed = Whole(0)
    limits = t.Dict().tag(sync=True)
    _picture = t.Unicode("").tag(sync=True)
    _size = t.List(t.Int()).tag(sync=True)
    _table = t.List().tag(sync=True)  # of a model: its layers; empty for a stack
    _measured = t.Dict().tag(sync=True)
    _settings_of = ("layers", "unit", "chosen", "layer", "weights", "effective", "seed")
    _from_page = _made = False
    _lock = threading.RLock()

    def __init__(
        self,
        layers: Any = None,
        picture: Any = None,
        unit: Any = None,
        model: nn.Module | None = None,
        layer: str | int | None = None,
        weights: str | None = None,
        effective: bool = False,
        seed: int = 0,
        size: int | tuple[int, ...] = 64,
        **more: Any,
    ) -> None:
        if isinstance(layers, nn.Module):
            layers, model = None, layers
        if layers is not None and model is not None:
            raise SettingError("give layers or a model, not both")
        if model is not None and not isinstance(model, nn.Module):
            raise SettingError(f"model must be a torch.nn.Module, got {type(model).__name__}")
        self._model = None if model is None else _frozen(model)
        self._kept: dict[str, Any] = {}
        self._input, shown = self._as_input(picture, size)
        super().__init__(_size=list(self._input.shape[-2:]), _picture="" if shown is None else png(grey(shown)), **more)
        if self._model is None:
            values = {"layers": [(3, 1, 1), (3, 2, 1), (3, 1, 1)] if layers is None else layers, "weights": weights or "constant"}
            values["chosen"] = len(as_layers(values["layers"])) - 1 if isinstance(values["layers"], (list, tuple)) else 0
        else:
            self._fields = self._traced()
            self._table = [_as_row(row) for row in self._fields]
            values = {"layer": self._fields[-1].layer if layer is None else str(layer), "weights": weights or "own"}
        self.set(**values, unit=unit, effective=effective, seed=seed)
        self._made = True

    # ---- settings ----
    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            if name in self._settings_of and self._made and not self._from_page:
                self.set(**{name: value})
            else:
                super().__setattr__(name, value)

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        `unit=None` takes the central unit. Without a unit, new layers keep the unit's row and column, or take the map's last ones;
        another layer of a model takes the unit nearest to the same place of the picture.
        Raises ValueError, and changes nothing, if they do not go together.
        """
        unknown = sorted(set(settings) - set(self._settings_of))
        if unknown:
            raise SettingError(f"unknown settings: {', '.join(unknown)}; known: {', '.join(self._settings_of)}")
        with self._lock:
            values = {name: self._parsed(name, value) for name, value in settings.items()}
            wanted = self._now() | values
            if "chosen" not in values:
                wanted["chosen"] = min(wanted["chosen"], max(len(wanted["layers"]) - 1, 0))
            if why := self._why_not(wanted):
                raise SettingError(why)
            shape = self._shape(wanted)
            if "unit" not in values:
                wanted["unit"] = self._nearest(wanted)
            elif wanted["unit"] is None:
                wanted["unit"] = tuple(n // 2 for n in shape)
            if not all(0 <= at < n for at, n in zip(wanted["unit"], shape, strict=True)):
                raise SettingError(f"no unit {wanted['unit']}: the map has {shape[0]} × {shape[1]} units")
            was, self._from_page = self._from_page, True
            try:
                with self.hold_sync(), self.hold_trait_notifications():  # one message to the page
                    self.limits = _limits(wanted["layers"])
                    for name, value in wanted.items():
                        setattr(self, name, value)
                    self._measure()
            finally:
                self._from_page = was

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """State that comes from the page: kept as it is, the page has checked it and shows any refusal."""
        with self._lock:
            self._from_page = True
            try:
                super().set_state(sync_data)
                self._measure()
            finally:
                self._from_page = False

    def _parsed(self, name: str, value: Any) -> Any:
        if name == "unit" and value is None:
            return None
        if name == "layer":
            return str(value)
        return self.traits()[name]._validate(self, value)

    def _why_not(self, values: dict[str, Any]) -> str:
        """The refusal of these settings in words, or an empty text."""
        kind = "stack" if self._model is None else "model"
        if values["weights"] not in WEIGHTS[kind]:
            return f"weights of a {kind} must be {' or '.join(map(repr, WEIGHTS[kind]))}, got {values['weights']!r}"
        if self._model is not None:
            names = [row["name"] for row in self._table]
            if values["layer"] not in names:
                return f"no layer {values['layer']!r}; there are {', '.join(names)}"
            return "a model has no stack: layers must stay empty" if values["layers"] else ""
        if not values["layers"]:
            return f"layers must be from 1 to {MOST_LAYERS}, got 0"
        if not 0 <= values["chosen"] < len(values["layers"]):
            return f"chosen must be from 0 to {len(values['layers']) - 1}, got {values['chosen']}"
        return stack_refusal(values["layers"], tuple(self._size))

    @property
    def refusal(self) -> str:
        """Why the present settings are impossible, in words; empty when they are possible."""
        return self._why_not(self._now())

    def _possible(self) -> None:
        if why := self.refusal:
            raise SettingError(why)

    # ---- the rule ----
    def _shape(self, values: dict[str, Any]) -> tuple[int, int]:
        if self._model is not None:
            return tuple(next(row["map"] for row in self._table if row["name"] == values["layer"]))
        rows, cols = self._size
        for layer in values["layers"]:
            rows, cols = layer.axis(rows).out, layer.axis(cols).out
        return rows, cols

    def _axes(self, values: dict[str, Any]) -> tuple[ReceptiveField, ReceptiveField]:
        """The field along the rows and along the columns."""
        if self._model is not None:
            row = next(row for row in self._table if row["name"] == values["layer"])
            return tuple(ReceptiveField(row["size"][a], row["jump"][a], row["start"][a]) for a in (0, 1))
        field = receptive_field([layer[1:] for layer in values["layers"]])
        return field, field

    def _nearest(self, wanted: dict[str, Any]) -> tuple[int, int]:
        """The same unit, or the last one, of a new stack; of a model's layer the one whose field has its centre nearest."""
        now = self._now()
        if self._model is None:
            return tuple(min(at, count - 1) for at, count in zip(now["unit"], self._shape(wanted), strict=True))
        unit, axes = now["unit"], zip(self._axes(now), self._axes(wanted), self._shape(wanted), strict=True)
        if now["layer"] == wanted["layer"]:
            return unit
        found = []
        for at, (old, new, count) in zip(unit, axes, strict=True):
            away = old.start + at * old.jump + (old.size - 1) / 2 - new.start - (new.size - 1) / 2
            found.append(min(max(int(away / new.jump + 0.5) if new.jump else 0, 0), count - 1))
        return tuple(found)

    @property
    def field(self) -> ReceptiveField | LayerField:
        """Size, jump and start of what the units see, by the rule, in pixels; a model's layer has its row of receptive_fields."""
        self._possible()
        return self._axes(self._now())[0] if self._model is None else self.fields[self.layer]

    @property
    def fields(self) -> Table:
        """The rule's row for every layer, as helpers.analysis.receptive_fields gives it."""
        self._possible()
        return self._fields if self._model is not None else receptive_fields(self.stack, (1, *self._size))

    @property
    def box(self) -> tuple[range, range]:
        """Rows and columns that the unit sees by the rule; those outside the picture lie in the padding.

        After upsampling the units move unevenly: there the box, of the widest unit's size, is right to within a few pixels.
        """
        self._possible()
        boxes = []
        for at, field in zip(self.unit, self._axes(self._now()), strict=True):
            first = int((field.start + at * field.jump) // 1)
            boxes.append(range(first, first + field.size))
        return tuple(boxes)

    def _now(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._settings_of}

    # ---- what is measured ----
    def _as_input(self, picture: Any, size: Any) -> tuple[Tensor, Tensor | None]:
        """The input (c h w), and the picture to draw, if there is one."""
        channels = 1 if self._model is None else next((m.in_channels for m in self._model.modules() if hasattr(m, "in_channels")), 1)
        if picture is None:
            size = (size, size) if isinstance(size, int) else tuple(size)
            if not all(isinstance(n, int) and 1 <= n <= LARGEST for n in size[-2:]) or len(size) not in (2, 3):
                raise SettingError(f"size must be one number, (h, w) or (c, h, w) with sides from 1 to {LARGEST}, got {size!r}")
            return torch.full(((channels, *size) if len(size) == 2 else size), 0.5), None
        picture = _as_picture(picture)
        if picture.ndim == 3:
            if self._model is None:
                raise SettingError(f"the picture of a stack must be grey (h w), got shape {tuple(picture.shape)}")
            return picture, picture.mean(0)
        return picture.expand(channels, -1, -1), picture

    @property
    def picture(self) -> Tensor:
        """The input as the layers get it: channels, rows, columns."""
        return self._input

    @property
    def stack(self) -> nn.Sequential:
        """The layers as torch modules of one channel, without bias, with the weights that are measured."""
        self._possible()
        return self._built(1, torch.float64)

    def _built(self, count: int, dtype: torch.dtype) -> nn.Sequential:
        """`count` stacks side by side, one a channel; several have random weights."""
        modules, generator = [], torch.Generator().manual_seed(self.seed)
        for kind, kernel, stride, padding, dilation in self.layers:
            if kind == "pool":
                modules.append(nn.AvgPool2d(kernel, stride, padding))
                continue
            options = dict(stride=stride, padding=padding, dilation=dilation, groups=count, bias=False, dtype=dtype)
            conv = nn.utils.skip_init(nn.Conv2d, count, count, kernel, **options)  # drawn here, torch's own generator stays where it is
            with torch.no_grad():
                if self.weights == "random" or count > 1:
                    conv.weight.copy_(torch.randn(conv.weight.shape, generator=generator, dtype=torch.float64) / kernel)
                else:
                    conv.weight.fill_(1 / kernel**2)
            modules.append(conv)
        return nn.Sequential(*modules).requires_grad_(False)

    def _key(self) -> str:
        stack = ";".join(",".join(map(str, layer)) for layer in self.layers)
        return "|".join([stack, ",".join(map(str, self.unit)), self.layer, self.weights, str(int(self.effective)), str(self.seed)])

    def _measure(self) -> None:
        """Measure, unless it is known already, and tell the page."""
        key = self._key()
        if self.refusal or self._kept.get("key") == key:
            return
        if not all(0 <= at < n for at, n in zip(self.unit, self._shape(self._now()), strict=True)):
            return
        try:
            gradient, output = self._gradient_of_model() if self._model is not None else self._gradient_of_stack()
        except (ValueError, RuntimeError) as error:
            self._kept = {"key": key, "why": str(error)}
            self._measured = {"of": key, "why": str(error)}
            return
        self._kept = {"key": key, "gradient": gradient, "output": output}
        told = {"of": key, "gradient": png(opacity(gradient), VERMILION), "box": [[r.start, r.stop - 1] for r in self.measured or ()]}
        told["pixels"] = int((gradient > 0).sum())
        shown = output.mean(0) if output.ndim == 3 else output if output.ndim == 2 else None
        drawable = shown is not None and max(shown.shape) <= 2 * LARGEST and float(shown.max()) > float(shown.min())
        told["map"] = png(grey(shown, stretch=True)) if drawable else ""
        if self._model is not None:
            told["unread"] = self._unread()
        self._measured = told

    def _gradient_of_stack(self) -> tuple[Tensor, Tensor]:
        output = self._built(1, torch.float64)(self._input[None].double())[0, 0]
        count, dtype = (DRAWS, torch.float32) if self.effective else (1, torch.float64)
        x = self._input.to(dtype).expand(1, count, *self._size).clone().requires_grad_()
        with torch.enable_grad():
            unit = self._built(count, dtype)(x)[(0, slice(None), *self.unit)]
            (gradient,) = torch.autograd.grad(unit.sum(), x)
        return gradient[0].double().abs().mean(0), output

    def _gradient_of_model(self) -> tuple[Tensor, Tensor]:
        unit = self.unit if self._row()["image"] else ()
        like = next((p for p in self._model.parameters() if p.is_floating_point()), torch.empty(0))
        x = self._input[None].to(like.device, like.dtype)
        with eval_mode(self._model), torch.no_grad():
            output = output_of(self._model, x, self._module())[0].cpu()
        if self.weights == "positive" and not self.effective:
            return measure_receptive_field(self._model, tuple(self._input.shape), unit, self._module()).support.double(), output
        if self.effective:
            x = torch.randn(8, *self._input.shape, generator=torch.Generator().manual_seed(self.seed)).to(x)
        x = x.clone().requires_grad_()
        with eval_mode(self._model), torch.enable_grad():
            units = output_of(self._model, x, self._module())
            (gradient,) = torch.autograd.grad(units[(slice(None), slice(None), *unit)].sum(), x)
        return gradient.double().abs().mean(0).sum(0).cpu(), output

    def _row(self) -> dict[str, Any]:
        return next(row for row in self._table if row["name"] == self.layer)

    def _module(self) -> str | None:
        """The module that makes the layer's output; None for the model itself."""
        name = self.layer.partition(" (")[0]
        return name if name in dict(self._model.named_modules()) else None

    def _traced(self) -> Table:
        """The layers whose units can be shown: with rows and columns, or one number a channel; of several calls the last one."""
        found: dict[str, LayerField] = {}
        for row in receptive_fields(self._model, tuple(self._input.shape)):
            starts = row.start if isinstance(row.start, tuple) else (row.start,)
            if len(row.output) in (1, 3) and None not in starts:
                name = row.layer.partition(" (")[0]
                found.pop(name, None)
                found[name] = row._replace(layer=name)
        if not found:
            raise SettingError("the model has no layer with rows and columns")
        return Table(list(found.values()))

    def _unread(self) -> list[list[int]]:
        """The picture's pixels that no unit of the layer sees, as runs (row, first column, how many)."""
        if self.layer not in (known := self.__dict__.setdefault("_unread_known", {})):
            mask, runs = unread_pixels(self._model, tuple(self._input.shape), self._module()), []
            for r, line in enumerate(mask.int().tolist()):
                runs += [[r, m.start(), m.end() - m.start()] for m in re.finditer("1+", "".join(map(str, line)))]
            known[self.layer] = runs
        return known[self.layer]

    def _known(self, name: str) -> Any:
        self._possible()
        with self._lock:
            self._measure()
            if "why" in self._kept:
                raise SettingError(self._kept["why"])
            return self._kept[name]

    @property
    def gradient(self) -> Tensor:
        """How much each pixel (h w) moves the unit: |gradient|, added over the channels; `effective`: its mean over the draws."""
        return self._known("gradient")

    @property
    def output(self) -> Tensor:
        """The map that the layers make of the picture: (h w) of a stack, all channels of a model's layer."""
        return self._known("output")

    @property
    def measured(self) -> tuple[range, range] | None:
        """The smallest box around the pixels whose gradient is not 0; None if it is 0 everywhere."""
        gradient = self._kept["gradient"] if "gradient" in self._kept and self._kept["key"] == self._key() else self._known("gradient")
        cells = (gradient > 0).nonzero()
        if not len(cells):
            return None
        first, last = cells.min(0).values.tolist(), cells.max(0).values.tolist()
        return tuple(range(a, b + 1) for a, b in zip(first, last, strict=True))

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that builds the stack; its weights are torch's own."""
        return torch_line(self.layers)

    # ---- what it shows without a page ----
    def _lines(self) -> list[str]:
        lines = []
        if self._model is None:
            before, size = ReceptiveField(1, 1, 0), self._size[0]
            for place, layer in enumerate(self.layers, 1):
                field = receptive_field([one[1:] for one in self.layers[:place]])
                work = rule_lines(layer, before, size)[0]
                after = f"jump {field.jump}, start {words.plain(field.start)}"
                lines.append(f"layer {place}: {layer.said}: {work}, {after}")
                before, size = field, layer.axis(size).out
        else:
            row = self._row()
            lines.append(f"layer {self.layer} ({row['kind']}): {_said_field(row)}")
        rows, cols = self.box
        about = "" if all(field.jump == int(field.jump) for field in self._axes(self._now())) else "about "
        lines.append(f"unit {list(self.unit)} sees {about}{_said_box(rows, cols)}; {self._said_measure()}")
        return lines

    def _said_measure(self) -> str:
        try:
            seen = self.measured
        except ValueError as error:
            return f"not measured: {error}"
        return f"gradient in {_said_box(*seen)}" if seen else "its gradient is 0 everywhere"

    def __repr__(self) -> str:
        if why := self.refusal:
            return f"{type(self).__name__}: refused: {why}"
        rows, cols = self._shape(self._now())
        what = f"{len(self.layers)} layer{'s' * (len(self.layers) != 1)}" if self._model is None else f"model {type(self._model).__name__}"
        head = f"picture {'×'.join(map(str, self._size))}, {what} → map {rows}×{cols}"
        return "\n".join([f"{type(self).__name__}: {head}", *self._lines()])

    def _repr_svg_(self) -> str | None:
        if self.refusal:
            return None
        images = (self._picture, self._measured.get("gradient", ""))
        return static_svg(self._size, self.box, images, repr(self).splitlines())

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        if svg := self._repr_svg_():
            data["image/svg+xml"] = svg
        return data, metadata


def _frozen(model: nn.Module) -> nn.Module:
    """A copy that stays as it is while the learner goes on training."""
    return copy.deepcopy(model).eval().requires_grad_(False)


def _limits(layers: Sequence[Layer]) -> dict[str, list[int]]:
    """The smallest and the largest value of each slider."""
    return {name: [0 if name == "padding" else 1, max([top, *(getattr(layer, name) for layer in layers)])] for name, top in TOPS.items()}


def _as_row(row: LayerField) -> dict[str, Any]:
    pair = lambda value: list(value) if isinstance(value, tuple) else [value, value]  # noqa: E731
    image = len(row.output) == 3
    return {
        "name": row.layer,
        "kind": row.kind,
        "output": "×".join(map(str, row.output)),
        "image": image,
        "map": list(row.output[1:]) if image else [1, 1],
        "size": pair(row.size),
        "jump": pair(row.jump),
        "start": pair(row.start),
    }


def _said_field(row: dict[str, Any]) -> str:
    say = lambda pair: words.plain(pair[0]) if pair[0] == pair[1] else f"{words.plain(pair[0])} and {words.plain(pair[1])}"  # noqa: E731
    return f"size {say(row['size'])}, jump {say(row['jump'])}, start {say(row['start'])}"


def _said_box(rows: range, cols: range) -> str:
    say = lambda r: f"{words.plain(r.start)} to {words.plain(r.stop - 1)}"  # noqa: E731
    return f"rows and columns {say(rows)}" if rows == cols else f"rows {say(rows)}, columns {say(cols)}"

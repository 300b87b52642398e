"""ReceptiveFieldExplorer: stack layers, pick a unit, see its theoretical box and its measured gradient on a picture."""

from typing import Any

from torch import nn

from helpers.analysis.receptive_field import LayerField, receptive_fields
from helpers.analysis.table import Table
from helpers.explorers import words
from helpers.explorers.field_measure import FieldMeasure
from helpers.explorers.field_model import as_row, frozen, traced
from helpers.explorers.field_picture import grey, png, static_svg
from helpers.explorers.field_stack import as_layers, rule_lines, torch_line
from helpers.explorers.traits import ESM, SettingError, module_text
from helpers.geometry import ReceptiveField, receptive_field

PARTS = ("field_arithmetic.js", "field_picture.js", "field_map.js", "field_table.js", "field_words.js", "receptive_field.js")


class ReceptiveFieldExplorer(FieldMeasure):
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
    _esm = module_text(*PARTS)

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
        self._model = None if model is None else frozen(model)
        self._kept: dict[str, Any] = {}
        self._input, shown = self._as_input(picture, size)
        super().__init__(_size=list(self._input.shape[-2:]), _picture="" if shown is None else png(grey(shown)), **more)
        if self._model is None:
            values = {"layers": [(3, 1, 1), (3, 2, 1), (3, 1, 1)] if layers is None else layers, "weights": weights or "constant"}
            values["chosen"] = len(as_layers(values["layers"])) - 1 if isinstance(values["layers"], (list, tuple)) else 0
        else:
            self._fields = traced(self._model, tuple(self._input.shape))
            self._table = [as_row(row) for row in self._fields]
            values = {"layer": self._fields[-1].layer if layer is None else str(layer), "weights": weights or "own"}
        self.set(**values, unit=unit, effective=effective, seed=seed)
        self._start = {
            name: self.traits()[name].metadata.get("to_json", lambda value, _: value)(value, self) for name, value in self._values().items()
        }
        self._made = True

    @property
    def field(self) -> ReceptiveField | LayerField:
        """Size, jump and start of what the units see, by the rule, in pixels; a model's layer has its row of receptive_fields."""
        self._possible()
        return self._axes(self._values())[0] if self._model is None else self.fields[self.layer]

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
        for at, field in zip(self.unit, self._axes(self._values()), strict=True):
            first = int((field.start + at * field.jump) // 1)
            boxes.append(range(first, first + field.size))
        return tuple(boxes)

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
        about = "" if all(field.jump == int(field.jump) for field in self._axes(self._values())) else "about "
        lines.append(f"unit {list(self.unit)} sees {about}{_said_box(rows, cols)}; {self._said_measure()}")
        return lines

    def _said_measure(self) -> str:
        try:
            seen = self.measured
        except ValueError as error:
            return f"not measured: {error}"
        return f"gradient in {_said_box(*seen)}" if seen else "its gradient is 0 everywhere"

    def _said(self) -> list[str]:
        rows, cols = self._shape(self._values())
        what = f"{len(self.layers)} layer{'s' * (len(self.layers) != 1)}" if self._model is None else f"model {type(self._model).__name__}"
        head = f"picture {'×'.join(map(str, self._size))}, {what} → map {rows}×{cols}"
        return [head, *self._lines()]

    def _svg(self) -> str:
        images = (self._picture, self._measured.get("gradient", ""))
        return static_svg(self._size, self.box, images, repr(self).splitlines())


def _said_field(row: dict[str, Any]) -> str:
    say = lambda pair: words.plain(pair[0]) if pair[0] == pair[1] else f"{words.plain(pair[0])} and {words.plain(pair[1])}"  # noqa: E731
    return f"size {say(row['size'])}, jump {say(row['jump'])}, start {say(row['start'])}"


def _said_box(rows: range, cols: range) -> str:
    say = lambda r: f"{words.plain(r.start)} to {words.plain(r.stop - 1)}"  # noqa: E731
    return f"rows and columns {say(rows)}" if rows == cols else f"rows {say(rows)}, columns {say(cols)}"

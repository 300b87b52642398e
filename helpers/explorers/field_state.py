"""What ReceptiveFieldExplorer is set to: layers or a model's layer, unit and weights, checked together, from Python and from the page."""

from typing import Any

import traitlets as t
from torch import nn

from helpers.explorers.field_stack import MOST_LAYERS, stack_refusal
from helpers.explorers.field_traits import Layers, Unit, slider_ends
from helpers.explorers.page_widget import PageWidget
from helpers.explorers.traits import SettingError, Whole, refuse_unknown
from helpers.geometry import ReceptiveField, receptive_field

WEIGHTS = {"stack": ("constant", "random"), "model": ("own", "positive")}


class FieldState(PageWidget):
    """The settings. One that cannot be is refused in words, and nothing changes. `_model` is None for a stack."""

    _model: nn.Module | None

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
    _start = t.Dict().tag(sync=True)  # the first setting, for the page's button
    _settings_of = ("layers", "unit", "chosen", "layer", "weights", "effective", "seed")

    # ---- settings ----
    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        `unit=None` takes the central unit. Without a unit, new layers keep the unit's row and column, or take the map's last ones;
        another layer of a model takes the unit nearest to the same place of the picture.
        Raises ValueError, and changes nothing, if they do not go together.
        """
        refuse_unknown(settings, self._settings_of)
        with self._lock:
            values = {name: self._parsed(name, value) for name, value in settings.items()}
            wanted = self._values() | values
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
                    self.limits = slider_ends(wanted["layers"])
                    for name, value in wanted.items():
                        setattr(self, name, value)
                    self._measure()
            finally:
                self._from_page = was

    def _heard(self) -> None:
        self._measure()

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
        now = self._values()
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

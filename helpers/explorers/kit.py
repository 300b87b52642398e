"""What every explorer shares in Python: arrays as traits, settings checked together, output, repr and static picture.

The page computes; Python keeps the same settings and can compute the same output with plain torch. Refused settings raise
ValueError when Python makes them; made in the page they show the refusal there and reach Python as `refusal`.
"""

from typing import Any

import torch
import traitlets as t
from torch import Tensor

from helpers.explorers.spoken import SpokenWidget
from helpers.explorers.static import Panel, static_svg
from helpers.explorers.traits import ESM, Grid, Names, Real, SettingError, Whole, as_grid, refuse_unknown
from helpers.explorers.view import View, usual_panels


class Explorer(SpokenWidget):
    """The base of the explorers; a subclass names its settings and turns them into a View."""

    _css = (ESM / "explorers.css").read_text(encoding="utf-8")

    x = Grid()
    weight = Grid()
    bias = Real(0.0)
    row = Whole(0)
    col = Whole(0)
    pinned = t.Bool(False).tag(sync=True)
    names = Names().tag(sync=True)
    limits = t.Dict().tag(sync=True)
    _ndim = t.Int(2).tag(sync=True)
    _revision = t.Int(0).tag(sync=True)
    _settings = t.List(t.Unicode()).tag(sync=True)
    _page = t.Dict().tag(sync=True)

    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            if name in ("x", "weight") and self._made and not self._cross_validation_lock:
                self.set(**{name: value})
            else:
                super().__setattr__(name, value)

    def __init__(self, **settings: Any) -> None:
        super().__init__(_settings=list(self._settings_of), limits=self._limits(settings), _ndim=settings["x"].ndim, **settings)
        self.observe(self._follow, names=["x", "weight", "row", "col", *self._settings_of])
        self._made = True

    # ---- settings ----
    def _values(self, **changed: Any) -> dict[str, Any]:
        names = ("x", "weight", "bias", "row", "col", *self._settings_of)
        return {name: getattr(self, name) for name in names} | changed

    def _view(self, values: dict[str, Any]) -> View:
        raise NotImplementedError

    def _limits(self, values: dict[str, Any]) -> dict[str, list[int]]:
        """The smallest and the largest value of each slider."""
        return {}

    def _why_not(self, values: dict[str, Any]) -> str:
        """The refusal of these settings in words, or an empty text; subclasses add theirs."""
        for name, (low, high) in self._limits(values).items():
            for number in values[name] if isinstance(values[name], tuple) else [values[name]]:
                if isinstance(number, int) and not low <= number <= high:
                    return f"{name} must be from {low} to {high}, got {number}"
        if values["x"].ndim != values["weight"].ndim:
            shapes = f"shapes {tuple(values['x'].shape)} and {tuple(values['weight'].shape)}"
            return f"x has {values['x'].ndim} axes and weight has {values['weight'].ndim}: they must agree, got {shapes}"
        return ""

    def _possible(self, proposal: Any) -> Any:
        """Called by traitlets with each new value, or with the last ones of a `set`."""
        if not self._from_page:
            name = proposal["trait"].name
            values = self._values(**{name: proposal["value"]})
            why = self._why_not(values)
            if not why and name in ("row", "col"):
                axis = self._view(values).plan.rows if name == "row" else self._view(values).plan.cols
                if not 0 <= proposal["value"] < axis.out:
                    why = f"{name} must be from 0 to {axis.out - 1}, got {proposal['value']}"
            if why:
                raise SettingError(why)
        return proposal["value"]

    def _whole_of(self, name: str, value: Any) -> dict[str, Any]:
        """Settings that a new array brings along: the sliders that crop it open fully."""
        return {}

    def _follow(self, change: Any) -> None:
        """After a change: tell the page of a new array, keep the chosen cell inside the output."""
        if change["name"] in ("x", "weight"):
            self._ndim = self.x.ndim
            self._revision += 1
        values = self._values()
        self.limits = self._limits(values)
        if self._why_not(values):
            return
        plan = self._view(values).plan
        self.row, self.col = (min(max(at, 0), axis.out - 1) for at, axis in zip((self.row, self.col), plan, strict=True))

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        refuse_unknown(settings, self._setting_names())
        arrays = {name: as_grid(settings[name], name) for name in ("x", "weight") if name in settings}
        whole = {k: v for name, grid in arrays.items() for k, v in self._whole_of(name, grid).items()}
        with self._lock, self.hold_sync(), self.hold_trait_notifications():  # one message to the page
            for name, value in (whole | settings | arrays).items():
                setattr(self, name, value)

    # ---- what it computes ----
    def _state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*self._settings_of, "bias")} | {"revision": self._revision}

    @property
    def computed_by(self) -> str:
        """ "page" when `output` is the grid the page computed for the present settings, else "python"."""
        page = self._page
        return "page" if page.get("grid") and page.get("of") == _listed(self._state()) else "python"

    @property
    def output(self) -> Tensor:
        """The output for the present settings: the page's own grid when one has come back, else torch's.

        Raises ValueError while the settings are impossible.
        """
        if why := self.refusal:
            raise SettingError(why)
        if self.computed_by == "page":
            grid = torch.tensor(self._page["grid"], dtype=torch.float64).to(self.x.dtype)
            return grid[0] if self.x.ndim == 1 else grid
        return self._torch_output(self._view(self._values()))

    def _torch_output(self, view: View) -> Tensor:
        return view.output(self.bias, getattr(self, "flip", False))

    # ---- what it shows without a page ----
    def _head(self, view: View) -> str:
        raise NotImplementedError

    def _panels(self, view: View) -> list[Panel]:
        return usual_panels(view, self._torch_output(view), self.row, self.col, getattr(self, "flip", False))

    def _lines(self, view: View) -> list[str]:
        where = f"output[{self.col}]" if view.one_dimensional else f"output[{self.row}, {self.col}]"
        return [f"{where} = {view.worked_sum(self.row, self.col, self.bias, getattr(self, 'flip', False))}"]

    def _said(self) -> list[str]:
        view = self._view(self._values())
        return [self._head(view), *self._lines(view)]

    def _svg(self) -> str:
        view = self._view(self._values())
        return static_svg(self._panels(view), self._lines(view), repr(self).replace("\n", ". "))


def _listed(state: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in state.items()}

"""BoundaryExplorer: boundary mode and width on sliders, each ring cell tied to the input cell it copies."""

from typing import Any

import torch
import traitlets as t
from torch import Tensor

from helpers.explorers import words
from helpers.explorers.kit import Explorer
from helpers.explorers.traits import Real, SettingError, Whole, as_grid, module_text
from helpers.explorers.view import View, shape_text
from helpers.geometry import canonical_mode


class Mode(t.TraitType):
    """A boundary mode under any of its names; kept under torch's."""

    info_text = "a boundary mode"

    def validate(self, obj: t.HasTraits, value: Any) -> str:
        try:
            return canonical_mode(value)
        except (ValueError, TypeError) as error:
            raise SettingError(str(error)) from None


class BoundaryExplorer(Explorer):
    """Pad a signal or an image by `width` cells on every side, then slide `weight` over it at stride 1.

    Without a weight it takes [1, 2, 1], for an image the cross of it. `output` equals torch's convolution of `padded`.

    >>> explorer = BoundaryExplorer([1, 2, 3, 4], mode="reflect", width=2)
    >>> explorer.padded
    tensor([3., 2., 1., 2., 3., 4., 3., 2.])
    >>> explorer.output
    tensor([ 8.,  6.,  8., 12., 14., 12.])
    >>> explorer.matrix_row
    tensor([1., 2., 1., 0.])
    """

    _esm = module_text("boundary_pictures.js", "boundary.js")
    _settings_of = ("mode", "width", "value")

    mode = Mode("zeros").tag(sync=True)
    width = Whole(2)
    value = Real(0.0)

    @t.validate("x", "weight", "bias", "row", "col", "mode", "width", "value")
    def _check(self, proposal: Any) -> Any:
        return self._possible(proposal)

    def __init__(self, x=None, weight=None, mode="zeros", width=2, value=0.0, bias=0.0, **more: Any) -> None:
        grid = as_grid([1, 2, 3, 4, 5] if x is None else x, "x")
        if weight is None:
            weight = [1, 2, 1] if grid.ndim == 1 else [[0, 1, 0], [1, 2, 1], [0, 1, 0]]
        self._widest = width if isinstance(width, int) else 0
        super().__init__(x=grid, weight=as_grid(weight, "weight"), mode=mode, width=width, value=value, bias=bias, **more)

    def _limits(self, values: dict[str, Any]) -> dict[str, list[int]]:
        # One more than the input is long, where circular padding is refused too; an image has less room.
        x = values["x"]
        return {"width": [0, max(self._widest, min(max(x.shape) + 1, 6 if x.ndim == 1 else 4))]}

    def _view(self, values: dict[str, Any]) -> View:
        plan = words.make_plan(values["x"].shape, values["weight"].shape, padding=values["width"])
        return View(values["x"], values["weight"], plan, values["mode"], values["value"] if values["mode"] == "constant" else 0.0)

    def _why_not(self, values: dict[str, Any]) -> str:
        if why := super()._why_not(values):
            return why
        view = self._view(values)
        refusals = [words.padding_refusal(a.size, a.before, a.after, values["mode"]) for a in view.plan]
        return next(filter(None, refusals), "") or words.convolution_refusal(view.plan, values["width"], view.one_dimensional)

    @property
    def padded(self) -> Tensor:
        """The input with its ring."""
        if why := self.refusal:
            raise SettingError(why)
        padded = self._view(self._values()).padded()
        return padded[0] if self.x.ndim == 1 else padded

    @property
    def matrix_row(self) -> Tensor:
        """The row of the convolution's matrix that makes the chosen output, in the input's shape."""
        if why := self.refusal:
            raise SettingError(why)
        view = self._view(self._values())
        rows, cols = view.sources()
        weight, grid = torch.atleast_2d(view.weight), torch.zeros_like(torch.atleast_2d(view.x))
        for i, p in enumerate(view.plan.rows.window(self.row)):
            for j, q in enumerate(view.plan.cols.window(self.col)):
                if rows[p] is not None and cols[q] is not None:
                    grid[rows[p], cols[q]] += weight[i, j]
        return grid.reshape(view.x.shape)

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that computes `output` from the two arrays."""
        return words.padding_line(self.mode, self.width, self.value, self.bias, self.x.ndim == 1, self.names)

    def _head(self, view: View) -> str:
        shapes = f"x {shape_text(view.x)} → padded {'×'.join(str(a.padded) for a in view.plan[2 - view.x.ndim :])}"
        value = f", value {words.plain(self.value)}" if self.mode == "constant" else ""
        weight = f"weight {shape_text(view.weight)}, bias {words.plain(self.bias)}"
        return f"{self.mode}, width {self.width}{value}, {shapes}, {weight} → output {shape_text(self._torch_output(view))}"

    def _lines(self, view: View) -> list[str]:
        row = " ".join(words.plain(v) for v in self.matrix_row.flatten().tolist())
        return [*super()._lines(view), f"matrix row: {row}"]

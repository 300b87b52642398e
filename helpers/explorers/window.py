"""WindowStepper: one window at a time over a signal or an image, its products and their sum."""

from typing import Any

import traitlets as t

from helpers.explorers import words
from helpers.explorers.kit import Explorer
from helpers.explorers.traits import Whole, as_grid, module_text
from helpers.explorers.view import View, shape_text


class WindowStepper(Explorer):
    """Step a kernel over `x` and see each output's window, its products and its worked sum.

    `flip=False` is cross-correlation, what torch.nn.functional.conv1d and conv2d compute; `flip=True` is convolution. `names` are those
    of your two arrays, for the line to copy.

    >>> stepper = WindowStepper([1, 2, 3, 4], [1, -1])
    >>> stepper.output, stepper.row, stepper.col
    (tensor([-1., -1., -1.]), 0, 0)
    >>> stepper.flip = True
    >>> stepper.output
    tensor([1., 1., 1.])
    """

    _esm = module_text("window.js")
    _settings_of = ("stride", "padding", "flip")

    stride = Whole(1)
    padding = Whole(0)
    flip = t.Bool(False).tag(sync=True)
    flip_box = t.Bool(True).tag(sync=True)  # False: the page has no box to tick

    @t.validate("x", "weight", "bias", "row", "col", "stride", "padding", "flip")
    def _check(self, proposal: Any) -> Any:
        return self._possible(proposal)

    def __init__(self, x, weight, bias=None, stride=1, padding=0, flip=False, **more: Any) -> None:
        settings = {"x": as_grid(x, "x"), "weight": as_grid(weight, "weight"), "bias": bias}
        super().__init__(**settings, stride=stride, padding=padding, flip=flip, **more)

    def _limits(self, values: dict[str, Any]) -> dict[str, list[int]]:
        longest = max(values["x"].shape)
        return {"stride": [1, longest], "padding": [0, longest]}

    def _view(self, values: dict[str, Any]) -> View:
        plan = words.make_plan(values["x"].shape, values["weight"].shape, values["stride"], values["padding"])
        return View(values["x"], values["weight"], plan, "zeros", 0.0)

    def _why_not(self, values: dict[str, Any]) -> str:
        if why := super()._why_not(values):
            return why
        view = self._view(values)
        return words.convolution_refusal(view.plan, values["padding"], view.one_dimensional)

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that computes `output` from the two arrays."""
        view = self._view(self._values())
        return words.torch_line(view.plan, self.padding, self.bias, view.one_dimensional, self.flip, self.names)

    def _head(self, view: View) -> str:
        kind = "convolution (kernel flipped)" if self.flip else "correlation"
        extra = "".join(
            f", {name} {value}" for name, value in (("stride", self.stride), ("padding", self.padding)) if value != (name == "stride")
        )
        shapes = f"x {shape_text(view.x)}, weight {shape_text(view.weight)}{extra}, bias {words.plain(self.bias)}"
        return f"{kind}, {shapes} → output {shape_text(self._torch_output(view))}"

"""ConvolutionExplorer: kernel, stride, padding, dilation and input size on sliders, numbers in every grid."""

from typing import Any

import torch
import traitlets as t

from helpers.explorers import words
from helpers.explorers.kit import Explorer
from helpers.explorers.traits import OWN_NAMES, SettingError, Whole, as_grid, module_text
from helpers.explorers.view import View, shape_text

DEFAULT_X = torch.tensor(
    [
        [3, 1, 0, 2, 5, 1, 4, 2],
        [0, 2, 4, 1, 0, 3, 1, 5],
        [1, 5, 2, 0, 3, 2, 0, 1],
        [4, 0, 1, 3, 2, 5, 2, 0],
        [2, 3, 0, 5, 1, 0, 3, 4],
        [0, 1, 3, 2, 4, 1, 5, 2],
        [5, 2, 1, 0, 2, 3, 0, 1],
        [1, 4, 0, 3, 1, 2, 4, 3],
    ],
    dtype=torch.float32,
)
DEFAULT_WEIGHT = torch.tensor(
    [[1, 0, -1, 2, 0], [2, 1, 0, -1, 1], [0, -1, 1, 0, 2], [1, 2, 0, -1, 0], [0, 1, -2, 1, 1]], dtype=torch.float32
)


class Padding(t.TraitType):
    """A number, (before, after), "same" or "valid"."""

    info_text = 'a number, (before, after), "same" or "valid"'

    def validate(self, obj: t.HasTraits, value: Any) -> Any:
        if isinstance(value, str):
            if value not in ("same", "valid"):
                raise SettingError(f"padding must be a number, (before, after), 'same' or 'valid', got {value!r}")
            return 0 if value == "valid" else value  # one name for one thing
        if isinstance(value, (tuple, list)):
            if len(value) != 2:
                raise SettingError(f"padding must be one number or two (before, after), got {len(value)}: {value}")
            return tuple(Whole.validate(self, obj, v) for v in value)
        return Whole.validate(self, obj, value)


class ConvolutionExplorer(Explorer):
    """Slide, stride, pad and dilate a kernel with all numbers in sight.

    `size` and `kernel_size` show the top-left corner of `x` and `weight`. Padding is a number, (before, after) on each axis, or "same".
    `output` equals torch.nn.functional.conv2d (conv1d for a signal) of the shown input and kernel.

    >>> ConvolutionExplorer(torch.arange(9.0).view(3, 3), [[0, 1], [2, 3]]).output
    tensor([[19., 25.],
            [37., 43.]])
    """

    _esm = module_text("convolution_controls.js", "convolution_pictures.js", "convolution_prediction.js", "convolution.js")
    _settings_of = ("size", "kernel_size", "stride", "padding", "dilation")

    size = Whole(6)
    kernel_size = Whole(3)
    stride = Whole(1)
    padding = Padding(0).tag(sync=True)
    dilation = Whole(1)
    show_reads = t.Bool(False).tag(sync=True)
    predict = t.Bool(False).tag(sync=True)

    @t.validate("x", "weight", "bias", "row", "col", "size", "kernel_size", "stride", "padding", "dilation")
    def _check(self, proposal: Any) -> Any:
        return self._possible(proposal)

    def __init__(self, x=None, weight=None, stride=1, padding=0, dilation=1, kernel_size=None, size=None, bias=0.0, **more: Any) -> None:
        weight = weight if weight is None else as_grid(weight, "weight")
        signal = weight is not None and weight.ndim == 1
        grid = (DEFAULT_X[0] if signal else DEFAULT_X) if x is None else as_grid(x, "x")
        if size is None:
            size = 6 if x is None else max(grid.shape)
        if weight is None:
            weight = DEFAULT_WEIGHT if grid.ndim == 2 else DEFAULT_WEIGHT[1]
            kernel_size = min(3, size) if kernel_size is None else kernel_size
        elif kernel_size is None:
            kernel_size = max(weight.shape)
        given = {"stride": stride, "padding": padding, "dilation": dilation}
        self._tops = {name: max(top, *_numbers(given[name])) for name, top in {"stride": 4, "padding": 3, "dilation": 3}.items()}
        super().__init__(x=grid, weight=weight, kernel_size=kernel_size, size=size, bias=bias, **given, **more)

    def _limits(self, values: dict[str, Any]) -> dict[str, list[int]]:
        return {
            "size": [1, max(values["x"].shape)],
            "kernel_size": [1, max(values["weight"].shape)],
            "stride": [1, self._tops["stride"]],
            "padding": [0, self._tops["padding"]],
            "dilation": [1, self._tops["dilation"]],
        }

    def _whole_of(self, name: str, value: Any) -> dict[str, Any]:
        return {"x": {"size": max(value.shape)}, "weight": {"kernel_size": max(value.shape)}}[name] if name in ("x", "weight") else {}

    def _view(self, values: dict[str, Any]) -> View:
        size, kernel_size = values["size"], values["kernel_size"]
        x = values["x"][(slice(size),) * values["x"].ndim]
        weight = values["weight"][(slice(kernel_size),) * values["weight"].ndim]
        plan = words.make_plan(x.shape, weight.shape, values["stride"], values["padding"], values["dilation"])
        return View(x, weight, plan, "zeros", 0.0)

    def _why_not(self, values: dict[str, Any]) -> str:
        if why := super()._why_not(values):
            return why
        view = self._view(values)
        return words.convolution_refusal(view.plan, values["padding"], view.one_dimensional)

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that computes `output` from the shown x and weight."""
        view = self._view(self._values())
        return words.torch_line(view.plan, self.padding, self.bias, view.one_dimensional, names=self._shown_names(view))

    def _shown_names(self, view: View) -> tuple[str, str]:
        """The reader's own names, cropped as the sliders crop; x and weight stand for what is shown."""
        if self.names == OWN_NAMES:
            return OWN_NAMES
        arrays = zip(self.names, (self.x, self.weight), (view.x, view.weight), strict=True)
        return tuple(
            name if full.shape == part.shape else f"{name}[{', '.join(f':{n}' for n in part.shape)}]" for name, full, part in arrays
        )

    def _head(self, view: View) -> str:
        shapes = f"x {shape_text(view.x)}, weight {shape_text(view.weight)}"
        options = f"stride {self.stride}, padding {self.padding}, dilation {self.dilation}, bias {words.plain(self.bias)}"
        return f"{shapes}, {options} → output {shape_text(self._torch_output(view))}"

    def _lines(self, view: View) -> list[str]:
        rows, cols = view.plan
        sizes = [f"size: {words.formula(cols)}"] if rows == cols or view.one_dimensional else []
        sizes = sizes or [f"rows: {words.formula(rows)}", f"columns: {words.formula(cols)}"]
        return [*super()._lines(view), *sizes, self.torch_line]


def _numbers(padding: Any) -> list[int]:
    """The numbers in a padding as given; none in a word, none in what is no padding at all (the trait refuses it later)."""
    return [n for n in (padding if isinstance(padding, (tuple, list)) else [padding]) if isinstance(n, int)] or [0]

"""What ReceptiveFieldExplorer measures: the gradient of one unit, of a stack or of a model, and the map."""

import re
from typing import Any

import torch
from torch import Tensor, nn

from helpers.analysis.measured_field import measure_receptive_field, unread_pixels
from helpers.analysis.watching import eval_mode, output_of
from helpers.explorers.field_picture import VERMILION, grey, opacity, png
from helpers.explorers.field_state import FieldState
from helpers.explorers.field_traits import LARGEST, as_picture
from helpers.explorers.traits import SettingError

DRAWS = 24  # networks in the mean of the effective field


class FieldMeasure(FieldState):
    """The settings together with what they measure; an answer is kept until they change."""

    def _as_input(self, picture: Any, size: Any) -> tuple[Tensor, Tensor | None]:
        """The input (c h w), and the picture to draw, if there is one."""
        channels = 1 if self._model is None else next((m.in_channels for m in self._model.modules() if hasattr(m, "in_channels")), 1)
        if picture is None:
            size = (size, size) if isinstance(size, int) else tuple(size)
            if not all(isinstance(n, int) and 1 <= n <= LARGEST for n in size[-2:]) or len(size) not in (2, 3):
                raise SettingError(f"size must be one number, (h, w) or (c, h, w) with sides from 1 to {LARGEST}, got {size!r}")
            return torch.full(((channels, *size) if len(size) == 2 else size), 0.5), None
        picture = as_picture(picture)
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
        if not all(0 <= at < n for at, n in zip(self.unit, self._shape(self._values()), strict=True)):
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

"""Measure what one unit sees by its gradient: an input pixel counts if changing it would change the unit.

To see every path, the model is measured with other numbers: positive random weights, so that nothing cancels and no ReLU closes, no
bias, batch norm as the identity, averages instead of maxima and minima (they pass their gradient to one cell only), nothing clipped,
duplicates instead of unpooling. The paths stay its own.
Axes: c channels, then the image's axes, rows first.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Bool
from torch import Tensor, nn
from torch.func import functional_call
from torch.overrides import TorchFunctionMode

from helpers.analysis.watching import eval_mode, output_of
from helpers.geometry import ReceptiveField


class MeasuredField(NamedTuple):
    """The pixels that a unit sees, in any channel, and the smallest box around them: its size and first pixel on each axis."""

    support: Bool[Tensor, "*image"]
    unit: tuple[int, ...]
    size: tuple[int, ...]
    start: tuple[int, ...]

    @property
    def holes(self) -> int:
        """Pixels inside the box that are not seen: dilation leaves some."""
        return torch.Size(self.size).numel() - int(self.support.sum())

    def field(self, axis: int = 0) -> ReceptiveField:
        """The box along one axis, clipped at the image's edge; `.pixels(0)` lists its pixels."""
        return ReceptiveField(self.size[axis], 0, self.start[axis])


CLIPS = {"relu6", "hardtanh", "hardsigmoid", "clamp", "clip"}
EXTREMES = {"amax", "amin", "max", "min", "maximum", "minimum"}


class _AverageForMax(TorchFunctionMode):
    """Every maximum becomes an average over the same numbers and clipping the identity, also where a forward calls the function itself."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if "max_unpool" in name:  # it writes to one cell of each window: all cells get the value here
            size = function(*args, **(kwargs or {})).shape
            return nn.functional.interpolate(args[0], size=size[2:])
        if "max_pool" in name:
            out = function(*args, **(kwargs or {}))  # a pair if the indices are asked for
            values = _AverageForMax._average(name, *args, **(kwargs or {}))
            return (values, *out[1:]) if isinstance(out, tuple) else values
        bare = name.rstrip("_")
        numbers = [a for a in (*args, *(kwargs or {}).values()) if isinstance(a, Tensor)]
        if not any(a.requires_grad for a in numbers) or bare not in CLIPS | EXTREMES:
            return function(*args, **(kwargs or {}))
        if len(numbers) > 1:  # two or more tensors, number by number
            return sum(numbers) / len(numbers)
        if bare in CLIPS:
            return numbers[0].clone()
        return _AverageForMax._mean(function(*args, **(kwargs or {})), *args, **(kwargs or {}))

    @staticmethod
    def _mean(out, x, dim=(), keepdim=False):
        mean = x.mean(dim, keepdim)
        return type(out)((mean, out[1])) if isinstance(out, tuple) else mean  # (values, indices)

    @staticmethod
    def _average(name, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        dims = int(re.search(r"(\d)d", name)[1])
        if "adaptive" in name:
            return getattr(nn.functional, f"adaptive_avg_pool{dims}d")(x, kernel_size)
        kernel, stride, padding, dilation = (
            ([v] * dims if isinstance(v, int) else list(v)) for v in (kernel_size, stride or kernel_size, padding, dilation)
        )
        for axis in range(dims):  # a window as a sum of strided slices of the padded input: torch's average knows no dilation
            dim = x.ndim - dims + axis
            size, extent = x.shape[dim], dilation[axis] * (kernel[axis] - 1) + 1
            room = size + 2 * padding[axis] - extent
            stops = (room + (stride[axis] - 1 if ceil_mode else 0)) // stride[axis] + 1
            if ceil_mode and (stops - 1) * stride[axis] >= size + padding[axis]:
                stops -= 1
            after = max((stops - 1) * stride[axis] + extent - size - padding[axis], 0)
            moved = nn.functional.pad(x.movedim(dim, -1), (padding[axis], after))
            last = (stops - 1) * stride[axis] + 1
            taps = [moved[..., t * dilation[axis] :][..., : last : stride[axis]] for t in range(kernel[axis])]
            x = sum(taps).movedim(-1, dim) / kernel[axis]
        return x


def _positive(model: nn.Module, seed: int = 0) -> dict[str, Tensor]:
    """Parameters and buffers to measure with, in float64: weights between 0.5 and 1 over their fan-in, so that sums stay near 1."""
    generator, numbers = torch.Generator().manual_seed(seed), {}
    for name, p in model.named_parameters():
        if p.ndim > 1:
            fan_in = p[0].numel()
            numbers[name] = (0.5 + 0.5 * torch.rand(p.shape, generator=generator, dtype=torch.float64)) / fan_in
        else:
            numbers[name] = torch.full(p.shape, 0.0 if name.endswith("bias") else 1.0, dtype=torch.float64)
    for name, b in model.named_buffers():
        value = 0.0 if name.endswith("running_mean") else 1.0 if name.endswith("running_var") else None
        kept = b.detach().double() if b.is_floating_point() else b.detach().clone()
        numbers[name] = kept if value is None else torch.full(b.shape, value, dtype=torch.float64)
    return numbers


def _input_gradient(model: nn.Module, input_size: tuple[int, ...], layer: str | None, upstream: Callable[[Tensor], Tensor]) -> Tensor:
    """The gradient with respect to an input between 0.5 and 1, of the output times what `upstream` gives for it."""
    if isinstance(input_size, int) or len(input_size) < 2:
        raise ValueError(f"input_size is channels and then the image's axes, such as (3, 32, 32); got {input_size!r}")
    numbers = _positive(model)
    x = 0.5 + 0.5 * torch.rand(1, *input_size, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    x.requires_grad_()
    with torch.enable_grad(), eval_mode(model), _AverageForMax():
        output = output_of(model, x, layer, lambda x: functional_call(model, numbers, (x,)))
        (gradient,) = torch.autograd.grad(output, x, upstream(output))
    return gradient[0]


def _uneven(output: Tensor) -> Tensor:
    """A gradient between 0.5 and 1, each number drawn apart: equal ones would cancel in a softmax or a norm, whose sum is fixed."""
    return 0.5 + 0.5 * torch.rand(output.shape, generator=torch.Generator().manual_seed(2), dtype=output.dtype)


def _at_unit(unit: tuple[int, ...] | int | None) -> Callable[[Tensor], Tensor]:
    """An uneven gradient for the channels of one unit, by default the central one, 0 elsewhere."""

    def upstream(output: Tensor) -> Tensor:
        chosen = check_unit(unit, tuple(output.shape[2:]))
        gradient, at = torch.zeros_like(output), (slice(None), slice(None), *chosen)
        gradient[at] = _uneven(output)[at]
        upstream.unit = chosen
        return gradient

    return upstream


def check_unit(unit: tuple[int, ...] | int | None, units: tuple[int, ...]) -> tuple[int, ...]:
    """Give the unit's place on each axis, by default the centre.

    >>> check_unit(None, (5, 8)), check_unit(2, (4,))
    ((2, 4), (2,))

    Raises ValueError if there is no such unit.
    """
    if unit is None:
        return tuple(size // 2 for size in units)
    unit = (unit,) if isinstance(unit, int) else tuple(unit)
    if len(unit) != len(units) or not all(0 <= u < size for u, size in zip(unit, units, strict=True)):
        raise ValueError(f"no unit {unit}: the layer has units {'×'.join(map(str, units)) or 'without axes'}")
    return unit


def measure_receptive_field(
    model: nn.Module, input_size: tuple[int, ...], unit: tuple[int, ...] | int | None = None, layer: str | None = None
) -> MeasuredField:
    """Find the pixels that one unit of a layer (default: the central one of the output) sees in an input of shape (c, *image).

    The support of torch's input gradient, in float64, after positive random weights took the place of the model's own, and averages that
    of maxima: so every path counts. It ends at the image's edge.
    Inside, the box is the field of `receptive_fields`: size and first pixel start + unit*jump.

    >>> seen = measure_receptive_field(nn.Sequential(nn.Conv1d(1, 1, 3, dilation=2), nn.ReLU(), nn.MaxPool1d(2)), (1, 12), unit=1)
    >>> seen.support.int().tolist(), seen.size, seen.start
    ([0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], (6,), (2,))

    Raises ValueError if there is no such unit or layer, or if the unit sees nothing.
    """
    upstream = _at_unit(unit)
    support = (_input_gradient(model, input_size, layer, upstream) != 0).any(0)
    if not support.any():
        raise ValueError(f"unit {upstream.unit} sees no pixel of the input")
    cells = support.nonzero()
    first, last = cells.min(0).values, cells.max(0).values
    return MeasuredField(support, upstream.unit, tuple((last - first + 1).tolist()), tuple(first.tolist()))


def unread_pixels(model: nn.Module, input_size: tuple[int, ...], layer: str | None = None) -> Bool[Tensor, "*image"]:
    """Mark the pixels that no unit of the layer (default: the output) sees: a stride above the kernel size steps over them.

    Where the input gradient of a weighted sum of all units is zero, with the same stand-ins as in `measure_receptive_field`.

    >>> unread_pixels(nn.Conv1d(1, 1, kernel_size=1, stride=2), (1, 6))
    tensor([False,  True, False,  True, False,  True])

    Raises ValueError if there is no such layer.
    """
    return (_input_gradient(model, input_size, layer, _uneven) == 0).all(0)

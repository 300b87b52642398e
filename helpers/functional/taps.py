"""The pixels that each tap of a kernel meets: shifted, strided views along one axis, with the gradient written out.

Axes: any; a tap is one cell of the kernel, a stop one position of the kernel.
"""

import torch
from jaxtyping import Shaped
from torch import Tensor


class _Taps(torch.autograd.Function):
    """Slices, whose own gradients would each be a zero-filled copy of x; here all are added into one."""

    @staticmethod
    def forward(ctx, x, axis, count, spacing, stops, stride):
        ctx.shape = x.shape
        before = (slice(None),) * axis
        last = (stops - 1) * stride + 1
        ctx.slices = [(*before, slice(i * spacing, i * spacing + last, stride)) for i in range(count)]
        return tuple(x[view] for view in ctx.slices)

    @staticmethod
    def backward(ctx, *upstream):
        gradient = upstream[0].new_zeros(ctx.shape)
        for view, part in zip(ctx.slices, upstream, strict=True):
            gradient[view].add_(part)  # taps overlap: a pixel collects from every tap that met it
        return gradient, None, None, None, None, None


def taps(x: Shaped[Tensor, "..."], axis: int, count: int, spacing: int, stops: int, stride: int) -> tuple[Shaped[Tensor, "..."], ...]:
    """For each of `count` taps, `spacing` apart, take the pixels that it meets at its `stops` stops, `stride` apart.

    The numbers and gradients of torch.Tensor.unfold on one axis, tap by tap. Views: no copy.
    size of each = stops, which must leave (count - 1)*spacing + (stops - 1)*stride + 1 <= size.

    >>> taps(torch.arange(6), axis=0, count=3, spacing=1, stops=2, stride=3)
    (tensor([0, 3]), tensor([1, 4]), tensor([2, 5]))

    Raises ValueError if the last tap's last stop lies outside. Source: docs of torch.Tensor.unfold.
    """
    reach = (count - 1) * spacing + (stops - 1) * stride + 1
    if reach > x.shape[axis]:
        raise ValueError(f"{count} taps at {stops} stops reach over {reach} pixels, axis {axis} has {x.shape[axis]}")
    return _Taps.apply(x, axis, count, spacing, stops, stride)

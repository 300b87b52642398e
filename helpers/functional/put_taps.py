"""The way back from taps: add the numbers of each tap to the pixels that it meets, along one axis.

Axes: any; a tap is one cell of the kernel, a stop one position of the kernel.
"""

import torch
from jaxtyping import Shaped
from torch import Tensor

from helpers.functional.taps import taps
from helpers.geometry import require_at_least


class _PutTaps(torch.autograd.Function):
    """Adding into slices, whose own gradients would each copy the canvas; here the gradient is the slices themselves."""

    @staticmethod
    def forward(ctx, axis, size, spacing, stride, *parts):
        stops = parts[0].shape[axis]
        ctx.settings = axis, len(parts), spacing, stops, stride
        canvas = parts[0].new_zeros(*parts[0].shape[:axis], size, *parts[0].shape[axis + 1 :])
        for i, part in enumerate(parts):
            canvas[(*(slice(None),) * axis, slice(i * spacing, i * spacing + (stops - 1) * stride + 1, stride))] += part
        return canvas

    @staticmethod
    def backward(ctx, upstream):
        return None, None, None, None, *taps(upstream, *ctx.settings)


def put_taps(parts: tuple[Shaped[Tensor, "..."], ...], axis: int, size: int, spacing: int, stride: int) -> Shaped[Tensor, "..."]:
    """Start from `size` zeros; add part i at i*spacing, its stops `stride` apart. Where parts meet, their numbers add up.

    The adjoint of `taps`, as torch.nn.functional.fold is that of unfold, on one axis. All parts have the same shape.
    size >= (parts - 1)*spacing + (stops - 1)*stride + 1; what is beyond stays zero.

    >>> put_taps((torch.tensor([1, 2]), torch.tensor([10, 20])), axis=0, size=5, spacing=1, stride=1)
    tensor([ 1, 12, 20,  0,  0])

    Raises ValueError if the last tap's last stop lies outside. Source: docs of torch.nn.Fold.
    """
    stops = parts[0].shape[axis]
    require_at_least(1, stops=stops)
    reach = (len(parts) - 1) * spacing + (stops - 1) * stride + 1
    if reach > size:
        raise ValueError(f"{len(parts)} taps at {stops} stops reach over {reach} pixels, the canvas has {size}")
    return _PutTaps.apply(axis, size, spacing, stride, *parts)

"""Upsampling (and downsampling) by interpolation: nearest pixel, or linear between the two nearest on each axis.

Prince, Understanding Deep Learning, MIT Press 2023, section 10.4.
Axes: n batch, c channels, d/h/w slices/rows/columns; each axis is handled on its own, one after the other.
"""

from math import floor, inf
from numbers import Real

import torch
from jaxtyping import Float, Int
from torch import Tensor

from helpers.functional.arguments import per_axis, repeated
from helpers.geometry import require_at_least

LINEAR = {"linear": 1, "bilinear": 2, "trilinear": 3}  # mode: number of spatial axes


def interpolate(
    x: Float[Tensor, "n c *size"],
    size: int | tuple[int, ...] | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Float[Tensor, "n c *size_out"]:
    """Bring the image to `size`, or to `scale_factor` times its size: copy the nearest pixel, or mix the two nearest on each axis.

    The numbers of torch.nn.functional.interpolate for modes nearest, linear (3 axes), bilinear (4) and trilinear (5). A pixel is a
    square: output pixel y lies at (y + 1/2)*h/h_out - 1/2; with align_corners it is a point, at y*(h - 1)/(h_out - 1).
    h_out = size, or floor(h*scale_factor), the same for the other axes; h/h_out is then 1/scale_factor.

    >>> interpolate(torch.tensor([[[1.0, 5.0]]]), scale_factor=2)
    tensor([[[1., 1., 5., 5.]]])
    >>> interpolate(torch.tensor([[[1.0, 5.0]]]), scale_factor=2, mode="linear")
    tensor([[[1., 2., 4., 5.]]])
    >>> interpolate(torch.tensor([[[1.0, 5.0]]]), size=5, mode="linear", align_corners=True)
    tensor([[[1., 2., 3., 4., 5.]]])

    Raises ValueError unless exactly one of size and scale_factor is given, for an unknown mode or one that does not fit x,
    for align_corners with nearest, for a size below 1. Source: docs of torch.nn.Upsample.
    """
    _check(x, size, scale_factor, mode, align_corners)
    dims = x.ndim - 2
    if size is not None:
        sizes, ratios = per_axis("size", size, dims), None
    else:
        factors = repeated("scale_factor", scale_factor, dims)
        for factor in factors:
            if not isinstance(factor, Real) or not 0 < factor < inf:
                raise ValueError(f"scale_factor must be a number above 0, got {factor!r}")
        sizes = tuple(floor(h * float(factor)) for h, factor in zip(x.shape[2:], factors, strict=True))
        ratios = tuple(1 / float(factor) for factor in factors)
    require_at_least(1, size=min(x.shape[2:]), output_size=min(sizes))
    y = x
    for axis, out in enumerate(sizes, start=2):
        ratio = x.shape[axis] / out if ratios is None else ratios[axis - 2]
        y = _nearest(y, axis, out, ratio, plain=dims == 2) if mode == "nearest" else _linear(y, axis, out, ratio, align_corners)
    return y.clone() if y is x else y


def _check(x, size, scale_factor, mode, align_corners):
    if mode not in ("nearest", *LINEAR):
        raise ValueError(f"unknown mode {mode!r}; known: nearest, {', '.join(LINEAR)}")
    axes = (LINEAR[mode] + 2,) if mode in LINEAR else (3, 4, 5)
    if x.ndim not in axes:
        raise ValueError(f"mode {mode!r} needs x with {' or '.join(map(str, axes))} axes; got shape {tuple(x.shape)}")
    if (size is None) == (scale_factor is None):
        raise ValueError(f"give either size or scale_factor, got size {size} and scale_factor {scale_factor}")
    if mode == "nearest" and align_corners is not None:
        raise ValueError(f"mode 'nearest' takes no align_corners, got {align_corners}; the linear modes do")


def _nearest(x: Tensor, axis: int, out: int, ratio: float, plain: bool) -> Tensor:
    """Copy for output pixel y the input pixel floor(y*ratio), in float32 as torch does; `plain`: same or twice the size has its own rule.

    A scale_factor of 1.1 may give the same size, 2.1 twice the size: torch's 2-D values then copy each pixel once or twice, its 1-D and
    3-D values do not. (Its gradients always do, so in 1-D and 3-D they are not those of its values; ours are.)
    """
    size, y = x.shape[axis], torch.arange(out, device=x.device)
    if plain and out in (size, 2 * size):
        return x.index_select(axis, y // (out // size))
    return x.index_select(axis, (y * torch.tensor(ratio, dtype=torch.float32, device=x.device)).long().clamp(max=size - 1))


def _linear(x: Tensor, axis: int, out: int, ratio: float, align_corners: bool | None) -> Tensor:
    """Mix the pixels before and after the place of each output pixel; outside the outer centres take the edge pixel."""
    if out == x.shape[axis]:
        return x  # as torch does, also where scale_factor says 1.1
    y, last = torch.arange(out, dtype=x.dtype, device=x.device), x.shape[axis] - 1
    place = y * (last / max(out - 1, 1)) if align_corners else ((y + 0.5) * ratio - 0.5).clamp(min=0)
    before: Int[Tensor, " out"] = place.long().clamp(max=last)
    share = (place - before).view(-1, *(1,) * (x.ndim - axis - 1))  # of the pixel after
    return x.index_select(axis, before) * (1 - share) + x.index_select(axis, (before + 1).clamp(max=last)) * share

"""Subsampling and zero-fill upsampling: keep every s-th pixel, and put zeros where those in between were.

Prince, Understanding Deep Learning, MIT Press 2023, section 10.4.
Axes: n batch, c channels, then one to three spatial axes.
"""

from jaxtyping import Shaped
from torch import Tensor

from helpers.functional.arguments import per_axis
from helpers.geometry import require_at_least


def _strides(name: str, x: Tensor, stride: int | tuple[int, ...]) -> tuple[int, ...]:
    if x.ndim not in (3, 4, 5):
        raise ValueError(f"{name} needs x (n, c, ...) with 1 to 3 spatial axes; got shape {tuple(x.shape)}")
    stride = per_axis("stride", stride, x.ndim - 2)
    require_at_least(1, stride=min(stride))
    return stride


def subsample(x: Shaped[Tensor, "n c *size"], stride: int | tuple[int, ...]) -> Shaped[Tensor, "n c *size_out"]:
    """Keep the first of every `stride` pixels on each spatial axis.

    The numbers of torch.nn.functional.max_pool2d with kernel_size 1 and that stride; a view, no copy.
    h_out = (h - 1) // stride + 1, and the same for the other axes.

    >>> import torch
    >>> subsample(torch.tensor([[[1, 2, 3, 4, 5]]]), 2)
    tensor([[[1, 3, 5]]])

    Raises ValueError for a stride below 1 or a wrong number of axes. Source: Prince 2023, section 10.4.
    """
    return x[(..., *(slice(None, None, s) for s in _strides("subsample", x, stride)))]


def zero_fill(
    x: Shaped[Tensor, "n c *size"], stride: int | tuple[int, ...], size: int | tuple[int, ...] | None = None
) -> Shaped[Tensor, "n c *size_out"]:
    """Put stride - 1 zeros after each pixel on each spatial axis: the adjoint of subsample.

    The numbers of torch.nn.functional.conv_transpose2d with a 1x1 kernel of 1 and that stride, zeros after the last pixel included.
    `size` asks for another size that subsample brings back to x's.
    h_out = h*stride, or size with (h - 1)*stride < size <= h*stride, and the same for the other axes.

    >>> import torch
    >>> zero_fill(torch.tensor([[[1, 2, 3]]]), 2)
    tensor([[[1, 0, 2, 0, 3, 0]]])
    >>> zero_fill(torch.tensor([[[1, 2, 3]]]), 2, size=5)
    tensor([[[1, 0, 2, 0, 3]]])

    Raises ValueError for a stride below 1, a size that does not fit or a wrong number of axes. Source: Prince 2023, section 10.4.
    """
    stride = _strides("zero_fill", x, stride)
    largest = tuple(h * s for h, s in zip(x.shape[2:], stride, strict=True))
    size = largest if size is None else per_axis("size", size, x.ndim - 2)
    for h, s, most, wanted in zip(x.shape[2:], stride, largest, size, strict=True):
        if not most - s < wanted <= most:
            raise ValueError(f"size must be from {most - s + 1} to {most} for {h} pixels at stride {s}, got {wanted}")
    filled = x.new_zeros(*x.shape[:2], *size)
    filled[(..., *(slice(None, None, s) for s in stride))] = x
    return filled

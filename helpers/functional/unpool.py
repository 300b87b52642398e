"""Max-unpooling in 1-D, 2-D and 3-D: put each number back where the max pooling found it, zeros elsewhere.

Zeiler & Fergus, Visualizing and understanding convolutional networks, arXiv:1311.2901.
Axes: n batch, c channels, d/h/w slices/rows/columns.
"""

from math import prod

import torch
from jaxtyping import Float, Int
from torch import Tensor

from helpers.functional.arguments import check_axes, per_axis
from helpers.functional.arguments_windows import wished_size
from helpers.geometry import require_at_least


def max_unpool1d(
    x: Float[Tensor, "n c w"],
    indices: Int[Tensor, "n c w"],
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    output_size: tuple[int, ...] | None = None,
) -> Float[Tensor, "n c w_out"]:
    """Put each number back at its index, zeros elsewhere; the indices are those of max_pool1d.

    The numbers of torch.nn.functional.max_unpool1d.
    w_out = (w - 1)*stride - 2*padding + kernel_size, or output_size, less than a stride away from it.

    >>> max_unpool1d(torch.tensor([[[3.0, 5.0]]]), torch.tensor([[[1, 2]]]), kernel_size=2)
    tensor([[[0., 3., 5., 0.]]])

    Raises ValueError if the indices do not fit x or the output, or output_size does not fit. Source: docs of torch.nn.MaxUnpool1d.
    """
    return _max_unpool("max_unpool1d", x, indices, kernel_size, stride, padding, output_size, dims=1)


def max_unpool2d(
    x: Float[Tensor, "n c h w"],
    indices: Int[Tensor, "n c h w"],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    output_size: tuple[int, ...] | None = None,
) -> Float[Tensor, "n c h_out w_out"]:
    """Put each number back at its index in the flattened image, zeros elsewhere; the indices are those of max_pool2d.

    The numbers of torch.nn.functional.max_unpool2d. Pooling forgets the size when it drops a border: output_size, (h, w) or
    (n, c, h, w), gives it back.
    h_out = (h - 1)*stride - 2*padding + kernel_size, or output_size, less than a stride away from it; the same for w.

    >>> max_unpool2d(torch.tensor([[[[4.0, 9.0]]]]), torch.tensor([[[[4, 3]]]]), kernel_size=2)
    tensor([[[[0., 0., 0., 9.],
              [4., 0., 0., 0.]]]])

    Raises ValueError if the indices do not fit x or the output, or output_size does not fit. Source: docs of torch.nn.MaxUnpool2d.
    """
    return _max_unpool("max_unpool2d", x, indices, kernel_size, stride, padding, output_size, dims=2)


def max_unpool3d(
    x: Float[Tensor, "n c d h w"],
    indices: Int[Tensor, "n c d h w"],
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple[int, int, int] = 0,
    output_size: tuple[int, ...] | None = None,
) -> Float[Tensor, "n c d_out h_out w_out"]:
    """Put each number back at its index in the flattened volume, zeros elsewhere; the indices are those of max_pool3d.

    The numbers of torch.nn.functional.max_unpool3d.
    d_out = (d - 1)*stride - 2*padding + kernel_size, or output_size, less than a stride away from it; the same for h and w.

    >>> max_unpool3d(torch.tensor([[[[[7.0]]]]]), torch.tensor([[[[[6]]]]]), kernel_size=2).flatten()
    tensor([0., 0., 0., 0., 0., 0., 7., 0.])

    Raises ValueError if the indices do not fit x or the output, or output_size does not fit. Source: docs of torch.nn.MaxUnpool3d.
    """
    return _max_unpool("max_unpool3d", x, indices, kernel_size, stride, padding, output_size, dims=3)


def _max_unpool(name, x, indices, kernel_size, stride, padding, output_size, dims):
    check_axes(name, x, dims)
    if indices.shape != x.shape or indices.dtype != torch.int64:
        raise ValueError(
            f"{name} needs an int64 index for each number of x, shape {tuple(x.shape)}; got {indices.dtype}, shape {tuple(indices.shape)}"
        )
    size = _output_size(x, kernel_size, stride, padding, output_size, dims)
    pixels = prod(size)
    if indices.numel() and not 0 <= indices.min() <= indices.max() < pixels:
        raise ValueError(f"indices must be from 0 to {pixels - 1} for an output of {size}, got {indices.min()} to {indices.max()}")
    return x.new_zeros(*x.shape[:2], pixels).scatter(2, indices.flatten(2), x.flatten(2)).unflatten(2, size)


def _output_size(x, kernel_size, stride, padding, output_size, dims) -> tuple[int, ...]:
    """Give the wished size if a pooling with these settings could bring it to x's, else the smallest that uses every window."""
    kernel_size = per_axis("kernel_size", kernel_size, dims)
    stride = kernel_size if stride is None else per_axis("stride", stride, dims)
    padding = per_axis("padding", padding, dims)
    require_at_least(1, kernel_size=min(kernel_size), stride=min(stride))
    require_at_least(0, padding=min(padding))
    default = tuple((h - 1) * s - 2 * p + k for h, s, p, k in zip(x.shape[2:], stride, padding, kernel_size, strict=True))
    if output_size is None:
        for h, usual, p in zip(x.shape[2:], default, padding, strict=True):
            if usual < 1:
                raise ValueError(f"padding {p} + {p} cuts off the whole output of {usual + 2 * p} pixels (size {h})")
        return default
    wished = wished_size(output_size, dims)
    for usual, s, wish in zip(default, stride, wished, strict=True):
        if not usual - s < wish < usual + s:
            raise ValueError(f"output_size must be from {usual - s + 1} to {usual + s - 1} at stride {s}, got {wish} in {wished}")
    return wished

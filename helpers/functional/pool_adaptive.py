"""Average pooling to a wished size, and over the whole image: as many windows as output pixels, whatever the input's size.

Lin, Chen & Yan, Network in network, arXiv:1312.4400 (global average pooling).
Axes: n batch, c channels, h/w rows/columns, y/x rows/columns of the output.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_axes, per_axis
from helpers.geometry import require_at_least


def adaptive_avg_pool2d(
    x: Float[Tensor, "n c h w"], output_size: int | tuple[int | None, int | None] | None
) -> Float[Tensor, "n c h_out w_out"]:
    """Cut the image into h_out * w_out windows, as even as they can be, and take the mean of each.

    The numbers of torch.nn.functional.adaptive_avg_pool2d; None keeps an axis as it is. Where h_out does not divide h, neighbouring
    windows overlap by a pixel. A linear map: each axis is one product with a matrix of means.
    (h_out, w_out) = output_size; window y covers rows y*h // h_out up to, not including, ceil((y + 1)*h / h_out).

    >>> adaptive_avg_pool2d(torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0]]]]), (1, 2))
    tensor([[[[2., 4.]]]])

    Raises ValueError if x has not 4 axes or a size is below 1. Source: docs of torch.nn.AdaptiveAvgPool2d.
    """
    check_axes("adaptive_avg_pool2d", x, dims=2)
    wished = per_axis("output_size", (output_size, output_size) if output_size is None else output_size, 2)
    sizes = tuple(own if wish is None else wish for own, wish in zip(x.shape[2:], wished, strict=True))
    require_at_least(1, output_size=min(sizes), size=min(x.shape[2:]))
    rows, columns = (_means(x, size, out) for size, out in zip(x.shape[2:], sizes, strict=True))
    return torch.einsum("yh,nchw,xw->ncyx", rows, x, columns)


def _means(x: Tensor, size: int, out: int) -> Float[Tensor, "out size"]:
    """Write the means along one axis as a matrix: row y holds 1/length in the columns of window y."""
    means = x.new_zeros(out, size)
    for y in range(out):
        start, end = y * size // out, -(-(y + 1) * size // out)
        means[y, start:end] = 1 / (end - start)
    return means


def global_avg_pool(x: Float[Tensor, "n c *size"]) -> Float[Tensor, "n c"]:
    """Take the mean of each channel over all its pixels: one number a channel, whatever the image's size.

    The numbers of torch.nn.functional.adaptive_avg_pool1d, 2d or 3d to size 1, flattened.
    out = sum over pixels / (h*w)

    >>> global_avg_pool(torch.tensor([[[[1.0, 2.0], [3.0, 6.0]], [[0.0, 0.0], [0.0, 4.0]]]]))
    tensor([[3., 1.]])

    Raises ValueError if x has no spatial axis or no pixel. Source: arXiv:1312.4400.
    """
    if x.ndim < 3 or 0 in x.shape[2:]:
        raise ValueError(f"global_avg_pool needs x (n, c, ...) with at least one pixel; got shape {tuple(x.shape)}")
    pixels = x.flatten(2)  # n c h*w
    return pixels.sum(2) / pixels.shape[2]

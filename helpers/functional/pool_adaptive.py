"""Average pooling to a wished size, and over the whole image: as many windows as output pixels, whatever the input's size.

Lin, Chen & Yan, Network in network, arXiv:1312.4400 (global average pooling).
Axes: n batch, c channels, h/w rows/columns, y/x rows/columns of the output.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_axes
from helpers.geometry import require_at_least


def adaptive_avg_pool2d(
    x: Float[Tensor, "n c h w"], output_size: int | tuple[int | None, int | None] | None
) -> Float[Tensor, "n c h_out w_out"]:
    """Cut the image into h_out * w_out windows, as even as they can be, and take the mean of each.

    The numbers of torch.nn.functional.adaptive_avg_pool2d; None keeps an axis as it is. Where h_out does not divide h, neighbouring
    windows overlap by a pixel. A linear map: each axis is one product with a matrix of means.
    (h_out, w_out) = output_size; window y covers rows y*h // h_out up to, not including, ceil((y + 1)*h / h_out).

    >>> import torch
    >>> adaptive_avg_pool2d(torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0]]]]), (1, 2))
    tensor([[[[2., 4.]]]])

    Raises ValueError if x has not 4 axes or holds whole numbers, or a size is below 1. Source: docs of torch.nn.AdaptiveAvgPool2d.
    """
    return adaptive_avg_pool("adaptive_avg_pool2d", x, output_size, dims=2)


def adaptive_avg_pool(
    name: str, x: Float[Tensor, "n c *size"], output_size: int | tuple[int | None, ...] | None, dims: int
) -> Float[Tensor, "n c *size_out"]:
    """Do the same with one to three spatial axes, one axis after the other; `name` is who asks.

    Raises ValueError if x has not dims + 2 axes or holds whole numbers, if a size is below 1.
    """
    check_axes(name, x, dims)
    if not x.is_floating_point():
        raise ValueError(f"{name} needs floating-point numbers, got {x.dtype}: a mean of whole numbers has digits behind the point")
    wishes = output_size if isinstance(output_size, tuple | list) else (output_size,) * dims
    if len(wishes) != dims:
        raise ValueError(f"output_size needs one value or {dims}, got {len(wishes)}: {tuple(wishes)}")
    for axis, wish in enumerate(wishes, start=2):
        size = x.shape[axis] if wish is None else wish
        require_at_least(1, output_size=size, size=x.shape[axis])
        x = _means_along(x, axis, size)
    return x


def _means_along(x: Tensor, axis: int, out: int) -> Tensor:
    """Replace one axis by the means of its windows: a product with the matrix whose row y holds 1/length in window y's columns."""
    size = x.shape[axis]
    means = x.new_zeros(out, size)
    for y in range(out):
        start, end = y * size // out, -(-(y + 1) * size // out)
        means[y, start:end] = 1 / (end - start)
    return (x.movedim(axis, -1) @ means.T).movedim(-1, axis)


def global_avg_pool(x: Float[Tensor, "n c *size"]) -> Float[Tensor, "n c"]:
    """Take the mean of each channel over all its pixels: one number a channel, whatever the image's size.

    The numbers of torch.nn.functional.adaptive_avg_pool1d, 2d or 3d to size 1, flattened.
    out = sum over pixels / (h*w)

    >>> import torch
    >>> global_avg_pool(torch.tensor([[[[1.0, 2.0], [3.0, 6.0]], [[0.0, 0.0], [0.0, 4.0]]]]))
    tensor([[3., 1.]])

    Raises ValueError if x has no spatial axis or no pixel. Source: arXiv:1312.4400.
    """
    if x.ndim < 3 or 0 in x.shape[2:]:
        raise ValueError(f"global_avg_pool needs x (n, c, ...) with at least one pixel; got shape {tuple(x.shape)}")
    pixels = x.flatten(2)  # n c h*w
    return pixels.sum(2) / pixels.shape[2]

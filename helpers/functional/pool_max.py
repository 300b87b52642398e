"""Max pooling in 1-D, 2-D and 3-D: find where the largest pixel of each window is, then fetch it.

Weng, Ahuja & Huang, Learning recognition and segmentation of 3-D objects from 2-D images, ICCV 1993.
Axes: n batch, c channels, d/h/w slices/rows/columns, kd/kh/kw window, k all cells of a window.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from helpers.functional.arguments_windows import WindowArguments, check_pool


def max_pool1d(
    x: Float[Tensor, "n c w"],
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Float[Tensor, "n c w_out"] | tuple[Float[Tensor, "n c w_out"], Int[Tensor, "n c w_out"]]:
    """Take the largest number of each window; stride is kernel_size unless given.

    The numbers of torch.nn.functional.max_pool1d, and with return_indices the positions too; padding may be (before, after), or a
    word: "valid" is 0, "same" keeps the size and needs stride 1, which here has to be asked for.
    w_out = (w + before + after - dilation*(kw - 1) - 1) // stride + 1, rounded up with ceil_mode.

    >>> max_pool1d(torch.tensor([[[1.0, 3.0, 2.0, 5.0, 4.0]]]), kernel_size=3, stride=2, return_indices=True)
    (tensor([[[3., 5.]]]), tensor([[[1, 3]]]))

    Raises ValueError if the window does not fit, the padding is more than half of it, or a dilated window misses every pixel.
    Source: docs of torch.nn.MaxPool1d.
    """
    return _max_pool("max_pool1d", x, kernel_size, stride, padding, dilation, ceil_mode, return_indices, dims=1)


def max_pool2d(
    x: Float[Tensor, "n c h w"],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Float[Tensor, "n c h_out w_out"] | tuple[Float[Tensor, "n c h_out w_out"], Int[Tensor, "n c h_out w_out"]]:
    """Take the largest number of each window; stride is kernel_size unless given.

    The numbers of torch.nn.functional.max_pool2d, and with return_indices the position of each in its flattened h*w image. Of equal
    numbers the first counts, in reading order; the gradient goes there. Padding never wins: it is minus infinity.
    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, rounded up with ceil_mode; the same for w.

    >>> image = torch.tensor([[[[1.0, 2.0, 0.0], [4.0, 3.0, 9.0]]]])
    >>> max_pool2d(image, kernel_size=2, ceil_mode=True, return_indices=True)
    (tensor([[[[4., 9.]]]]), tensor([[[[3, 5]]]]))

    Raises ValueError if the window does not fit, the padding is more than half of it, or a dilated window misses every pixel.
    Source: docs of torch.nn.MaxPool2d.
    """
    return _max_pool("max_pool2d", x, kernel_size, stride, padding, dilation, ceil_mode, return_indices, dims=2)


def max_pool3d(
    x: Float[Tensor, "n c d h w"],
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Float[Tensor, "n c d_out h_out w_out"] | tuple[Float[Tensor, "n c d_out h_out w_out"], Int[Tensor, "n c d_out h_out w_out"]]:
    """Take the largest number of each window; stride is kernel_size unless given.

    The numbers of torch.nn.functional.max_pool3d, and with return_indices the position of each in its flattened d*h*w volume.
    d_out = (d + front + back - dilation*(kd - 1) - 1) // stride + 1, rounded up with ceil_mode; the same for h and w.

    >>> max_pool3d(torch.arange(8.0).view(1, 1, 2, 2, 2), kernel_size=(1, 2, 2)).flatten()
    tensor([3., 7.])

    Raises ValueError if the window does not fit, the padding is more than half of it, or a dilated window misses every pixel.
    Source: docs of torch.nn.MaxPool3d.
    """
    return _max_pool("max_pool3d", x, kernel_size, stride, padding, dilation, ceil_mode, return_indices, dims=3)


def _max_pool(name, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices, dims):
    """One code for every dimension; the comment's shapes are those of 2-D, k = kh*kw."""
    to = check_pool(name, x, kernel_size, stride, padding, dilation, ceil_mode, dims)
    pixels, (cells, inside) = x.flatten(2), _window_cells(x, to)
    if not inside.any(-1).all():
        raise ValueError(
            f"a window of {name} misses every pixel: kernel_size {to.kernel_size}, dilation {to.dilation} on size {tuple(x.shape[2:])}"
        )
    with torch.no_grad():
        numbers = torch.where(inside, pixels[:, :, cells], -torch.inf)  # n c h_out w_out k
        wins = inside & (numbers == numbers.amax(-1, keepdim=True))
        k = torch.arange(cells.shape[-1], 0, -1, device=x.device)  # k, ..., 1: the first of equals has the highest rank
        # torch takes the last nan: so 2k - (k, ..., 1) + 1 ranks a nan above every number, and a later nan above an earlier one
        rank = torch.where(numbers.isnan(), 2 * len(k) - k + 1, k * wins)
        best = rank.argmax(-1, keepdim=True)  # n c h_out w_out 1
    indices = cells.expand(*numbers.shape).gather(-1, best).squeeze(-1)  # n c h_out w_out
    out = pixels.gather(2, indices.flatten(2)).view_as(indices)
    return (out, indices) if return_indices else out


def _window_cells(x: Tensor, to: WindowArguments) -> tuple[Int[Tensor, "*out k"], Tensor]:
    """List for each window the flat positions of its cells in x, and which of them lie inside x (others: position 0)."""
    cells, inside, dims = 0, torch.tensor(True, device=x.device), len(to.stride)
    for axis, (size, out, k) in enumerate(zip(x.shape[2:], to.output_size, to.kernel_size, strict=True)):
        stops = torch.arange(out, device=x.device) * to.stride[axis] - to.padding[axis][0]
        taps = torch.arange(k, device=x.device) * to.dilation[axis]
        shape = [1] * (2 * dims)
        shape[axis], shape[dims + axis] = out, k
        at = (stops[:, None] + taps).view(shape)  # h_out 1 kh 1, then 1 w_out 1 kw
        cells, inside = cells * size + at, inside & (at >= 0) & (at < size)
    return torch.where(inside, cells, 0).flatten(dims), inside.flatten(dims)

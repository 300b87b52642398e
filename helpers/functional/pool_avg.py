"""Average pooling in 1-D, 2-D and 3-D: add each window up, divide by the number of its cells.

LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 1998.
Axes: n batch, c channels, d/h/w slices/rows/columns, kd/kh/kw window.
"""

from math import prod

import torch
from jaxtyping import Float, Int
from torch import Tensor

from helpers.functional.arguments_windows import WindowArguments, check_pool
from helpers.functional.boundary import pad
from helpers.functional.taps import taps


def avg_pool1d(
    x: Float[Tensor, "n c w"],
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple | str = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Float[Tensor, "n c w_out"]:
    """Take the mean of each window; stride is kernel_size unless given.

    The numbers of torch.nn.functional.avg_pool1d; padding may be (before, after), or a word: "valid" is 0, "same" keeps the size and
    needs stride 1, which here has to be asked for.
    w_out = (w + before + after - kw) // stride + 1, rounded up with ceil_mode.

    >>> avg_pool1d(torch.tensor([[[2.0, 4.0, 6.0]]]), kernel_size=2, stride=2, padding=(1, 0))
    tensor([[[1., 5.]]])

    Raises ValueError if the window does not fit or the padding is more than half of it. Source: docs of torch.nn.AvgPool1d.
    """
    return _avg_pool("avg_pool1d", x, kernel_size, stride, padding, ceil_mode, count_include_pad, None, dims=1)


def avg_pool2d(
    x: Float[Tensor, "n c h w"],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple | str = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Float[Tensor, "n c h_out w_out"]:
    """Take the mean of each window; stride is kernel_size unless given.

    The numbers of torch.nn.functional.avg_pool2d. The padding's zeros count as cells unless count_include_pad is False; the cells
    that only ceil_mode reaches never count; divisor_override replaces the count.
    h_out = (h + top + bottom - kh) // stride + 1, rounded up with ceil_mode; the same for w.

    >>> image = torch.tensor([[[[1.0, 2.0, 6.0], [3.0, 6.0, 8.0]]]])
    >>> avg_pool2d(image, kernel_size=2), avg_pool2d(image, kernel_size=2, ceil_mode=True)
    (tensor([[[[3.]]]]), tensor([[[[3., 7.]]]]))

    Raises ValueError if the window does not fit, the padding is more than half of it or the divisor is 0.
    Source: docs of torch.nn.AvgPool2d.
    """
    return _avg_pool("avg_pool2d", x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override, dims=2)


def avg_pool3d(
    x: Float[Tensor, "n c d h w"],
    kernel_size: int | tuple[int, int, int],
    stride: int | tuple[int, int, int] | None = None,
    padding: int | tuple | str = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Float[Tensor, "n c d_out h_out w_out"]:
    """Take the mean of each window; stride is kernel_size unless given.

    The numbers of torch.nn.functional.avg_pool3d; counts cells as avg_pool2d does.
    d_out = (d + front + back - kd) // stride + 1, rounded up with ceil_mode; the same for h and w.

    >>> avg_pool3d(torch.arange(8.0).view(1, 1, 2, 2, 2), kernel_size=(1, 2, 2)).flatten()
    tensor([1.5000, 5.5000])

    Raises ValueError if the window does not fit, the padding is more than half of it or the divisor is 0.
    Source: docs of torch.nn.AvgPool3d.
    """
    return _avg_pool("avg_pool3d", x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override, dims=3)


def _avg_pool(name, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override, dims):
    """One code for every dimension; the sum of a window is the sum over its rows of the sums over its columns."""
    if divisor_override == 0:
        raise ValueError(f"{name} cannot divide by divisor_override 0")
    to = check_pool(name, x, kernel_size, stride, padding, 1, ceil_mode, dims)
    out = x
    for axis, (k, s, stops, (before, _)) in enumerate(zip(to.kernel_size, to.stride, to.output_size, to.padding, strict=True), start=2):
        needed = (stops - 1) * s + k - before - x.shape[axis]  # zeros after the last pixel; negative: pixels that no window reads
        padded = pad(out.movedim(axis, -1), (before, max(needed, 0))).movedim(-1, axis)
        out = torch.stack(taps(padded, axis, k, 1, stops, s)).sum(0)
    return out / (divisor_override or _cells(x, to, count_include_pad))


def _cells(x: Tensor, to: WindowArguments, count_include_pad: bool) -> Int[Tensor, "*out"]:
    """Count the cells of every window: those in the input, and those in its padding if they are to count."""
    counts = []
    for size, k, s, stops, (before, after) in zip(x.shape[2:], to.kernel_size, to.stride, to.output_size, to.padding, strict=True):
        first, end = (-before, size + after) if count_include_pad else (0, size)
        starts = torch.arange(stops, device=x.device) * s - before  # whole numbers: bfloat16 cannot count beyond 256
        counts.append((starts + k).clamp(max=end) - starts.clamp(min=first))
    return prod(torch.meshgrid(*counts, indexing="ij"))

"""What the arguments of pooling and of transposed convolution mean: one value per spatial axis, sizes and channels that fit.

Axes: n batch, c_in/c_out channels, then one to three spatial axes.
"""

from typing import NamedTuple

from torch import Tensor

from helpers.functional.arguments import check_axes, check_bias, check_weight, padding_per_axis, per_axis
from helpers.geometry import conv_transpose_output_size, pool_output_size, require_at_least, require_whole, resolve_padding


class WindowArguments(NamedTuple):
    """The settings of one pooling or transposed convolution, one entry for each spatial axis."""

    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]  # (before, after) of each axis
    dilation: tuple[int, ...]
    output_size: tuple[int, ...]
    output_padding: tuple[int, ...] = ()  # of a transposed convolution


def check_pool(name: str, x: Tensor, kernel_size, stride, padding, dilation, ceil_mode: bool, dims: int) -> WindowArguments:
    """Spell the settings of a pooling out per axis; stride is kernel_size unless given.

    >>> import torch
    >>> to = check_pool("max_pool1d", torch.zeros(1, 1, 7), 2, None, (0, 1), 1, ceil_mode=False, dims=1)
    >>> to.stride, to.padding, to.output_size
    ((2,), ((0, 1),), (4,))

    Raises ValueError if x has the wrong number of axes, the padding is too wide or no window fits.
    """
    check_axes(name, x, dims)
    kernel_size = per_axis("kernel_size", kernel_size, dims)
    stride = kernel_size if stride is None else per_axis("stride", stride, dims)
    dilation = per_axis("dilation", dilation, dims)
    padding = tuple(map(resolve_padding, padding_per_axis(padding, dims), kernel_size, stride, dilation))
    settings = (x.shape[2:], kernel_size, stride, padding, dilation, (ceil_mode,) * dims)
    return WindowArguments(kernel_size, stride, padding, dilation, tuple(map(pool_output_size, *settings)))


def check_conv_transpose(
    name: str, x: Tensor, weight: Tensor, bias: Tensor | None, stride, padding, output_padding, groups: int, dilation, dims: int
) -> WindowArguments:
    """Refuse what torch would refuse, in words with both numbers, and spell the settings out per axis.

    Raises ValueError if axes, channels, groups, bias or sizes do not fit.
    """
    check_weight(name, x, weight, "c_in, c_out/groups", dims)
    c_in, c_out = x.shape[1], weight.shape[1] * groups
    require_at_least(1, groups=groups, c_in=c_in, c_out=c_out)
    if c_in % groups:
        raise ValueError(f"groups {groups} must divide the input channels, got c_in {c_in}")
    if weight.shape[0] != c_in:
        raise ValueError(
            f"channels disagree: x has {c_in}, weight expects {weight.shape[0]}; shapes {tuple(x.shape)} and {tuple(weight.shape)}"
        )
    check_bias(name, x, bias, c_out)
    kernel_size, padding = tuple(weight.shape[2:]), padding_per_axis(padding, dims)
    stride, dilation = per_axis("stride", stride, dims), per_axis("dilation", dilation, dims)
    output_padding = per_axis("output_padding", output_padding, dims)
    settings = (x.shape[2:], kernel_size, stride, padding, output_padding, dilation)
    output_size = tuple(map(conv_transpose_output_size, *settings))
    padding = tuple(map(resolve_padding, padding, kernel_size, stride, dilation))
    return WindowArguments(kernel_size, stride, padding, dilation, output_size, output_padding)


def wished_size(output_size: int | tuple[int, ...], dims: int) -> tuple[int, ...]:
    """Read the spatial sizes from a wished output_size, before which n and c may stand.

    >>> wished_size((6, 7), dims=2), wished_size((1, 3, 6, 7), dims=2)
    ((6, 7), (6, 7))

    Raises ValueError for another count of numbers, or if one is no whole number.
    """
    wished = tuple(output_size) if isinstance(output_size, tuple | list) else (output_size,)
    if len(wished) not in (dims, dims + 2):
        raise ValueError(f"output_size needs {dims} or {dims + 2} numbers, got {len(wished)}: {wished}")
    for size in wished:
        require_whole(output_size=size)
    return wished[-dims:]

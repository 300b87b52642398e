"""What a convolution's arguments mean, checked once for all formulations: one value per spatial axis, channels that fit.

Axes: n batch, c_in/c_out channels, then one to three spatial axes.
"""

from numbers import Integral
from typing import NamedTuple

import torch
from torch import Tensor

from helpers.geometry import conv_output_size, require_at_least, require_whole, resolve_padding


class ConvArguments(NamedTuple):
    """The settings of one convolution, one entry for each spatial axis."""

    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]  # (before, after) of each axis
    dilation: tuple[int, ...]
    output_size: tuple[int, ...]

    @property
    def pad_order(self) -> tuple[int, ...]:
        """The padding in torch.nn.functional.pad's order: last axis first."""
        return tuple(amount for pair in reversed(self.padding) for amount in pair)


def per_axis(name: str, value: int | tuple[int, ...], dims: int) -> tuple[int, ...]:
    """Repeat one whole number for every spatial axis; leave a tuple of the right length as it is. As in torch, (2,) means 2.

    >>> per_axis("stride", 2, dims=2), per_axis("stride", (2, 1), dims=2), per_axis("stride", (2,), dims=2)
    ((2, 2), (2, 1), (2, 2))

    Raises ValueError if a tuple has the wrong length or something is no whole number.
    """
    values = repeated(name, value, dims)
    for number in values:
        require_whole(**{name: number})
    return tuple(map(int, values))


def repeated(name: str, value: object, dims: int) -> tuple:
    """Do the same with values of any kind.

    >>> repeated("scale_factor", 1.5, dims=2)
    (1.5, 1.5)

    Raises ValueError if a tuple has the wrong length.
    """
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(values) not in (1, dims):
        raise ValueError(f"{name} needs one value or {dims}, got {len(values)}: {values}")
    return values * (dims // len(values))


def padding_per_axis(padding: int | tuple | str, dims: int) -> tuple:
    """Repeat one padding for every spatial axis; one axis takes (before, after) without a second pair of brackets.

    >>> padding_per_axis(1, dims=2), padding_per_axis((1, 0), dims=2), padding_per_axis((1, 0), dims=1)
    ((1, 1), (1, 0), ((1, 0),))

    Raises ValueError if a tuple has the wrong length; whether an amount is a whole number, resolve_padding asks.
    """
    if dims == 1 and isinstance(padding, tuple | list) and len(padding) == 2:
        padding = (tuple(padding),)
    return repeated("padding", padding, dims)


def check_tensors(name: str, **values: object) -> None:
    """Ask for tensors: an array of numpy or a list is told from one here, not by some line further in.

    Raises ValueError with the name and the type of what is none.
    """
    for what, value in values.items():
        if not isinstance(value, Tensor):
            raise ValueError(f"{name} needs a tensor {what}, got {type(value).__name__}; torch.as_tensor makes one of an array or a list")


def check_axes(name: str, x: Tensor, dims: int) -> None:
    """Ask for batch, channels and `dims` spatial axes.

    Raises ValueError for any other number of axes, or if x is no tensor.
    """
    check_tensors(name, x=x)
    if x.ndim != dims + 2:
        raise ValueError(f"{name} needs x (n, c, {', '.join('dhw'[-dims:])}), {dims + 2} axes; got shape {tuple(x.shape)}")


def check_dim(x: Tensor, dim: int) -> None:
    """Ask for the number of one of x's axes; as in torch, a single number, which has none, lets 0 and -1 pass.

    Raises ValueError for what names no axis.
    """
    axes = max(x.ndim, 1)
    if not isinstance(dim, Integral) or not -axes <= dim < axes:
        raise ValueError(f"dim must name one of {x.ndim} axes, got {dim}: shape {tuple(x.shape)}")


def check_weight(name: str, x: Tensor, weight: Tensor, channels: str, dims: int) -> None:
    """Ask for x and weight of one dtype, two leading axes each, then `dims` spatial ones; `channels` names the two of weight.

    Raises ValueError for any other number of axes, two dtypes, or what is no tensor.
    """
    check_tensors(name, x=x, weight=weight)
    if x.ndim != dims + 2 or weight.ndim != dims + 2:
        spatial, kernel = ", ".join("dhw"[-dims:]), ", ".join(("kd", "kh", "kw")[-dims:])
        raise ValueError(
            f"{name} needs x (n, c_in, {spatial}) and weight ({channels}, {kernel}), {dims + 2} axes each; "
            f"got shapes {tuple(x.shape)} and {tuple(weight.shape)}"
        )
    check_dtype(name, x, weight)


def check_dtype(name: str, x: Tensor, weight: Tensor, word: str = "weight") -> None:
    """Ask for x and weight of one dtype, except under autocast, which makes them one.

    Raises ValueError with both.
    """
    if x.dtype != weight.dtype and not torch.is_autocast_enabled(x.device.type):
        raise ValueError(f"{name} needs x and {word} of one dtype, got x {x.dtype} and {word} {weight.dtype}")


def check_bias(name: str, x: Tensor, bias: Tensor | None, c_out: int) -> None:
    """Ask for one number for each output channel, of x's dtype.

    Raises ValueError for any other shape, another dtype, or if it is no tensor.
    """
    if bias is not None and not isinstance(bias, Tensor):
        raise ValueError(f"bias needs a tensor of {c_out} numbers or None, got {bias!r}; stride comes after bias")
    if bias is not None and bias.shape != (c_out,):
        raise ValueError(f"bias needs one number for each of {c_out} output channels, got shape {tuple(bias.shape)}")
    if bias is not None:
        check_dtype(name, x, bias, "bias")


def check_conv(
    name: str, x: Tensor, weight: Tensor, bias: Tensor | None, stride, padding, dilation, groups: int, dims: int
) -> ConvArguments:
    """Refuse what torch would refuse, in words with both numbers, and spell the settings out per axis.

    Raises ValueError if axes, channels, groups, bias or sizes do not fit.
    """
    check_weight(name, x, weight, "c_out, c_in/groups", dims)
    c_in, (c_out, c_per_group) = x.shape[1], weight.shape[:2]
    require_at_least(1, groups=groups, c_in=c_in, c_out=c_out)
    if c_in % groups or c_out % groups:
        raise ValueError(f"groups {groups} must divide both channel counts, got c_in {c_in} and c_out {c_out}")
    if c_per_group * groups != c_in:
        raise ValueError(
            f"channels disagree: x has {c_in}, weight expects {c_per_group * groups} ({c_per_group} in each of {groups} groups); "
            f"shapes {tuple(x.shape)} and {tuple(weight.shape)}"
        )
    check_bias(name, x, bias, c_out)
    return check_windows(name, x, tuple(weight.shape[2:]), stride, padding, dilation, dims)[1]


def check_windows(
    name: str, x: Tensor, kernel_size: int | tuple, stride, padding, dilation, dims: int
) -> tuple[tuple[int, ...], ConvArguments]:
    """Spell out kernel_size and the other settings of a sliding window per axis.

    Raises ValueError if x has the wrong number of axes or the window does not fit.
    """
    check_axes(name, x, dims)
    kernel_size = per_axis("kernel_size", kernel_size, dims)
    stride, dilation = per_axis("stride", stride, dims), per_axis("dilation", dilation, dims)
    padding = tuple(map(resolve_padding, padding_per_axis(padding, dims), kernel_size, stride, dilation))
    output_size = tuple(map(conv_output_size, x.shape[2:], kernel_size, stride, padding, dilation))
    return kernel_size, ConvArguments(stride, padding, dilation, output_size)

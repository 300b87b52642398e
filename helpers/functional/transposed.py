"""Transposed convolution in 1-D, 2-D and 3-D by scatter-add: every input pixel stamps the kernel onto the output.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, chapter 4.
Axes: n batch, c_in/c_out channels, d/h/w slices/rows/columns, kd/kh/kw kernel, g groups.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments_windows import check_conv_transpose
from helpers.functional.put_taps import put_taps


def conv_transpose1d(
    x: Float[Tensor, "n c_in w"],
    weight: Float[Tensor, "c_in c_out/groups kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int] = 1,
    padding: int | tuple = 0,
    output_padding: int | tuple[int] = 0,
    groups: int = 1,
    dilation: int | tuple[int] = 1,
) -> Float[Tensor, "n c_out w_out"]:
    """Stamp the kernel onto the output once for every input pixel, times its value, `stride` apart; stamps that overlap add up.

    The numbers of torch.nn.functional.conv_transpose1d; padding may be (before, after). It cuts cells off the output's ends;
    output_padding leaves that many more after it.
    w_out = (w - 1)*stride - before - after + dilation*(kw - 1) + output_padding + 1.

    >>> import torch
    >>> conv_transpose1d(torch.tensor([[[1.0, 10.0]]]), torch.tensor([[[1.0, 2.0, 3.0]]]), stride=2)
    tensor([[[ 1.,  2., 13., 20., 30.]]])

    Raises ValueError if the channels disagree, groups does not divide them, output_padding is too large or nothing is left.
    Source: arXiv:1603.07285.
    """
    return _conv_transpose("conv_transpose1d", x, weight, bias, stride, padding, output_padding, groups, dilation, dims=1)


def conv_transpose2d(
    x: Float[Tensor, "n c_in h w"],
    weight: Float[Tensor, "c_in c_out/groups kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple = 0,
    output_padding: int | tuple[int, int] = 0,
    groups: int = 1,
    dilation: int | tuple[int, int] = 1,
) -> Float[Tensor, "n c_out h_out w_out"]:
    """Stamp the kernel onto the output once for every input pixel, times its value, `stride` apart; stamps that overlap add up.

    The numbers of torch.nn.functional.conv_transpose2d; padding may be ((top, bottom), (left, right)). It is the adjoint of conv2d
    with the same weight and settings, not its inverse.
    h_out = (h - 1)*stride - top - bottom + dilation*(kh - 1) + output_padding + 1, and the same for w.

    >>> import torch
    >>> conv_transpose2d(torch.tensor([[[[1.0, 10.0]]]]), torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).view(2, 3)
    tensor([[ 1., 12., 20.],
            [ 3., 34., 40.]])

    Raises ValueError if the channels disagree, groups does not divide them, output_padding is too large or nothing is left.
    Source: arXiv:1603.07285.
    """
    return _conv_transpose("conv_transpose2d", x, weight, bias, stride, padding, output_padding, groups, dilation, dims=2)


def conv_transpose3d(
    x: Float[Tensor, "n c_in d h w"],
    weight: Float[Tensor, "c_in c_out/groups kd kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int, int] = 1,
    padding: int | tuple = 0,
    output_padding: int | tuple[int, int, int] = 0,
    groups: int = 1,
    dilation: int | tuple[int, int, int] = 1,
) -> Float[Tensor, "n c_out d_out h_out w_out"]:
    """Stamp the kernel onto the output once for every input voxel, times its value, `stride` apart; stamps that overlap add up.

    The numbers of torch.nn.functional.conv_transpose3d; padding may be ((front, back), (top, bottom), (left, right)).
    d_out = (d - 1)*stride - front - back + dilation*(kd - 1) + output_padding + 1, and the same for h and w.

    >>> import torch
    >>> conv_transpose3d(torch.ones(1, 1, 2, 3, 3), torch.ones(1, 1, 2, 2, 2), stride=2).shape
    torch.Size([1, 1, 4, 6, 6])

    Raises ValueError if the channels disagree, groups does not divide them, output_padding is too large or nothing is left.
    Source: arXiv:1603.07285.
    """
    return _conv_transpose("conv_transpose3d", x, weight, bias, stride, padding, output_padding, groups, dilation, dims=3)


def _conv_transpose(name, x, weight, bias, stride, padding, output_padding, groups, dilation, dims):
    """One code for every dimension, written here with the 2-D letters: one matrix product makes all stamps, then they are laid down.

    The stamps are laid axis by axis: first the kh rows of each stamp onto the output's rows, then the kw columns.
    """
    to = check_conv_transpose(name, x, weight, bias, stride, padding, output_padding, groups, dilation, dims)
    n, c_out = x.shape[0], weight.shape[1] * groups
    pixels = x.flatten(2).unflatten(1, (groups, -1))  # n g c_in/g h*w
    kernels = weight.flatten(1).unflatten(0, (groups, -1))  # g c_in/g c_out/g*kh*kw
    stamps = (kernels.transpose(1, 2) @ pixels).view(n, c_out, *to.kernel_size, *x.shape[2:])  # n c_out kh kw h w
    for size, (before, after), d, s in zip(to.output_size, to.padding, to.dilation, to.stride, strict=True):
        stamps = put_taps(stamps.unbind(2), dims + 1, before + size + after, d, s)  # n c_out kw h_full w, then n c_out h_full w_full
    for axis, (size, (before, _)) in enumerate(zip(to.output_size, to.padding, strict=True), start=2):
        stamps = stamps.narrow(axis, before, size)
    return stamps.contiguous() if bias is None else stamps + bias.view(-1, *(1,) * dims)

"""Convolution in 1-D, 2-D and 3-D, the deep-learning kind: cross-correlation, the kernel is not flipped.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
Axes: n batch, c_in/c_out channels, d/h/w slices/rows/columns, kd/kh/kw kernel, g groups.
"""

from functools import reduce

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_conv
from helpers.functional.boundary import pad_or_same
from helpers.functional.taps import taps


def conv1d(
    x: Float[Tensor, "n c_in w"],
    weight: Float[Tensor, "c_out c_in/groups kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int] = 1,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    flip: bool = False,
) -> Float[Tensor, "n c_out w_out"]:
    """Slide `weight` along `x`; at each stop multiply and add up over c_in and kw.

    The numbers of torch.nn.functional.conv1d, with torch.nn.Conv1d's padding_mode and every mode of `pad` (constant: 0); padding may be
    (before, after), and flip=True gives the true convolution of mathematics.
    w_out = (w + before + after - dilation*(kw - 1) - 1) // stride + 1.

    >>> conv1d(torch.tensor([[[1.0, 2.0, 4.0, 8.0]]]), torch.tensor([[[-1.0, 1.0]]]))
    tensor([[[1., 2., 4.]]])
    >>> conv1d(torch.tensor([[[1.0, 2.0, 4.0, 8.0]]]), torch.tensor([[[-1.0, 1.0]]]), flip=True)
    tensor([[[-1., -2., -4.]]])

    Raises ValueError if the channels disagree, groups does not divide them, the kernel does not fit, or the padding cannot be made.
    Source: arXiv:1603.07285.
    """
    return _conv("conv1d", x, weight, bias, stride, padding, dilation, groups, padding_mode, flip, dims=1)


def conv2d(
    x: Float[Tensor, "n c_in h w"],
    weight: Float[Tensor, "c_out c_in/groups kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    flip: bool = False,
) -> Float[Tensor, "n c_out h_out w_out"]:
    """Slide `weight` over `x`; at each stop multiply and add up over c_in, kh and kw.

    The numbers of torch.nn.functional.conv2d, with torch.nn.Conv2d's padding_mode and every mode of `pad` (constant: 0); padding may be
    ((top, bottom), (left, right)), and flip=True gives the true convolution of mathematics.
    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> image = torch.arange(9.0).view(1, 1, 3, 3)
    >>> conv2d(image, torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])).view(2, 2)
    tensor([[19., 25.],
            [37., 43.]])

    Raises ValueError if the channels disagree, groups does not divide them, the kernel does not fit, or the padding cannot be made.
    Source: arXiv:1603.07285.
    """
    return _conv("conv2d", x, weight, bias, stride, padding, dilation, groups, padding_mode, flip, dims=2)


def conv3d(
    x: Float[Tensor, "n c_in d h w"],
    weight: Float[Tensor, "c_out c_in/groups kd kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int, int] = 1,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    flip: bool = False,
) -> Float[Tensor, "n c_out d_out h_out w_out"]:
    """Slide `weight` through `x`; at each stop multiply and add up over c_in, kd, kh and kw.

    The numbers of torch.nn.functional.conv3d, with torch.nn.Conv3d's padding_mode and every mode of `pad` (constant: 0); padding may be
    ((front, back), (top, bottom), (left, right)), and flip=True gives the true convolution of mathematics.
    d_out = (d + front + back - dilation*(kd - 1) - 1) // stride + 1, and the same for h and w.

    >>> conv3d(torch.ones(1, 1, 2, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 1, 2, 2])

    Raises ValueError if the channels disagree, groups does not divide them, the kernel does not fit, or the padding cannot be made.
    Source: arXiv:1603.07285.
    """
    return _conv("conv3d", x, weight, bias, stride, padding, dilation, groups, padding_mode, flip, dims=3)


def _conv(name, x, weight, bias, stride, padding, dilation, groups, padding_mode, flip, dims):
    """One code for every dimension, written here with the 2-D letters; each image and group is one matrix product.

    The kw taps of the last axis are laid side by side, and so are the taps of an axis with a stride. The others need no copy: each
    of the kh kernel rows is multiplied with all image rows, then the kh products are shifted by their row and added up.
    """
    to = check_conv(name, x, weight, bias, stride, padding, dilation, groups, dims)
    if flip:
        weight = weight.flip(tuple(range(2, weight.ndim)))
    laid = [axis for axis in range(dims) if axis == dims - 1 or to.stride[axis] > 1]

    columns = pad_or_same(x, to.pad_order, padding_mode).unflatten(1, (groups, -1))  # n g c_in/g h w
    kernels = weight.unflatten(0, (groups, -1))  # g c_out/g c_in/g kh kw
    for axis in reversed(laid):
        k, d, size, s = weight.shape[axis + 2], to.dilation[axis], to.output_size[axis], to.stride[axis]
        columns = torch.stack(taps(columns, axis + 3, k, d, size, s), 2).flatten(2, 3)  # n g kw*c_in/g h w_out
        kernels = kernels.movedim(axis + 3, 2).flatten(2, 3)  # g c_out/g kw*c_in/g kh

    kernels = kernels.movedim((1, 2), (-2, -1))  # g kh c_out/g kw*c_in/g
    products = kernels.flatten(1, -2) @ columns.flatten(3)  # n g kh*c_out/g h*w_out
    out = products.unflatten(2, kernels.shape[1:-1]).unflatten(-1, columns.shape[3:])  # n g kh c_out/g h w_out
    for axis in (axis for axis in range(dims) if axis not in laid):
        d, size = to.dilation[axis], to.output_size[axis]
        rows = out.unbind(2) if out.shape[2] > 1 else [out.squeeze(2)]  # a view by unbind, if it were the result, would refuse relu_
        out = reduce(torch.add, [row.narrow(axis - dims, i * d, size) for i, row in enumerate(rows)])  # n g c_out/g h_out w_out
    out = out.flatten(1, 2)
    return out if bias is None else out + bias.view(-1, *(1,) * dims)

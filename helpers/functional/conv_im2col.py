"""2-D convolution as im2col: write every window into a column, then one matrix product does all the sums.

Chellapilla, Puri & Simard, High performance convolutional neural networks for document processing, IWFHR 2006.
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw kernel, g groups.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_conv, check_windows
from helpers.functional.boundary import pad
from helpers.functional.taps import taps


def im2col(
    x: Float[Tensor, "n c_in h w"],
    kernel_size: int | tuple[int, int],
    dilation: int | tuple[int, int] = 1,
    padding: int | tuple | str = 0,
    stride: int | tuple[int, int] = 1,
    padding_mode: str = "zeros",
) -> Float[Tensor, "n c_in*kh*kw h_out*w_out"]:
    """Write the window of every output pixel as one column: rows run over c_in, kh, kw, columns over h_out, w_out.

    The numbers and the argument order of torch.nn.functional.unfold, which has no padding_mode. A pixel is copied once for every
    window that reads it: kh*kw times the memory at stride 1.
    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> im2col(torch.arange(9.0).view(1, 1, 3, 3), kernel_size=2)[0]
    tensor([[0., 1., 3., 4.],
            [1., 2., 4., 5.],
            [3., 4., 6., 7.],
            [4., 5., 7., 8.]])

    Raises ValueError if x has not 4 axes, the kernel does not fit, or the padding cannot be made. Source: docs of torch.nn.Unfold.
    """
    kernel_size, to = check_windows("im2col", x, kernel_size, stride, padding, dilation, dims=2)
    (kh, kw), (h_out, w_out) = kernel_size, to.output_size
    x = pad(x, to.pad_order, padding_mode)
    x = torch.stack(taps(x, 3, kw, to.dilation[1], w_out, to.stride[1]), 2)  # n c_in kw h w_out
    x = torch.stack(taps(x, 3, kh, to.dilation[0], h_out, to.stride[0]), 2)  # n c_in kh kw h_out w_out
    return x.flatten(1, 3).flatten(2)


def conv2d_im2col(
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
    """Multiply the kernels, one in each row, with the windows, one in each column.

    The numbers of torch.nn.functional.conv2d and the arguments of conv2d beside it; needs kh*kw times the input's memory.

    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> image = torch.arange(9.0).view(1, 1, 3, 3)
    >>> conv2d_im2col(image, torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])).view(2, 2)
    tensor([[19., 25.],
            [37., 43.]])

    Raises ValueError for what conv2d refuses. Source: Chellapilla, Puri & Simard 2006.
    """
    to = check_conv("conv2d_im2col", x, weight, bias, stride, padding, dilation, groups, dims=2)
    if flip:
        weight = weight.flip(2, 3)
    columns = im2col(x, weight.shape[2:], to.dilation, to.padding, to.stride, padding_mode)
    columns = columns.unflatten(1, (groups, -1))  # n g c_in/g*kh*kw h_out*w_out
    kernels = weight.flatten(1).unflatten(0, (groups, -1))  # g c_out/g c_in/g*kh*kw
    out = (kernels @ columns).flatten(1, 2)  # n c_out h_out*w_out
    if bias is not None:
        out = out + bias[:, None]
    return out.unflatten(2, to.output_size)

"""2-D convolution as one Einstein sum over a six-axis view of the input.

Axes: n batch, g groups, c_in (c) and c_out (o) channels of a group, y/x output rows/columns, i/j kernel rows/columns.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_conv, check_windows
from helpers.functional.boundary import pad


def windows(
    x: Float[Tensor, "n c_in h w"],
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    dilation: int | tuple[int, int] = 1,
) -> Float[Tensor, "n c_in h_out w_out kh kw"]:
    """Look at `x` through the window of every output pixel; a view, no number is copied.

    torch.Tensor.unfold on both axes, with a dilation.
    h_out = (h - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> windows(torch.arange(9.0).view(1, 1, 3, 3), kernel_size=2)[0, 0, 1, 0]
    tensor([[3., 4.],
            [6., 7.]])

    Raises ValueError if x has not 4 axes or the kernel does not fit. Source: docs of torch.Tensor.unfold.
    """
    kernel_size, to = check_windows("windows", x, kernel_size, stride, 0, dilation, dims=2)
    for axis, k, s, d in zip((2, 3), kernel_size, to.stride, to.dilation, strict=True):
        x = x.unfold(axis, d * (k - 1) + 1, s)[..., ::d]
    return x


def conv2d_einsum(
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
    """Name the axes of windows and kernels; the names that are missing in the result are summed over.

    The numbers of torch.nn.functional.conv2d and the arguments of conv2d beside it: Y[o,y,x] = sum over c,i,j of X[c,y+i,x+j] W[o,c,i,j].

    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> image = torch.arange(9.0).view(1, 1, 3, 3)
    >>> conv2d_einsum(image, torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])).view(2, 2)
    tensor([[19., 25.],
            [37., 43.]])

    Raises ValueError for what conv2d refuses. Source: docs of torch.einsum.
    """
    to = check_conv("conv2d_einsum", x, weight, bias, stride, padding, dilation, groups, dims=2)
    if flip:
        weight = weight.flip(2, 3)
    view = windows(pad(x, to.pad_order, padding_mode), weight.shape[2:], to.stride, to.dilation)
    view = view.unflatten(1, (groups, -1))  # n g c_in/g h_out w_out kh kw
    kernels = weight.unflatten(0, (groups, -1))  # g c_out/g c_in/g kh kw
    out = torch.einsum("ngcyxij,gocij->ngoyx", view, kernels).flatten(1, 2).contiguous()
    return out if bias is None else out + bias.view(-1, 1, 1)

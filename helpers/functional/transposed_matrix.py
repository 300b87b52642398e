"""2-D transposed convolution as a matrix: the transpose of a convolution's matrix, hence the name.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, section 4.1.
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw kernel.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments_windows import check_conv_transpose
from helpers.functional.boundary import pad
from helpers.functional.conv_matrix import conv_matrix


def conv_transpose2d_matrix(
    x: Float[Tensor, "n c_in h w"],
    weight: Float[Tensor, "c_in c_out/groups kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple = 0,
    output_padding: int | tuple[int, int] = 0,
    groups: int = 1,
    dilation: int | tuple[int, int] = 1,
) -> Float[Tensor, "n c_out h_out w_out"]:
    """Multiply the flattened images with the transposed matrix of the convolution that goes the other way, from h_out to h.

    The numbers of torch.nn.functional.conv_transpose2d and the arguments of conv_transpose2d beside it; the matrix is dense, so for
    small images.
    h_out = (h - 1)*stride - top - bottom + dilation*(kh - 1) + output_padding + 1, and the same for w.

    >>> import torch
    >>> conv_transpose2d_matrix(torch.tensor([[[[1.0, 10.0]]]]), torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).view(2, 3)
    tensor([[ 1., 12., 20.],
            [ 3., 34., 40.]])

    Raises ValueError for what conv_transpose2d refuses and for a matrix of more than 2**27 numbers. Source: arXiv:1603.07285.
    """
    to = check_conv_transpose("conv_transpose2d_matrix", x, weight, bias, stride, padding, output_padding, groups, dilation, dims=2)
    matrix = conv_matrix(weight, to.output_size, to.stride, to.padding, to.dilation, groups)  # c_in*h*w c_out*h_out*w_out
    more_h, more_w = (extra // s for extra, s in zip(to.output_padding, to.stride, strict=True))
    x = pad(x, (0, more_w, 0, more_h))  # an output_padding of a stride or more gives the convolution more stops: those read zero
    out = (x.flatten(1) @ matrix).unflatten(1, (-1, *to.output_size))
    return out if bias is None else out + bias.view(-1, 1, 1)

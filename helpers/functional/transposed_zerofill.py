"""2-D transposed convolution as a convolution: put zeros between the pixels, then slide the flipped kernel.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, section 4.5.
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw kernel, g groups.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments_windows import check_conv_transpose
from helpers.functional.boundary import pad
from helpers.functional.conv import conv2d
from helpers.functional.zero_fill import zero_fill


def conv_transpose2d_zerofill(
    x: Float[Tensor, "n c_in h w"],
    weight: Float[Tensor, "c_in c_out/groups kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple = 0,
    output_padding: int | tuple[int, int] = 0,
    groups: int = 1,
    dilation: int | tuple[int, int] = 1,
) -> Float[Tensor, "n c_out h_out w_out"]:
    """Fill stride - 1 zeros between the pixels, pad by dilation*(k - 1) - padding, convolve with the kernel turned by 180 degrees.

    The numbers of torch.nn.functional.conv_transpose2d and the arguments of conv_transpose2d beside it. Where the padding comes out
    negative, cells are cut off instead.
    h_out = (h - 1)*stride - top - bottom + dilation*(kh - 1) + output_padding + 1, and the same for w.

    >>> import torch
    >>> conv_transpose2d_zerofill(torch.tensor([[[[1.0, 10.0]]]]), torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).view(2, 3)
    tensor([[ 1., 12., 20.],
            [ 3., 34., 40.]])

    Raises ValueError for what conv_transpose2d refuses. Source: arXiv:1603.07285.
    """
    to = check_conv_transpose("conv_transpose2d_zerofill", x, weight, bias, stride, padding, output_padding, groups, dilation, dims=2)
    spread = zero_fill(x, to.stride, tuple((size - 1) * s + 1 for size, s in zip(x.shape[2:], to.stride, strict=True)))
    for axis in (0, 1):
        full = to.dilation[axis] * (to.kernel_size[axis] - 1)  # the padding at which every stop that touches a pixel counts
        before, after = to.padding[axis]
        spread = _pad_or_cut(spread, axis + 2, full - before, full - after + to.output_padding[axis])
    kernel = weight.unflatten(0, (groups, -1)).transpose(1, 2).flatten(0, 1)  # c_out c_in/g kh kw
    return conv2d(spread, kernel, bias, dilation=to.dilation, groups=groups, flip=True)


def _pad_or_cut(x: Tensor, axis: int, before: int, after: int) -> Tensor:
    """Put zeros before and after x on one axis; a negative amount takes cells away."""
    x = pad(x.movedim(axis, -1), (max(before, 0), max(after, 0))).movedim(-1, axis)
    cut = max(-before, 0)
    return x.narrow(axis, cut, x.shape[axis] - cut - max(-after, 0))

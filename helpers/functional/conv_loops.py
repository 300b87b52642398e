"""2-D convolution as loops: put the window on every output pixel in turn, the way one would do it by hand.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw kernel.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_conv
from helpers.functional.boundary import pad


def conv2d_loops(
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
    """Visit the output pixels one after the other; each is the sum of a window times the kernel.

    The numbers of torch.nn.functional.conv2d and the arguments of conv2d beside it; slow, for reading. One group after the other.

    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> image = torch.arange(9.0).view(1, 1, 3, 3)
    >>> conv2d_loops(image, torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])).view(2, 2)
    tensor([[19., 25.],
            [37., 43.]])

    Raises ValueError for what conv2d refuses. Source: arXiv:1603.07285.
    """
    to = check_conv("conv2d_loops", x, weight, bias, stride, padding, dilation, groups, dims=2)
    if flip:
        weight = weight.flip(2, 3)
    (sh, sw), (dh, dw), (h_out, w_out) = to.stride, to.dilation, to.output_size
    kh, kw = weight.shape[2:]
    x = pad(x, to.pad_order, padding_mode)
    stacks = []
    for x_group, kernels in zip(x.chunk(groups, 1), weight.chunk(groups, 0), strict=True):
        rows = []
        for r in range(h_out):
            row = []
            for c in range(w_out):
                top, left = r * sh, c * sw
                window = x_group[:, :, top : top + dh * (kh - 1) + 1 : dh, left : left + dw * (kw - 1) + 1 : dw]  # n c_in kh kw
                row.append(torch.tensordot(window, kernels, dims=([1, 2, 3], [1, 2, 3])))  # n c_out
            rows.append(torch.stack(row, dim=-1))  # n c_out w_out
        stacks.append(torch.stack(rows, dim=-2))  # n c_out h_out w_out
    out = torch.cat(stacks, dim=1)
    return out if bias is None else out + bias.view(-1, 1, 1)

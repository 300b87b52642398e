"""2-D convolution by the convolution theorem: transform, multiply, transform back.

Mathieu, Henaff & LeCun, Fast training of convolutional networks through FFTs, arXiv:1312.5851.
Axes: n batch, g groups, c_in (c) and c_out (o) channels of a group, u/v frequencies, kh/kw kernel.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_conv
from helpers.functional.boundary import pad
from helpers.geometry import require_at_least


def conv2d_fft(
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
    """Multiply the spectrum of the padded input with the conjugate spectrum of the kernel.

    The numbers of torch.nn.functional.conv2d, up to rounding, and the arguments of conv2d beside it. Without the conjugate this
    would be true convolution. A dilation spreads the kernel with zeros; a stride throws stops away after they were computed.

    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> image = torch.arange(9.0).view(1, 1, 3, 3)
    >>> conv2d_fft(image, torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])).view(2, 2)
    tensor([[19., 25.],
            [37., 43.]])

    Raises ValueError for what conv2d refuses and for an empty batch, which has no transform. Source: arXiv:1312.5851.
    """
    to = check_conv("conv2d_fft", x, weight, bias, stride, padding, dilation, groups, dims=2)
    require_at_least(1, n=x.shape[0])
    if flip:
        weight = weight.flip(2, 3)
    (sh, sw), (dh, dw), (h_out, w_out) = to.stride, to.dilation, to.output_size
    kh, kw = weight.shape[2:]
    spread = weight.new_zeros(*weight.shape[:2], dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    spread[..., ::dh, ::dw] = weight
    x = pad(x, to.pad_order, padding_mode).unflatten(1, (groups, -1))  # n g c_in/g h w
    size = x.shape[-2:]  # of the padded input: every stop that is kept ends inside it, so nothing wraps around
    x_hat = torch.fft.rfft2(x)
    k_hat = torch.fft.rfft2(spread, s=size).unflatten(0, (groups, -1))
    out = torch.fft.irfft2(torch.einsum("ngcuv,gocuv->ngouv", x_hat, k_hat.conj()), s=size).flatten(1, 2)
    out = out[:, :, : (h_out - 1) * sh + 1 : sh, : (w_out - 1) * sw + 1 : sw].contiguous()
    return out if bias is None else out + bias.view(-1, 1, 1)

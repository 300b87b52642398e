"""Squeeze of the channels by a 1x1 convolution, which is a linear map applied at each pixel.

Lin, Chen & Yan, Network in network, arXiv:1312.4400.
Axes: n batch, c channels, h/w rows/columns, kh/kw kernel.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import check_input
from helpers.layers.unit import Factory


def pointwise_to_linear(conv: nn.Conv2d) -> nn.Linear:
    """Read a 1x1 convolution as the linear layer that it applies to the channels of every pixel.

    conv(x) equals linear(x.movedim(1, -1)).movedim(-1, 1); the weight is a view of the convolution's: the two share memory, so a
    step in place on one moves the other, but each has its own gradient. The bias is the same parameter.

    >>> pointwise_to_linear(nn.Conv2d(64, 32, kernel_size=1))
    Linear(in_features=64, out_features=32, bias=True)

    Raises ValueError if the kernel is not 1x1, or if stride, padding or groups make it more than a map of one pixel.
    Source: arXiv:1312.4400, section 3.
    """
    if conv.kernel_size != (1, 1) or conv.stride != (1, 1) or conv.padding not in {(0, 0), "same", "valid"} or conv.groups != 1:
        raise ValueError(
            "a linear layer equals a 1x1 convolution with stride 1, padding 0 and 1 group; "
            f"got kernel {conv.kernel_size}, stride {conv.stride}, padding {conv.padding}, {conv.groups} groups"
        )
    linear = nn.Linear(conv.in_channels, conv.out_channels, bias=conv.bias is not None, device="meta")
    linear.weight = nn.Parameter(conv.weight.flatten(1))
    linear.bias = conv.bias
    return linear


def merge_pointwise(
    pointwise: Float[Tensor, "c_mid c_in 1 1"], weight: Float[Tensor, "c_out c_mid kh kw"]
) -> Float[Tensor, "c_out c_in kh kw"]:
    """Multiply a 1x1 kernel into the kernel that follows it: without an activation between them, the two are one convolution.

    conv2d(conv2d(x, pointwise), weight) equals conv2d(x, merged), with any stride, zero padding and dilation.
    As a matrix (c_in, c_out*kh*kw) the merged kernel has at most rank c_mid.

    >>> merge_pointwise(torch.tensor([[[[1.0]], [[10.0]]]]), torch.tensor([[[[2.0, 3.0]]]]))
    tensor([[[[ 2.,  3.]],
    <BLANKLINE>
             [[20., 30.]]]])

    Raises ValueError if the first kernel is not 1x1 or the channels between the two disagree.
    """
    if pointwise.shape[2:] != (1, 1) or pointwise.shape[0] != weight.shape[1]:
        raise ValueError(
            f"merging needs kernels (c_mid, c_in, 1, 1) and (c_out, c_mid, kh, kw), got {tuple(pointwise.shape)} and {tuple(weight.shape)}"
        )
    return torch.einsum("mi,omhw->oihw", pointwise.flatten(1), weight)


class SqueezedConv2d(nn.Module):
    """A convolution behind a 1x1 that first squeezes the channels to fewer.

    With the lecture's 64 -> 18 -> 128 channels and a 5x5 kernel it has 58,752 weights; the 5x5 alone has 204,800. A 1x1 adds a
    nonlinearity only with an activation behind it; None (the default) leaves one linear map of lower rank.
    h_out = (h + 2*padding - kernel_size) // stride + 1, and the same for w.

    Args: squeeze_channels, the channels between the two; activation, a factory such as nn.ReLU; the others are torch.nn.Conv2d's.

    >>> block = SqueezedConv2d(64, 18, 128, kernel_size=5, padding=2, bias=False)
    >>> sum(p.numel() for p in block.parameters())
    58752

    Raises ValueError, in forward, for other channels. Source: arXiv:1312.4400.
    """

    def __init__(
        self,
        in_channels: int,
        squeeze_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int | str = 0,
        bias: bool = True,
        activation: Factory | None = None,
    ):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze_channels, kernel_size=1, bias=bias)
        self.activation = nn.Identity() if activation is None else activation()
        self.conv = nn.Conv2d(squeeze_channels, out_channels, kernel_size, stride, padding, bias=bias)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        check_input(self, x, self.squeeze.in_channels)
        return self.conv(self.activation(self.squeeze(x)))

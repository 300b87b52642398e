"""Depthwise and pointwise convolution: one filter a channel, then a 1x1 that mixes channels; MobileNet's two blocks.

Howard et al., MobileNets, arXiv:1704.04861. Sandler et al., MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381.
Axes: n batch, c channels, h/w rows/columns.
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.geometry import require_at_least
from helpers.layers.shapes import check_input
from helpers.layers.unit import Factory, conv_unit


def depthwise(
    channels: int, kernel_size: int, stride: int = 1, padding: int | str = 0, dilation: int = 1, bias: bool = True, multiplier: int = 1
) -> nn.Conv2d:
    """Make a convolution that filters each channel alone: as many groups as channels, nothing is shared between them.

    torch.nn.Conv2d with groups = channels and `multiplier` filters for each channel; weight (channels*multiplier, 1, kh, kw).

    >>> depthwise(5, kernel_size=3, bias=False).weight.numel(), nn.Conv2d(5, 5, kernel_size=3, bias=False).weight.numel()
    (45, 225)

    Raises ValueError if channels or multiplier is below 1. Source: arXiv:1704.04861, section 3.1.
    """
    require_at_least(1, channels=channels, multiplier=multiplier)
    return nn.Conv2d(channels, channels * multiplier, kernel_size, stride, padding, dilation, groups=channels, bias=bias)


class SeparableConv2d(nn.Module):
    """Depthwise kxk convolution, norm, activation; then pointwise 1x1 convolution, norm, activation: the block of MobileNet.

    The pair needs 1/c_out + 1/k^2 of the multiply-adds of a full kxk convolution. With norm=None and activation=None it is the bare
    pair, one linear map. h_out = (h - 1) // stride + 1, and the same for w.

    Args: norm and activation, factories or None; the others are torch.nn.Conv2d's; kernel_size is odd.

    >>> bare = SeparableConv2d(16, 32, norm=None, activation=None)
    >>> [tuple(p.shape) for p in bare.parameters()]
    [(16, 1, 3, 3), (16,), (32, 16, 1, 1), (32,)]

    Raises ValueError if kernel_size is even; forward, for other channels. Source: arXiv:1704.04861, figure 3.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 3,
        stride: int = 1,
        norm: Factory | None = nn.BatchNorm2d,
        activation: Factory | None = nn.ReLU,
    ):
        super().__init__()
        self.depthwise = conv_unit(in_channels, in_channels, kernel_size, stride, in_channels, norm, activation)
        self.pointwise = conv_unit(in_channels, out_channels, 1, norm=norm, activation=activation)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        check_input(self, x, self.depthwise[0].in_channels)
        return self.pointwise(self.depthwise(x))


class InvertedResidual(nn.Module):
    """Expand by 1x1, filter depthwise, project back by a 1x1 without activation; add x where the shapes allow it.

    The names of torchvision's InvertedResidual in MobileNetV2. Inverted: the skip joins the narrow ends, the wide part lies inside.
    With expand_ratio 1 the expansion is left out. h_out = (h - 1) // stride + 1, and the same for w.

    Args: stride, 1 or 2; expand_ratio, how many times wider the inside is; norm and activation, factories.

    >>> block = InvertedResidual(24, 24)
    >>> [tuple(p.shape) for p in block.parameters() if p.ndim == 4], block.adds_input
    ([(144, 24, 1, 1), (144, 1, 3, 3), (24, 144, 1, 1)], True)

    Raises ValueError for another stride or expand_ratio below 1; forward, for other channels. Source: arXiv:1801.04381, figure 4d.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int = 1,
        expand_ratio: int = 6,
        norm: Factory = nn.BatchNorm2d,
        activation: Factory = nn.ReLU6,
    ):
        super().__init__()
        require_at_least(1, expand_ratio=expand_ratio)
        if stride not in (1, 2):
            raise ValueError(f"stride of an inverted residual must be 1 or 2, got {stride}")
        self.in_channels = in_channels
        self.adds_input = stride == 1 and in_channels == out_channels
        wide = in_channels * expand_ratio
        expand = [conv_unit(in_channels, wide, 1, norm=norm, activation=activation)] if expand_ratio > 1 else []
        self.conv = nn.Sequential(
            *expand,
            conv_unit(wide, wide, 3, stride, groups=wide, norm=norm, activation=activation),
            *conv_unit(wide, out_channels, 1, norm=norm, activation=None),
        )

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        check_input(self, x, self.in_channels)
        return x + self.conv(x) if self.adds_input else self.conv(x)

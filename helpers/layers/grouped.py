"""Grouped convolution, written as separate convolutions whose outputs are joined, and ResNeXt's bottleneck.

Krizhevsky, Sutskever & Hinton, ImageNet classification with deep convolutional neural networks, NeurIPS 2012.
Xie et al., Aggregated residual transformations for deep neural networks, arXiv:1611.05431.
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw kernel, g groups.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional import conv2d
from helpers.functional.arguments import check_conv
from helpers.layers.bottleneck import Bottleneck


def grouped_conv2d(
    x: Float[Tensor, "n c_in h w"],
    weight: Float[Tensor, "c_out c_in/groups kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Float[Tensor, "n c_out h_out w_out"]:
    """Cut the channels into groups, convolve each group with its own filters, join the results.

    The numbers and the arguments of torch.nn.functional.conv2d. Each filter sees c_in/groups channels, so there are `groups` times fewer
    weights. h_out = (h + 2*padding - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> two_pixels = torch.tensor([1.0, 10.0]).view(1, 2, 1, 1)
    >>> grouped_conv2d(two_pixels, torch.tensor([2.0, 3.0]).view(2, 1, 1, 1), groups=2).flatten()
    tensor([ 2., 30.])

    Raises ValueError if groups does not divide the channels, or for what conv2d refuses. Source: arXiv:1611.05431, section 3.2.
    """
    check_conv("grouped_conv2d", x, weight, bias, stride, padding, dilation, groups, dims=2)
    biases = [None] * groups if bias is None else bias.chunk(groups)
    parts = zip(x.chunk(groups, dim=1), weight.chunk(groups), biases, strict=True)
    return torch.cat([conv2d(part, kernel, shift, stride, padding, dilation) for part, kernel, shift in parts], dim=1)


class GroupedBottleneck(Bottleneck):
    """1x1 down, grouped 3x3, 1x1 up, plus the input: the bottleneck of ResNeXt.

    Bottleneck with many narrow groups, twice as wide inside. As torchvision counts, the 3x3 has int(channels * base_width / 64) channels
    in each group; at channels 64 that is base_width. h_out = (h - 1) // stride + 1, and the same for w.

    Args: groups, the cardinality; base_width, the width of a group in the first stage; settings, Bottleneck's.

    >>> block = GroupedBottleneck(256, 64)  # 32 groups of 4 channels
    >>> block.conv2.weight.shape, sum(p.numel() for p in block.parameters() if p.ndim == 4)
    (torch.Size([128, 4, 3, 3]), 70144)

    Raises ValueError for what Bottleneck refuses. Source: arXiv:1611.05431.
    """

    def __init__(self, in_channels: int, channels: int, stride: int = 1, groups: int = 32, base_width: int = 4, **settings):
        super().__init__(in_channels, channels, stride, groups=groups, base_width=base_width, **settings)

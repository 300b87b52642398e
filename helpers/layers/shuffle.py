"""Channel shuffle, which lets grouped convolutions exchange channels, and ShuffleNet v2's unit.

Zhang et al., ShuffleNet, arXiv:1707.01083. Ma et al., ShuffleNet V2, arXiv:1807.11164.
Axes: n batch, c channels, h/w rows/columns, g groups.
"""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn

from helpers.layers.shapes import check_divides, check_input
from helpers.layers.unit import Factory


def channel_shuffle(x: Shaped[Tensor, "n c *spatial"], groups: int) -> Shaped[Tensor, "n c *spatial"]:
    """Deal the channels out: the first of every group, then the second of every group, and so on.

    The numbers of torch.nn.functional.channel_shuffle: write the channels as a table of g rows and read it by columns. Shuffling with
    c/groups groups undoes it.

    >>> channel_shuffle(torch.arange(6).view(1, 6, 1), groups=2).flatten()
    tensor([0, 3, 1, 4, 2, 5])

    Raises ValueError if groups does not divide the channels. Source: arXiv:1707.01083, section 3.1.
    """
    if x.ndim < 2:
        raise ValueError(f"channel_shuffle needs x (n, c, ...), at least 2 axes; got shape {tuple(x.shape)}")
    check_divides("groups", groups, channels=x.shape[1])
    shuffled = x.unflatten(1, (groups, -1)).transpose(1, 2)  # n c/g g h w
    return shuffled.clone(memory_format=torch.contiguous_format).flatten(1, 2)  # a copy also with one group, as torch's


class ChannelShuffle(nn.Module):
    """Channel shuffle as a layer without parameters: torch.nn.ChannelShuffle.

    >>> ChannelShuffle(2)(torch.arange(4).view(1, 4, 1, 1)).flatten()
    tensor([0, 2, 1, 3])

    Raises ValueError, in forward, if groups does not divide the channels. Source: arXiv:1707.01083, section 3.1.
    """

    def __init__(self, groups: int):
        super().__init__()
        self.groups = groups

    def forward(self, x: Shaped[Tensor, "n c *spatial"]) -> Shaped[Tensor, "n c *spatial"]:
        return channel_shuffle(x, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


class ShuffleUnit(nn.Module):
    """ShuffleNet v2's unit: half of the channels passes by, the other half is convolved; join, then shuffle in two groups.

    The names of torchvision's InvertedResidual in ShuffleNetV2. With stride 2 nothing passes by: both branches convolve all channels.
    h_out = (h - 1) // stride + 1, and the same for w.

    Args: stride, 1 or 2, where 1 needs in_channels = out_channels; norm and activation, factories.

    >>> ShuffleUnit(4, 8, stride=2)(torch.zeros(1, 4, 5, 6)).shape
    torch.Size([1, 8, 3, 3])

    Raises ValueError for another stride, an odd out_channels, or channels that change at stride 1; forward, for other channels.
    Source: arXiv:1807.11164, figure 3c and 3d.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, norm: Factory = nn.BatchNorm2d, activation: Factory = nn.ReLU):
        super().__init__()
        if stride not in (1, 2):
            raise ValueError(f"stride of a shuffle unit must be 1 or 2, got {stride}")
        if stride == 1 and in_channels != out_channels:
            raise ValueError(f"a shuffle unit of stride 1 keeps its channels, got {in_channels} in and {out_channels} out")
        if out_channels % 2:
            raise ValueError(f"a shuffle unit joins two halves: out_channels must be even, got {out_channels}")
        self.in_channels, half = in_channels, out_channels // 2
        branch_in = half if stride == 1 else in_channels
        self.branch1 = nn.Sequential()
        if stride == 2:
            self.branch1 = nn.Sequential(
                nn.Conv2d(in_channels, in_channels, 3, stride, padding=1, groups=in_channels, bias=False),
                norm(in_channels),
                nn.Conv2d(in_channels, half, 1, bias=False),
                norm(half),
                activation(),
            )
        self.branch2 = nn.Sequential(
            nn.Conv2d(branch_in, half, 1, bias=False),
            norm(half),
            activation(),
            nn.Conv2d(half, half, 3, stride, padding=1, groups=half, bias=False),
            norm(half),
            nn.Conv2d(half, half, 1, bias=False),
            norm(half),
            activation(),
        )
        self.splits = stride == 1

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        check_input(self, x, self.in_channels)
        left, right = x.chunk(2, dim=1) if self.splits else (x, x)
        return channel_shuffle(torch.cat([self.branch1(left), self.branch2(right)], dim=1), groups=2)

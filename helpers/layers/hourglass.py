"""One hourglass: down to a few pixels and up again, with a processed link added at every scale, written as a thing inside itself.

Newell, Yang & Deng, Stacked hourglass networks for human pose estimation, arXiv:1603.06937.
Axes: n batch, c channels, h/w rows/columns.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from helpers.geometry import require_at_least
from helpers.layers.bottleneck import PreActivationBottleneck
from helpers.layers.shapes import check_input


class HourglassBlock(PreActivationBottleneck):
    """Norm, activation and convolution three times (1×1, 3×3, 1×1) with half of the channels inside; add the input.

    PreActivationBottleneck with `expansion` 2 and out_channels where that has the inner channels. The size stays.

    >>> import torch
    >>> block = HourglassBlock(8, 16)
    >>> block(torch.zeros(1, 8, 5, 6)).shape, block.conv2
    (torch.Size([1, 16, 5, 6]), Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False))

    Raises ValueError if out_channels is odd. Source: arXiv:1603.06937, figure 4 left.
    """

    expansion = 2

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        norm: Callable[[int], nn.Module] = nn.BatchNorm2d,
        activation: Callable[[], nn.Module] = nn.ReLU,
    ):
        if out_channels % 2:
            raise ValueError(f"an hourglass's block has half of its channels inside, so their number is even; got {out_channels}")
        super().__init__(in_channels, out_channels // 2, norm=norm, activation=activation)


class Hourglass(nn.Module):
    """Keep a processed copy of the map; pool, go through the smaller hourglass inside, enlarge; add the copy.

    Not in torch. Zero padding throughout, so shape and channels stay: n c h w in and out. The innermost hourglass has a block in place of
    a smaller one. Unlike a U-Net's link this one is added, not joined, and a block has worked on it.

    Args:
        depth: number of pools, so of hourglasses inside each other.
        channels: of every map.
        links: False leaves the processed copies out, for comparison.
        block: what makes a block from the channels in and out.

    >>> import torch
    >>> Hourglass(3, 8)(torch.zeros(1, 8, 16, 24)).shape
    torch.Size([1, 8, 16, 24])

    Raises ValueError if depth is below 1; forward, for other channels or if 2^depth does not divide h and w.
    Source: arXiv:1603.06937, figure 3.
    """

    def __init__(self, depth: int, channels: int, links: bool = True, block: Callable[[int, int], nn.Module] = HourglassBlock):
        super().__init__()
        require_at_least(1, depth=depth)
        self.depth, self.channels = depth, channels
        self.link = block(channels, channels) if links else None
        self.pool = nn.MaxPool2d(2)
        self.down = block(channels, channels)
        self.inner = Hourglass(depth - 1, channels, links, block) if depth > 1 else block(channels, channels)
        self.up = block(channels, channels)
        self.upsample = nn.Upsample(scale_factor=2)  # each number four times

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
        """Give link(x) + what comes back from below."""
        step = 2**self.depth
        if x.ndim != 4 or any(size % step for size in x.shape[2:]):
            raise ValueError(f"an hourglass with {self.depth} pools needs n c h w with h and w divisible by {step}, got {tuple(x.shape)}")
        check_input(self, x, self.channels)
        below = self.upsample(self.up(self.inner(self.down(self.pool(x)))))
        return below if self.link is None else self.link(x) + below

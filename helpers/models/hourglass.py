"""Stacked hourglasses: several nets of the same shape in a row, each correcting the heatmaps of the one before.

Newell, Yang & Deng, Stacked hourglass networks for human pose estimation, arXiv:1603.06937.
Axes: n batch, c_in channels, h/w rows/columns; stacks, joints.
"""

from collections.abc import Callable
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.hourglass import Hourglass, HourglassBlock


class StackedHourglass(nn.Module):
    """Find joints: a stem shrinks the picture four times, then each hourglass gives a heatmap for every joint.

    Layers of torch.nn; not in torchvision. h_out = h / 4. The output holds the heatmaps of every stack, because each is compared with the
    target; those at [:, -1] are the answer. Between two stacks the map, the features and the heatmaps (through 1×1 convolutions) are added.

    Args:
        joints: heatmaps of each stack.
        channels: of every map after the stem (the paper: 256); 4 divides them.
        depth: pools of an hourglass (the paper: 4 on 64×64 maps).
        stacks: number of hourglasses (the paper: 8).
        links: False leaves the links inside the hourglasses out, for comparison.

    >>> net = StackedHourglass(in_channels=1, joints=5, channels=8, depth=2, stacks=2)
    >>> net(torch.zeros(3, 1, 32, 48)).shape
    torch.Size([3, 2, 5, 8, 12])

    Raises ValueError if channels is no multiple of 4, or if depth or stacks is below 1; forward, with the nearest sizes, if 4 * 2^depth
    does not divide h and w. Source: arXiv:1603.06937, section 3.
    """

    def __init__(
        self,
        in_channels: int = 3,
        joints: int = 16,
        channels: int = 256,
        depth: int = 4,
        stacks: int = 2,
        links: bool = True,
        norm: Callable[[int], nn.Module] = nn.BatchNorm2d,
        activation: Callable[[], nn.Module] = nn.ReLU,
    ):
        super().__init__()
        if channels < 4 or channels % 4:
            raise ValueError(f"channels must be a multiple of 4: the stem starts with a quarter, then half of them; got {channels}")
        if stacks < 1:
            raise ValueError(f"stacks must be at least 1, got {stacks}")
        self.in_channels, self.step = in_channels, 4 * 2**depth
        block = partial(HourglassBlock, norm=norm, activation=activation)
        few, half = channels // 4, channels // 2
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, few, 7, stride=2, padding=3),
            norm(few),
            activation(),
            block(few, half),
            nn.MaxPool2d(2),
            block(half, half),
            block(half, channels),
        )
        self.hourglasses = nn.ModuleList(Hourglass(depth, channels, links, block) for _ in range(stacks))
        self.features = nn.ModuleList(
            nn.Sequential(block(channels, channels), nn.Conv2d(channels, channels, 1), norm(channels), activation()) for _ in range(stacks)
        )
        self.heads = nn.ModuleList(nn.Conv2d(channels, joints, 1) for _ in range(stacks))
        self.features_back = nn.ModuleList(nn.Conv2d(channels, channels, 1) for _ in range(stacks - 1))
        self.heatmaps_back = nn.ModuleList(nn.Conv2d(joints, channels, 1) for _ in range(stacks - 1))

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n stacks joints h_out w_out"]:
        """Give every stack's heatmaps, the first stack first."""
        self._check(x)
        x = self.stem(x)
        outputs = []
        for i, (hourglass, features, head) in enumerate(zip(self.hourglasses, self.features, self.heads, strict=True)):
            seen = features(hourglass(x))
            heatmaps = head(seen)
            outputs.append(heatmaps)
            if i < len(self.features_back):
                x = x + self.features_back[i](seen) + self.heatmaps_back[i](heatmaps)
        return torch.stack(outputs, dim=1)

    def _check(self, x):
        if x.ndim != 4 or x.shape[1] != self.in_channels:
            raise ValueError(f"this network needs x (n, {self.in_channels}, h, w), got shape {tuple(x.shape)}")
        for size in x.shape[2:]:
            if size % self.step:
                below = size // self.step * self.step
                nearest = f"{below} and {below + self.step}" if below else f"{self.step}"
                raise ValueError(f"size {size} is not divisible by {self.step} (4 in the stem, 2 at every pool); nearest: {nearest}")

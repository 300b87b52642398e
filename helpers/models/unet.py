"""U-Net: an encoder that halves the map, a decoder that doubles it again, and a link across at every scale. 1-D to 3-D.

Ronneberger, Fischer & Brox, U-Net, arXiv:1505.04597; Çiçek et al., 3D U-Net, arXiv:1606.06650.
Axes: n batch, c_in/c_out channels, then one to three spatial axes (*size). Sizes are in pixels along one axis.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.primitives import torch_layer
from helpers.layers.unet import PADDING, DoubleConv, UpConv, center_crop, check_choice


class UNetStage(NamedTuple):
    """One stage of the walk: what its two convolutions take and give, and the encoder's map that is cropped to size_in and joined."""

    name: str
    size_in: int
    size_out: int
    link: int | None = None


def unet_sizes(size: int, depth: int = 4, padding: str = "valid") -> list[UNetStage]:
    """Walk one axis of the input through every stage of a U-Net; the last size_out is the output's.

    Two 3×3 convolutions take 2 + 2 pixels ("valid") or none ("same"); a pool halves, so it needs an even size; a step up doubles.
    size_out = size for "same", size - 12*2^depth + 8 for "valid".

    >>> for stage in unet_sizes(28, depth=1):
    ...     print(*stage)
    down 1 28 24 None
    bottom 12 8 None
    up 1 16 12 24
    >>> unet_sizes(572)[-1].size_out
    388

    Raises ValueError, with the nearest sizes that fit, if a pool would meet an odd size or nothing would be left.
    Source: arXiv:1505.04597, figure 1.
    """
    check_choice("padding", padding, PADDING)
    if depth < 1:
        raise ValueError(f"a U-Net has at least 1 pool, got depth {depth}")
    stages, trouble = _walk(size, depth, padding)
    if trouble:
        smallest = _smallest(depth, padding)
        below = smallest + (size - smallest) // 2**depth * 2**depth
        nearest = f"the nearest sizes that fit are {below} and {below + 2**depth}" if size > smallest else f"the smallest is {smallest}"
        raise ValueError(f"size {size} does not fit a U-Net with {depth} pools and padding {padding!r}: {trouble}; {nearest}")
    return stages


def unet_input_size(size_out: int, depth: int = 4, padding: str = "valid") -> int:
    """Give the smallest input whose output covers `size_out` pixels: how far to pad a picture before a valid U-Net.

    size = the first of the sizes that fit, smallest + i*2^depth, with size_out or more pixels left.

    >>> unet_input_size(388), unet_input_size(64, depth=2), unet_input_size(65, depth=3, padding="same")
    (572, 104, 72)

    Raises ValueError if size_out or depth is below 1. Source: arXiv:1505.04597, figure 2.
    """
    if size_out < 1:
        raise ValueError(f"size_out must be at least 1, got {size_out}")
    size = _smallest(depth, padding)
    missing = max(0, size_out - unet_sizes(size, depth, padding)[-1].size_out)
    return size + -(-missing // 2**depth) * 2**depth


def _walk(size, depth, padding):
    """The stages, and None or what stops the walk."""
    lost = 4 - 4 * PADDING[padding]
    stages, links, size_in = [], [], size
    for level in range(1, depth + 1):
        size_out = size_in - lost
        if size_out < 2 or size_out % 2:
            return stages, f"pool {level} would halve a map of {max(size_out, 0)}"
        stages.append(UNetStage(f"down {level}", size_in, size_out))
        links.append(size_out)
        size_in = size_out // 2
    size_out = size_in - lost
    stages.append(UNetStage("bottom", size_in, size_out))
    for level in range(depth, 0, -1):
        if size_out < 1:
            return stages, f"nothing is left of the map of {size_in} before step {level} up"
        size_in = 2 * size_out
        size_out = size_in - lost
        stages.append(UNetStage(f"up {level}", size_in, size_out, links.pop()))
    return stages, None if size_out > 0 else f"nothing is left of the last map of {size_in}"


def _smallest(depth, padding):
    """The smallest size that fits: the walk backwards from 1 (same) or 4 (valid) cells at the bottom's end; 3 would double to 6, then 2."""
    size = bottom = 1 if padding == "same" else 4 if depth > 1 else 3
    lost = 4 - 4 * PADDING[padding]
    size = bottom + lost
    for _ in range(depth):
        size = 2 * size + lost
    return size


class UNet(nn.Module):
    """Label every pixel: go down for the big picture, come back up for the detail, joining at each scale what the encoder saw there.

    Layers of torch.nn; the defaults are the network of 2015 (572 pixels in, 388 out, 23 convolutional layers).

    Args:
        base_channels: channels of the first stage; every pool doubles them.
        depth: number of pools.
        dims: 1 for signals, 2 for images, 3 for volumes.
        padding: "valid" crops the encoder's maps to the decoder's; "same" pads with zeros, and the output is as large as the input.
        norm: None, or what makes a norm from a channel count (nn.BatchNorm2d).
        links: False cuts the links, for comparison: the decoder then works from the upsampled map alone.
        wide_up: with links=False, let each step up keep its channels in place of the link's: a few more parameters than with links.
        upsampling: "transposed" (learned) or "bilinear".
        residual: add to each stage its own input as well; a link across does not do that.

    >>> UNet(base_channels=4, depth=2)(torch.zeros(1, 1, 60, 44)).shape
    torch.Size([1, 2, 20, 4])

    Raises ValueError if an option is unknown; forward, if the picture's sizes do not fit (unet_sizes says which do).
    Source: arXiv:1505.04597.
    """

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 2,
        base_channels: int = 64,
        depth: int = 4,
        dims: int = 2,
        padding: str = "valid",
        norm: Callable[[int], nn.Module] | None = None,
        activation: Callable[[], nn.Module] = nn.ReLU,
        links: bool = True,
        wide_up: bool = False,
        upsampling: str = "transposed",
        residual: bool = False,
    ):
        super().__init__()
        check_choice("padding", padding, PADDING)
        if wide_up and links:
            raise ValueError("wide_up fills the channels of missing links; it needs links=False")
        if depth < 1:
            raise ValueError(f"a U-Net has at least 1 pool, got depth {depth}")
        self.in_channels, self.depth, self.dims, self.padding, self.links = in_channels, depth, dims, padding, links

        def stage(c_in, c_out):
            return DoubleConv(c_in, c_out, dims, padding, norm, activation, residual)

        channels = [base_channels * 2**level for level in range(depth + 1)]
        climb = list(zip(channels[:0:-1], channels[-2::-1], strict=True))  # (1024, 512), (512, 256), ...
        self.encoder = nn.ModuleList(map(stage, [in_channels, *channels[:-2]], channels[:-1]))
        self.pool = torch_layer("MaxPool", dims)(2)
        self.bottom = stage(*channels[-2:])
        self.up = nn.ModuleList(UpConv(low, low if wide_up else high, dims, upsampling) for low, high in climb)
        self.decoder = nn.ModuleList(stage(low if links or wide_up else high, high) for low, high in climb)
        self.head = torch_layer("Conv", dims)(base_channels, out_channels, 1)

    def forward(self, x: Float[Tensor, "n c_in *size"]) -> Float[Tensor, "n c_out *size_out"]:
        """Give every pixel's scores before the softmax."""
        self._check(x)
        maps = []
        for stage in self.encoder:
            x = stage(x)
            maps.append(x)
            x = self.pool(x)
        x = self.bottom(x)
        for up, stage in zip(self.up, self.decoder, strict=True):
            x = up(x)
            link = maps.pop()
            if self.links:
                x = torch.cat([center_crop(link, x.shape[2:]), x], dim=1)  # n 2c *size
            x = stage(x)
        return self.head(x)

    def _check(self, x):
        if x.ndim != self.dims + 2 or x.shape[1] != self.in_channels:
            axes = ", ".join("dhw"[-self.dims :])
            raise ValueError(f"this U-Net needs x (n, {self.in_channels}, {axes}), got shape {tuple(x.shape)}")
        for size in x.shape[2:]:
            unet_sizes(size, self.depth, self.padding)

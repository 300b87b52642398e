"""U-Net: an encoder that halves the map, a decoder that doubles it again, and a link across at every scale. 1-D to 3-D.

Ronneberger, Fischer & Brox, U-Net, arXiv:1505.04597; Çiçek et al., 3D U-Net, arXiv:1606.06650.
Axes: n batch, c_in/c_out channels, then one to three spatial axes (*size)."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.primitives import torch_layer
from helpers.layers.shapes import require_at_least
from helpers.layers.unet import PADDING, DoubleConv, UpConv, center_crop, check_choice, check_unet_input


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

    Raises ValueError if an option is unknown; forward, if the picture's sizes do not fit (helpers.geometry.unet_sizes says which do).
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
        require_at_least(1, in_channels=in_channels, out_channels=out_channels, base_channels=base_channels)
        if wide_up and links:
            raise ValueError("wide_up fills the channels of missing links; it needs links=False")
        if depth < 1:
            raise ValueError(f"depth must be at least 1, got {depth}")
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
        check_unet_input(x, self.in_channels, self.dims, self.depth, self.padding)
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

"""Encoder and decoder with remembered maxima: pools go down and note where each maximum was, unpools put it back there.

Noh, Hong & Han, Learning deconvolution network for semantic segmentation, arXiv:1505.04366.
Axes: n batch, c_in/c_out channels, h/w rows/columns.
"""

from collections.abc import Callable

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import require_at_least
from helpers.layers.unet import check_choice

UNPOOLINGS = ("indices", "nearest")


class EncoderDecoder(nn.Module):
    """Label every pixel through a narrow middle, with no link across but the places of the maxima.

    Layers of torch.nn; not in torchvision. Each stage down is a 3×3 convolution and a 2×2 max pool, each stage up an unpool to the size
    before that pool and a 3×3 transposed convolution, padding 1: h_out = h for any h of 2^depth or more, odd ones too.

    Args:
        base_channels: channels of the first stage; every further one doubles them.
        depth: number of pools.
        bottom: kernel size of the convolution at the lowest map and of the transposed one that undoes it, with twice the channels between;
            the paper has 7 on a 7×7 map, so that one vector of 4096 numbers holds the whole picture. None leaves both out.
        unpooling: "indices" puts each value where its maximum was and zeros elsewhere (torch.nn.MaxUnpool2d); "nearest" duplicates it.

    >>> import torch
    >>> EncoderDecoder(3, 2, base_channels=4)(torch.zeros(1, 3, 13, 10)).shape
    torch.Size([1, 2, 13, 10])

    Raises ValueError if depth, bottom or a number of channels is below 1 or unpooling unknown;
    forward, if the picture is too small or has other channels.
    Source: arXiv:1505.04366, figure 2 (13 convolutions and 5 pools; this one is small).
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 2,
        base_channels: int = 16,
        depth: int = 2,
        bottom: int | None = None,
        norm: Callable[[int], nn.Module] | None = nn.BatchNorm2d,
        activation: Callable[[], nn.Module] = nn.ReLU,
        unpooling: str = "indices",
    ):
        super().__init__()
        check_choice("unpooling", unpooling, UNPOOLINGS)
        if depth < 1:
            raise ValueError(f"an encoder and decoder have at least 1 pool, got depth {depth}")
        require_at_least(1, in_channels=in_channels, out_channels=out_channels, base_channels=base_channels)
        require_at_least(1, bottom=1 if bottom is None else bottom)
        self.in_channels, self.unpooling = in_channels, unpooling
        self.smallest = 2**depth * (bottom or 1)

        def stage(conv, c_in, c_out, kernel_size=3, padding=1):
            normed = [] if norm is None else [norm(c_out)]
            return nn.Sequential(conv(c_in, c_out, kernel_size, padding=padding, bias=norm is None), *normed, activation())

        channels = [base_channels * 2**level for level in range(depth)]
        top = channels[-1]
        self.encoder = nn.ModuleList(stage(nn.Conv2d, c_in, c_out) for c_in, c_out in zip([in_channels, *channels], channels, strict=False))
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.bottom = nn.Identity()
        if bottom is not None:
            there, back = stage(nn.Conv2d, top, 2 * top, bottom, 0), stage(nn.ConvTranspose2d, 2 * top, top, bottom, 0)
            self.bottom = nn.Sequential(there, back)
        self.unpool = nn.MaxUnpool2d(2)
        self.decoder = nn.ModuleList(
            stage(nn.ConvTranspose2d, c_in, c_out) for c_in, c_out in zip(channels[::-1], [*channels[-2::-1], base_channels], strict=True)
        )
        self.head = nn.Conv2d(base_channels, out_channels, 1)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h w"]:
        """Give every pixel's scores before the softmax."""
        if x.ndim != 4 or x.shape[1] != self.in_channels or min(x.shape[2:]) < self.smallest:
            least = f"h and w at least {self.smallest}"
            raise ValueError(f"this network needs x (n, {self.in_channels}, h, w) with {least}, got shape {tuple(x.shape)}")
        places, sizes = [], []
        for stage in self.encoder:
            x = stage(x)
            sizes.append(x.shape[2:])
            x, where = self.pool(x)  # where: the flat index of each maximum in its map
            places.append(where)
        x = self.bottom(x)
        for stage in self.decoder:
            where, size = places.pop(), sizes.pop()
            x = self.unpool(x, where, output_size=size) if self.unpooling == "indices" else F.interpolate(x, size=size)
            x = stage(x)
        return self.head(x)

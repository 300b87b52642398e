"""ConvNeXt's block: depthwise 7x7, layer norm over the channels of each pixel, 1x1 up, GELU, 1x1 down, plus the input.

Liu et al., A ConvNet for the 2020s, arXiv:2201.03545. LayerScale: Touvron et al., Going deeper with image transformers, arXiv:2103.17239.
Axes: n batch, c channels, h/w rows/columns.
"""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn

from helpers.geometry import require_at_least
from helpers.layers.shapes import check_input
from helpers.layers.unit import Factory


def layer_norm(channels: int) -> nn.LayerNorm:
    """Make a layer norm over the last axis with ConvNeXt's epsilon, 1e-6; torch's default is 1e-5.

    >>> layer_norm(96).eps
    1e-06

    Source: arXiv:2201.03545, the authors' code.
    """
    return nn.LayerNorm(channels, eps=1e-6)


class Permute(nn.Module):
    """Reorder the axes: torch.permute as a layer, torchvision.ops.Permute.

    >>> Permute((0, 2, 3, 1))(torch.zeros(2, 96, 5, 4)).shape
    torch.Size([2, 5, 4, 96])
    """

    def __init__(self, dims: tuple[int, ...]):
        super().__init__()
        self.dims = tuple(dims)

    def forward(self, x: Shaped[Tensor, "..."]) -> Shaped[Tensor, "..."]:
        if x.ndim != len(self.dims):
            raise ValueError(f"Permute {self.dims} needs {len(self.dims)} axes, got shape {tuple(x.shape)}")
        return x.permute(self.dims)

    def extra_repr(self) -> str:
        return f"{self.dims}"


class ConvNeXtBlock(nn.Module):
    """One depthwise filter, one norm, one activation; each channel of the branch is scaled before it is added to the input.

    The names of torchvision's CNBlock. Between the two Permutes the channels come last: there a 1x1 convolution is a linear layer, and the
    layer norm sees the c channels of one pixel. layer_scale, the first value of the scale, is tiny, so that the block starts near the
    identity; None leaves the scale out. The size stays.

    Args: channels; layer_scale; kernel_size, odd; expansion, how many times wider the inside is; norm and activation, factories.

    >>> sum(p.numel() for p in ConvNeXtBlock(96, layer_scale=None).parameters())
    79200
    """

    def __init__(
        self,
        channels: int,
        layer_scale: float | None = 1e-6,
        kernel_size: int = 7,
        expansion: int = 4,
        norm: Factory = layer_norm,
        activation: Factory = nn.GELU,
    ):
        super().__init__()
        require_at_least(1, channels=channels, expansion=expansion)
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd to keep the size, got {kernel_size}")
        self.channels = channels
        self.block = nn.Sequential(
            nn.Conv2d(channels, channels, kernel_size, padding=kernel_size // 2, groups=channels),
            Permute((0, 2, 3, 1)),  # n h w c
            norm(channels),
            nn.Linear(channels, expansion * channels),
            activation(),
            nn.Linear(expansion * channels, channels),
            Permute((0, 3, 1, 2)),  # n c h w
        )
        scale = None if layer_scale is None else nn.Parameter(torch.full((channels, 1, 1), float(layer_scale)))
        self.register_parameter("layer_scale", scale)

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
        check_input(self, x, self.channels)
        branch = self.block(x)
        if self.layer_scale is not None:
            branch = self.layer_scale * branch
        return x + branch

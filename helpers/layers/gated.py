"""GLU, and gated convolution: one convolution makes 2*c_out channels, and one half of them gates the other.

Dauphin et al., Language modeling with gated convolutional networks, arXiv:1612.08083; the variants: Shazeer, arXiv:2002.05202.
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw kernel.
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import glu_variant
from helpers.layers.shapes import check_input


class GLU(nn.Module):
    """Split x into halves along `dim`; the second half, through a function, multiplies the first.

    torch.nn.GLU by default; beyond torch, variant takes reglu, geglu, swiglu or bilinear. The size of `dim` is halved.

    >>> import torch
    >>> GLU()(torch.tensor([3.0, 4.0, 0.0, 1000.0]))
    tensor([1.5000, 4.0000])

    Raises ValueError if there is no such variant; forward, if the size of `dim` is odd. Source: arXiv:2002.05202.
    """

    def __init__(self, dim: int = -1, *, variant: str = "glu"):
        super().__init__()
        self.dim, self.variant = dim, variant
        self.gated = glu_variant(variant)

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give the gated half of x."""
        return self.gated(x, self.dim)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"dim={self.dim}, variant={self.variant!r}"


class GatedConv1d(nn.Module):
    """A convolution of a signal whose second half of channels gates the first: conv_a(x) * gate(conv_b(x)).

    torch.nn.Conv1d with 2*out_channels, then torch.nn.GLU along the channels: twice the parameters of a plain convolution. variant
    takes glu, reglu, geglu, swiglu or bilinear; stride, padding, dilation, bias, padding_mode … go to the convolution.
    w_out = (w + 2*padding - dilation*(kw - 1) - 1) // stride + 1.

    >>> import torch
    >>> layer = GatedConv1d(2, 3, kernel_size=5, padding=2)
    >>> layer(torch.zeros(4, 2, 10)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([4, 3, 10]), 66)

    Raises ValueError if there is no such variant, or if groups is not 1: value and gate would see different channels;
    forward, for other axes or channels.
    Source: arXiv:1612.08083.
    """

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int | tuple[int], *, variant: str = "glu", **settings):
        super().__init__()
        _refuse_groups(settings)
        self.conv = nn.Conv1d(in_channels, 2 * out_channels, kernel_size, **settings)
        self.gate = GLU(1, variant=variant)

    def forward(self, x: Float[Tensor, "n c_in w"]) -> Float[Tensor, "n c_out w_out"]:
        """Give the gated convolution of x."""
        check_input(self, x, self.conv.in_channels, dims=1)
        return self.gate(self.conv(x))


class GatedConv2d(nn.Module):
    """A convolution of an image whose second half of channels gates the first: conv_a(x) * gate(conv_b(x)).

    torch.nn.Conv2d with 2*out_channels, then torch.nn.GLU along the channels: twice the parameters of a plain convolution. variant
    takes glu, reglu, geglu, swiglu or bilinear; stride, padding, dilation, bias, padding_mode … go to the convolution.
    h_out = (h + 2*padding - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> import torch
    >>> layer = GatedConv2d(3, 4, kernel_size=3, variant="swiglu")
    >>> layer(torch.zeros(1, 3, 8, 9)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([1, 4, 6, 7]), 224)

    Raises ValueError if there is no such variant, or if groups is not 1: value and gate would see different channels;
    forward, for other axes or channels.
    Source: arXiv:1612.08083.
    """

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int | tuple[int, int], *, variant: str = "glu", **settings):
        super().__init__()
        _refuse_groups(settings)
        self.conv = nn.Conv2d(in_channels, 2 * out_channels, kernel_size, **settings)
        self.gate = GLU(1, variant=variant)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        """Give the gated convolution of x."""
        check_input(self, x, self.conv.in_channels, dims=2)
        return self.gate(self.conv(x))


def _refuse_groups(settings):
    """With groups, the first half of the output channels would come from the first half of the input channels only."""
    if settings.get("groups", 1) != 1:
        raise ValueError(f"a gated convolution needs groups 1, got {settings['groups']}: value and gate would see different channels")

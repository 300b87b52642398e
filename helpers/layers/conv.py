"""Conv1d, Conv2d and Conv3d: helpers.functional's convolutions with their weight and bias as parameters.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
Axes: n batch, c_in/c_out channels, d/h/w slices/rows/columns, kd/kh/kw kernel.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import conv1d, conv2d, conv3d
from helpers.functional.arguments import padding_per_axis, per_axis
from helpers.geometry import canonical_mode, require_at_least, resolve_padding


def reset_like_torch(weight: nn.Parameter, bias: nn.Parameter | None) -> None:
    """Draw weight and bias from U(-b, b), b = 1/sqrt(fan_in), as torch's convolutions do: the same seed gives the same numbers.

    fan_in is the size of weight[0]: c_in/groups times the kernel (for a transposed convolution, torch counts c_out/groups).
    """
    nn.init.kaiming_uniform_(weight, a=math.sqrt(5))  # sqrt(5) makes He's bound sqrt(6/((1 + 5)*fan_in)): torch's own choice
    if bias is not None:
        bound = 1 / math.sqrt(weight[0].numel())
        nn.init.uniform_(bias, -bound, bound)


class _Conv(nn.Module):
    """What the three share: torch's constructor, settings spelt out per axis, parameters `weight` and `bias`."""

    dims: int

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple | str = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        require_at_least(1, in_channels=in_channels, out_channels=out_channels, groups=groups)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"groups {groups} must divide both channel counts, got in_channels {in_channels} and out_channels {out_channels}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = per_axis("kernel_size", kernel_size, self.dims)
        self.stride = per_axis("stride", stride, self.dims)
        self.dilation = per_axis("dilation", dilation, self.dims)
        self.padding = padding_per_axis(padding, self.dims)
        for axis in zip(self.padding, self.kernel_size, self.stride, self.dilation, strict=True):
            resolve_padding(*axis)  # refuses what no input could make right
        self.padding_mode = canonical_mode(padding_mode)
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels // groups, *self.kernel_size, device=device, dtype=dtype))
        self.bias = nn.Parameter(torch.empty(out_channels, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new parameters."""
        reset_like_torch(self.weight, self.bias)

    def settings(self) -> tuple:
        """The functional form's arguments after x."""
        return self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups, self.padding_mode

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, groups={self.groups}, bias={self.bias is not None}, padding_mode={self.padding_mode!r}"
        )


class Conv1d(_Conv):
    """Learned kernels that slide along a signal.

    torch.nn.Conv1d with its names, defaults and initial numbers; beyond torch: every boundary mode of `pad`, padding as (before, after).
    w_out = (w + before + after - dilation*(kw - 1) - 1) // stride + 1.

    >>> layer = Conv1d(2, 3, kernel_size=5, padding=2, padding_mode="symmetric")
    >>> layer(torch.zeros(4, 2, 10)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([4, 3, 10]), 33)

    Raises ValueError if groups does not divide the channels or a setting has the wrong length; forward, for what conv1d refuses.
    Source: arXiv:1603.07285.
    """

    dims = 1

    def forward(self, x: Float[Tensor, "n c_in w"]) -> Float[Tensor, "n c_out w_out"]:
        """Give conv1d(x) with the layer's parameters."""
        return conv1d(x, *self.settings())


class Conv2d(_Conv):
    """Learned kernels that slide over an image.

    torch.nn.Conv2d with its names, defaults and initial numbers; beyond torch: every boundary mode of `pad`, padding per side.
    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> layer = Conv2d(3, 6, kernel_size=5)
    >>> layer(torch.zeros(1, 3, 32, 32)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([1, 6, 28, 28]), 456)

    Raises ValueError if groups does not divide the channels or a setting has the wrong length; forward, for what conv2d refuses.
    Source: arXiv:1603.07285.
    """

    dims = 2

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        """Give conv2d(x) with the layer's parameters."""
        return conv2d(x, *self.settings())


class Conv3d(_Conv):
    """Learned kernels that slide through a volume.

    torch.nn.Conv3d with its names, defaults and initial numbers; beyond torch: every boundary mode of `pad`, padding per side.
    d_out = (d + front + back - dilation*(kd - 1) - 1) // stride + 1, and the same for h and w.

    >>> layer = Conv3d(1, 2, kernel_size=3, padding="same")
    >>> layer(torch.zeros(1, 1, 4, 5, 6)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([1, 2, 4, 5, 6]), 56)

    Raises ValueError if groups does not divide the channels or a setting has the wrong length; forward, for what conv3d refuses.
    Source: arXiv:1603.07285.
    """

    dims = 3

    def forward(self, x: Float[Tensor, "n c_in d h w"]) -> Float[Tensor, "n c_out d_out h_out w_out"]:
        """Give conv3d(x) with the layer's parameters."""
        return conv3d(x, *self.settings())

"""LayerNorm over the last axes, LayerNorm2d over the channels of each pixel, and RMSNorm.

Ba, Kiros & Hinton, arXiv:1607.06450; Liu et al., ConvNeXt, arXiv:2201.03545; Zhang & Sennrich, arXiv:1910.07467.
Axes: n batch, c channels, h/w rows/columns.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import layer_norm, layer_norm_channels, rms_norm
from helpers.geometry import require_at_least


class _LastAxesNorm(nn.Module):
    """What the three share: torch's settings, and a weight and a bias of the normalised shape."""

    channels_only = False  # LayerNorm2d takes one size

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float | None,
        elementwise_affine: bool,
        bias: bool,
        device: torch.device | str | None,
        dtype: torch.dtype | None,
        eps_inside: bool,
    ):
        super().__init__()
        self.normalized_shape = tuple(normalized_shape) if isinstance(normalized_shape, tuple | list) else (normalized_shape,)
        if self.channels_only and len(self.normalized_shape) != 1:
            raise ValueError(f"LayerNorm2d needs one number of channels, got {len(self.normalized_shape)}: {self.normalized_shape}")
        for size in self.normalized_shape:
            require_at_least(1, normalized_shape=size)
        self.eps, self.elementwise_affine, self.eps_inside = eps, elementwise_affine, eps_inside
        made = {"device": device, "dtype": dtype}
        self.weight = nn.Parameter(torch.ones(self.normalized_shape, **made)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(self.normalized_shape, **made)) if elementwise_affine and bias else None

    def reset_parameters(self) -> None:
        """Set weight to 1 and bias to 0."""
        if self.weight is not None:
            nn.init.ones_(self.weight)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}, eps_inside={self.eps_inside}"
        )


class LayerNorm(_LastAxesNorm):
    """Layer norm over the last axes of x, with a weight and a bias for each of their elements.

    torch.nn.LayerNorm with its names, defaults and numbers; unbiased and eps_inside are the switches of layer_norm. The shape stays.

    >>> LayerNorm(2, eps=0)(torch.tensor([[1.0, 3.0], [5.0, 9.0]])).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    >>> [tuple(p.shape) for p in LayerNorm((3, 4, 5)).parameters()]
    [(3, 4, 5), (3, 4, 5)]

    Raises ValueError if a size is below 1; forward, if x does not end with normalized_shape. Source: arXiv:1607.06450.
    """

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        *,
        unbiased: bool = False,
        eps_inside: bool = True,
    ):
        super().__init__(normalized_shape, eps, elementwise_affine, bias, device, dtype, eps_inside)
        self.unbiased = unbiased

    def forward(self, x: Float[Tensor, "*outer"]) -> Float[Tensor, "*outer"]:
        """Give layer_norm(x) with the layer's parameters."""
        switches = {"unbiased": self.unbiased, "eps_inside": self.eps_inside}
        return layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps, **switches)


class LayerNorm2d(LayerNorm):
    """Layer norm of each pixel over its channels, as in ConvNeXt: one weight and one bias a channel.

    The numbers and the state_dict of torch.nn.LayerNorm(c) on a copy with the channels last, brought back (ConvNeXt takes eps=1e-6);
    the arguments are LayerNorm's, the first one the number of channels. The shape stays.

    >>> layer = LayerNorm2d(3, eps=1e-6)
    >>> layer(torch.zeros(2, 3, 4, 5)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([2, 3, 4, 5]), 6)

    Raises ValueError unless the first argument is one number, 1 or more; forward, if x is not (n, c, h, w) with the right channels.
    Source: arXiv:2201.03545.
    """

    channels_only = True

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
        """Give layer_norm_channels(x) with the layer's parameters."""
        if x.ndim != 4 or x.shape[1:2] != self.normalized_shape:
            channels = ", ".join(map(str, self.normalized_shape))
            raise ValueError(f"LayerNorm2d needs x (n, {channels}, h, w), 4 axes; got shape {tuple(x.shape)}")
        return layer_norm_channels(x, self.weight, self.bias, self.eps, unbiased=self.unbiased, eps_inside=self.eps_inside)


class RMSNorm(_LastAxesNorm):
    """RMS norm over the last axes of x, with a weight for each of their elements.

    torch.nn.RMSNorm with its names, defaults and numbers; bias=True adds the shift that some lectures keep, eps_inside=False divides
    by rms + eps. The shape stays.

    >>> RMSNorm(2, eps=0)(torch.tensor([[1.0, 7.0]])).tolist()
    [[0.20000000298023224, 1.399999976158142]]
    >>> list(RMSNorm(2).state_dict())
    ['weight']

    Raises ValueError if a size is below 1; forward, if x does not end with normalized_shape. Source: arXiv:1910.07467.
    """

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        *,
        bias: bool = False,
        eps_inside: bool = True,
    ):
        super().__init__(normalized_shape, eps, elementwise_affine, bias, device, dtype, eps_inside)

    def forward(self, x: Float[Tensor, "*outer"]) -> Float[Tensor, "*outer"]:
        """Give rms_norm(x) with the layer's parameters."""
        return rms_norm(x, self.normalized_shape, self.weight, self.eps, bias=self.bias, eps_inside=self.eps_inside)

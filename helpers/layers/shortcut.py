"""Shortcuts of a residual block: how x is made to fit what the branch gives.

He, Zhang, Ren & Sun, Deep residual learning for image recognition, arXiv:1512.03385, section 3.3 and options A, B, C of section 4.1.
Axes: n batch, c_in/c_out channels, then one to three spatial axes; s stride.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.geometry import require_at_least
from helpers.layers.primitives import torch_layer


class ZeroPadShortcut(nn.Module):
    """Option A: keep every s-th pixel of each axis and put channels of zeros behind the others; nothing to learn.

    Not in torch. Channel j < c_in of the output is x[:, j, ::s, ::s], the other channels are 0; h_out = (h - 1) // s + 1, also for
    odd h: the size that a 3x3 convolution with padding 1 and stride s gives.

    >>> ZeroPadShortcut(1, 2, stride=2)(torch.arange(9.0).view(1, 1, 3, 3))
    tensor([[[[0., 2.],
              [6., 8.]],
    <BLANKLINE>
             [[0., 0.],
              [0., 0.]]]])

    Raises ValueError if out_channels is smaller than in_channels, or x has no pixels or other channels. Source: arXiv:1512.03385.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1):
        super().__init__()
        require_at_least(1, in_channels=in_channels, stride=stride)
        if out_channels < in_channels:
            raise ValueError(f"option A only adds channels of zeros, got {in_channels} in and {out_channels} out: take a projection, 'B'")
        self.in_channels, self.out_channels, self.stride = in_channels, out_channels, stride

    def forward(self, x: Float[Tensor, "n c_in *sizes"]) -> Float[Tensor, "n c_out *sizes_out"]:
        """Give x subsampled, with channels of zeros behind."""
        if x.ndim < 3:
            raise ValueError(f"ZeroPadShortcut needs x (n, {self.in_channels}, ...), at least 3 axes; got shape {tuple(x.shape)}")
        if x.shape[1] != self.in_channels:
            raise ValueError(f"channels disagree: x has {x.shape[1]}, the shortcut expects {self.in_channels}; shape {tuple(x.shape)}")
        x = x[(..., *[slice(None, None, self.stride)] * (x.ndim - 2))]  # n c_in h_out w_out
        zeros = x.new_zeros(x.shape[0], self.out_channels - self.in_channels, *x.shape[2:])
        return torch.cat([x, zeros], 1)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"{self.in_channels}, {self.out_channels}, stride={self.stride}"


def projection(
    in_channels: int, out_channels: int, stride: int = 1, norm: Callable[[int], nn.Module] | None = None, dims: int = 2
) -> nn.Sequential:
    """Build option B: a 1x1 convolution with stride s, then a norm.

    torchvision's `downsample`, so its state_dict keys are 0.weight (convolution) and 1.weight, 1.bias, ... (norm). norm=None leaves
    the norm out, as pre-activation blocks do. h_out = (h - 1) // s + 1.

    >>> sum(p.numel() for p in projection(64, 128, stride=2, norm=nn.BatchNorm2d).parameters())
    8448

    Raises ValueError if dims is not 1, 2 or 3. Source: arXiv:1512.03385.
    """
    conv = torch_layer("Conv", dims)(in_channels, out_channels, 1, stride, bias=False)
    return nn.Sequential(conv) if norm is None else nn.Sequential(conv, norm(out_channels))


def make_shortcut(
    kind: str,
    in_channels: int,
    out_channels: int,
    stride: int = 1,
    norm: Callable[[int], nn.Module] | None = None,
    dims: int = 2,
) -> nn.Module:
    """Build the shortcut of option A, B or C: the identity wherever shapes agree (not in C), else zero-padding (A) or a projection.

    >>> make_shortcut("A", 16, 16), make_shortcut("A", 16, 32, stride=2)
    (Identity(), ZeroPadShortcut(16, 32, stride=2))
    >>> make_shortcut("B", 16, 16), len(make_shortcut("C", 16, 16, norm=nn.BatchNorm2d))
    (Identity(), 2)

    Raises ValueError for another kind, or if option A would have to drop channels. Source: arXiv:1512.03385.
    """
    if kind not in ("A", "B", "C"):
        raise ValueError(f"shortcut must be 'A' (zero-padding), 'B' (projection where shapes change) or 'C' (projection), got {kind!r}")
    if kind != "C" and in_channels == out_channels and stride == 1:
        return nn.Identity()
    if kind == "A":
        return ZeroPadShortcut(in_channels, out_channels, stride)
    return projection(in_channels, out_channels, stride, norm, dims)

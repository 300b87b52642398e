"""Average pooling with dilation, the layer that torch leaves out: what a strided average pool becomes when strides turn into dilation.

Chen et al., DeepLab (the "à trous" algorithm), arXiv:1606.00915.
Axes: n batch, c channels, h/w rows/columns, kh/kw window.
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional.arguments import check_axes, per_axis
from helpers.geometry import require_at_least


class DilatedAvgPool2d(nn.Module):
    """At every pixel, average the kh*kw pixels that lie `dilation` apart; stride 1.

    torch.nn.AvgPool2d(kernel_size, stride=1) for dilation 1; otherwise nothing in torch. h_out = h - dilation*(kh - 1).

    >>> import torch
    >>> DilatedAvgPool2d((1, 2), dilation=(1, 2))(torch.tensor([[[[1.0, 2.0, 5.0, 8.0]]]]))
    tensor([[[[3., 5.]]]])

    Raises ValueError for a size below 1; forward, if x has not 4 axes or holds whole numbers, or the window does not fit.
    Source: arXiv:1606.00915, section 3.1.
    """

    def __init__(self, kernel_size: int | tuple[int, int], dilation: int | tuple[int, int] = 1):
        super().__init__()
        self.kernel_size, self.dilation = per_axis("kernel_size", kernel_size, 2), per_axis("dilation", dilation, 2)
        require_at_least(1, kernel_size=min(self.kernel_size), dilation=min(self.dilation))

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h_out w_out"]:
        """Give the averages: a convolution of each channel by itself, every weight 1/(kh*kw)."""
        check_axes("DilatedAvgPool2d", x, dims=2)
        if not x.is_floating_point():
            raise ValueError(f"DilatedAvgPool2d needs floating-point numbers, got {x.dtype}")
        c, size, (kh, kw) = x.shape[1], tuple(x.shape[2:]), self.kernel_size
        reach = tuple(rate * (k - 1) + 1 for rate, k in zip(self.dilation, self.kernel_size, strict=True))
        if any(have < want for have, want in zip(size, reach, strict=True)):
            raise ValueError(f"a window of {reach} pixels does not fit a map of {size}; x has shape {tuple(x.shape)}")
        weight = x.new_full((c, 1, kh, kw), 1 / (kh * kw))
        return F.conv2d(x, weight, dilation=self.dilation, groups=c)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}"

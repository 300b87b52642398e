"""A segmenter that never leaves full resolution: 3×3 convolutions whose taps move ever further apart take the place of pools.

Yu & Koltun, Multi-scale context aggregation by dilated convolutions, arXiv:1511.07122.
Axes: n batch, c_in/c_out channels, then one to three spatial axes (*size).
"""

from collections.abc import Callable, Sequence

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.primitives import torch_layer
from helpers.layers.shapes import require_at_least
from helpers.layers.unet import PADDING, check_choice
from helpers.models.sliceable import Sliceable


class DilatedNet(Sliceable):
    """Label every pixel without going down: each layer is as large as the picture, dilation alone widens the view.

    Layers of torch.nn; not in torchvision. One pixel of the output sees receptive_field = 1 + 2*sum(dilations) pixels along each axis.
    size_out = size for padding "same" (zeros), size - 2*sum(dilations) for "valid".

    Args:
        channels: of every layer but the last, a 1×1 convolution.
        dilations: of the 3×3 convolutions, one each; the paper's end with a 1, after the widest.
        dims: 1 for signals, 2 for images, 3 for volumes.
        norm: None, or what makes a norm from a channel count (nn.BatchNorm2d); the convolutions before it have no bias.

    >>> import torch
    >>> net = DilatedNet(1, 2, channels=4, dilations=(1, 2, 4))
    >>> net(torch.zeros(1, 1, 9, 20)).shape, net.receptive_field
    (torch.Size([1, 2, 9, 20]), 15)

    Raises ValueError if dilations is empty or one is below 1, or if padding or dims is unknown; forward, if x has other channels
    or is too small. Source: arXiv:1511.07122, table 1.
    """

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 2,
        channels: int = 16,
        dilations: Sequence[int] = (1, 1, 2, 4, 8, 16, 1),
        dims: int = 2,
        padding: str = "same",
        norm: Callable[[int], nn.Module] | None = None,
        activation: Callable[[], nn.Module] = nn.ReLU,
    ):
        check_choice("padding", padding, PADDING)
        if not dilations or min(dilations) < 1:
            raise ValueError(f"dilations must be one whole number or more, each at least 1, got {tuple(dilations)}")
        require_at_least(1, in_channels=in_channels, out_channels=out_channels, channels=channels)
        conv = torch_layer("Conv", dims)
        layers, c_in = [], in_channels
        for dilation in dilations:
            layers.append(conv(c_in, channels, 3, padding=dilation * PADDING[padding], dilation=dilation, bias=norm is None))
            layers += [] if norm is None else [norm(channels)]
            layers.append(activation())
            c_in = channels
        super().__init__(*layers, conv(channels, out_channels, 1))
        self.in_channels, self.dims = in_channels, dims
        self.receptive_field = 1 + 2 * sum(dilations)

    def forward(self, x: Float[Tensor, "n c_in *size"]) -> Float[Tensor, "n c_out *size_out"]:
        """Give every pixel's scores before the softmax."""
        return super().forward(x)

"""SqueezeNet's fire module: a 1x1 squeezes the channels, a 1x1 and a 3x3 side by side expand them.

Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, arXiv:1602.07360.
Axes: n batch, c channels, h/w rows/columns.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import check_input
from helpers.layers.unit import Factory


class Fire(nn.Module):
    """Squeeze by 1x1, then expand by 1x1 and by 3x3 and join the two; an activation follows each convolution.

    The names of torchvision's Fire. The size stays; c_out = expand1x1 + expand3x3.

    Args: in_channels; squeeze, expand1x1, expand3x3, the channels of the three convolutions; activation, a factory.

    >>> Fire(96, squeeze=16, expand1x1=64, expand3x3=64)(torch.zeros(1, 96, 5, 4)).shape
    torch.Size([1, 128, 5, 4])
    """

    def __init__(self, in_channels: int, squeeze: int, expand1x1: int, expand3x3: int, activation: Factory = nn.ReLU):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding=1)
        self.activation = activation()

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h w"]:
        check_input(self, x, self.squeeze.in_channels)
        x = self.activation(self.squeeze(x))
        return torch.cat([self.activation(self.expand1x1(x)), self.activation(self.expand3x3(x))], dim=1)

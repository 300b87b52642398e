"""DenseNet's pieces: a layer joins its new features to everything before it, so the channels grow by the growth rate.

Huang, Liu, van der Maaten & Weinberger, Densely connected convolutional networks, arXiv:1608.06993.
Axes: n batch, c channels, h/w rows/columns.
"""

from collections import OrderedDict

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.geometry import require_at_least
from helpers.layers.shapes import check_input
from helpers.layers.unit import Factory


class DenseLayer(nn.Module):
    """Norm, activation, convolution, twice; then join the new features behind the input: c_out = c_in + growth_rate.

    The names of torchvision's _DenseLayer, which leaves the joining to its block. The 1x1 in front of the 3x3 narrows the input to
    bn_size*growth_rate channels; bn_size=None leaves it out. The size stays.

    Args: growth_rate, the new channels; bn_size, width of the bottleneck in growth rates; drop_rate, of the new features; norm,
    activation, factories.

    >>> DenseLayer(3, growth_rate=32)(torch.zeros(1, 3, 5, 4)).shape
    torch.Size([1, 35, 5, 4])

    Raises ValueError if growth_rate or bn_size is below 1; forward, for other channels. Source: arXiv:1608.06993, section 3.
    """

    def __init__(
        self,
        in_channels: int,
        growth_rate: int,
        bn_size: int | None = 4,
        drop_rate: float = 0.0,
        norm: Factory = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
    ):
        super().__init__()
        require_at_least(1, growth_rate=growth_rate, bn_size=1 if bn_size is None else bn_size)
        self.in_channels = in_channels
        self.out_channels = in_channels + growth_rate
        self.norm1, self.relu1 = norm(in_channels), activation()
        if bn_size is None:
            self.conv1 = nn.Conv2d(in_channels, growth_rate, 3, padding=1, bias=False)
        else:
            self.conv1 = nn.Conv2d(in_channels, bn_size * growth_rate, 1, bias=False)
            self.norm2, self.relu2 = norm(bn_size * growth_rate), activation()
            self.conv2 = nn.Conv2d(bn_size * growth_rate, growth_rate, 3, padding=1, bias=False)
        self.has_bottleneck = bn_size is not None
        self.dropout = nn.Dropout(drop_rate)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_in+growth_rate h w"]:
        check_input(self, x, self.in_channels)
        new = self.conv1(self.relu1(self.norm1(x)))
        if self.has_bottleneck:
            new = self.conv2(self.relu2(self.norm2(new)))
        return torch.cat([x, self.dropout(new)], dim=1)


class DenseBlock(nn.Sequential):
    """Dense layers in a row, each reading all features made so far: c_out = c_in + num_layers*growth_rate.

    The names of torchvision's _DenseBlock: denselayer1, denselayer2 and so on.

    Args: as for DenseLayer.

    >>> block = DenseBlock(3, in_channels=3, growth_rate=32)
    >>> [layer.out_channels for layer in block]
    [35, 67, 99]

    Raises ValueError if num_layers is below 1, and for what DenseLayer refuses. Source: arXiv:1608.06993, section 3.
    """

    def __init__(
        self,
        num_layers: int,
        in_channels: int,
        growth_rate: int,
        bn_size: int | None = 4,
        drop_rate: float = 0.0,
        norm: Factory = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
    ):
        super().__init__()
        require_at_least(1, num_layers=num_layers)
        for i in range(num_layers):
            layer = DenseLayer(in_channels + i * growth_rate, growth_rate, bn_size, drop_rate, norm, activation)
            self.add_module(f"denselayer{i + 1}", layer)
        self.out_channels = in_channels + num_layers * growth_rate

    def __getitem__(self, index: int | slice) -> nn.Module:
        """Give one layer, or a plain nn.Sequential of several: torch would call this class's constructor with them."""
        if isinstance(index, slice):
            return nn.Sequential(OrderedDict(list(self.named_children())[index]))
        return super().__getitem__(index)


class Transition(nn.Sequential):
    """Between two dense blocks: norm, activation, a 1x1 that reduces the channels, then average pooling that halves the size.

    The names of torchvision's _Transition: norm, relu, conv, pool. h_out = h // 2, and the same for w.

    Args: norm and activation, factories.

    >>> Transition(256, 128)(torch.zeros(1, 256, 7, 4)).shape
    torch.Size([1, 128, 3, 2])

    Raises ValueError, in forward, for other channels. Source: arXiv:1608.06993, section 3.
    """

    def __init__(self, in_channels: int, out_channels: int, norm: Factory = nn.BatchNorm2d, activation: Factory = nn.ReLU):
        super().__init__()
        self.norm = norm(in_channels)
        self.relu = activation()
        self.conv = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.pool = nn.AvgPool2d(2, 2)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        check_input(self, x, self.conv.in_channels)
        return super().forward(x)

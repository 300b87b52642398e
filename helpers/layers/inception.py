"""Inception modules: filters of several sizes side by side, their outputs joined; naive and with 1x1 reductions.

Szegedy et al., Going deeper with convolutions, arXiv:1409.4842.
Axes: n batch, c channels, h/w rows/columns.
"""

from collections import OrderedDict

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import check_input
from helpers.layers.unit import Factory, conv_unit


def inception_unit(
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    stride: int = 1,
    norm: Factory | None = nn.BatchNorm2d,
    activation: Factory = nn.ReLU,
) -> nn.Sequential:
    """Line up convolution, norm and activation under the names conv, bn, relu, which torchvision's GoogLeNet uses.

    The layers of conv_unit; norm=None, as in the 2014 paper, leaves bn out. h_out = (h - 1) // stride + 1, and the same for w.

    >>> list(inception_unit(192, 64, kernel_size=1).state_dict())[:2]
    ['conv.weight', 'bn.weight']

    Raises ValueError if kernel_size is even. Source: arXiv:1409.4842.
    """
    layers = conv_unit(in_channels, out_channels, kernel_size, stride, norm=norm, activation=activation)
    names = ("conv", "relu") if norm is None else ("conv", "bn", "relu")
    return nn.Sequential(OrderedDict(zip(names, layers, strict=True)))


class InceptionNaive(nn.Module):
    """1x1, 3x3, 5x5 and a 3x3 max pool side by side, joined; the pool passes all its channels on.

    The size stays; c_out = ch1x1 + ch3x3 + ch5x5 + c_in, so a stack of them can only grow wider.

    Args: ch1x1, ch3x3, ch5x5, the channels of the branches; norm (or None) and activation, factories.

    >>> module = InceptionNaive(192, 64, 128, 32)
    >>> module.out_channels, sum(p.numel() for p in module.parameters() if p.ndim == 4)
    (416, 387072)

    Raises ValueError, in forward, for other channels. Source: arXiv:1409.4842, figure 2a.
    """

    def __init__(
        self,
        in_channels: int,
        ch1x1: int,
        ch3x3: int,
        ch5x5: int,
        norm: Factory | None = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
    ):
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = ch1x1 + ch3x3 + ch5x5 + in_channels
        self.branch1 = inception_unit(in_channels, ch1x1, 1, norm=norm, activation=activation)
        self.branch2 = inception_unit(in_channels, ch3x3, 3, norm=norm, activation=activation)
        self.branch3 = inception_unit(in_channels, ch5x5, 5, norm=norm, activation=activation)
        self.branch4 = nn.MaxPool2d(3, stride=1, padding=1)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h w"]:
        check_input(self, x, self.in_channels)
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)


class Inception(nn.Module):
    """The same four branches with 1x1 convolutions that reduce the channels before the 3x3 and the 5x5 and after the pool.

    The names and the argument order of torchvision's Inception in GoogLeNet, whose third branch has a 3x3 in place of the 5x5
    (large_kernel=3). The size stays; c_out = ch1x1 + ch3x3 + ch5x5 + pool_proj.

    Args: ch3x3red, ch5x5red, pool_proj, the channels of the reductions; norm (or None) and activation, factories.

    >>> module = Inception(192, 64, 96, 128, 16, 32, 32)
    >>> module.out_channels, sum(p.numel() for p in module.parameters() if p.ndim == 4)
    (256, 163328)

    Raises ValueError if large_kernel is even; forward, for other channels. Source: arXiv:1409.4842, figure 2b.
    """

    def __init__(
        self,
        in_channels: int,
        ch1x1: int,
        ch3x3red: int,
        ch3x3: int,
        ch5x5red: int,
        ch5x5: int,
        pool_proj: int,
        norm: Factory | None = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
        large_kernel: int = 5,
    ):
        super().__init__()

        def unit(c_in, c_out, kernel_size):
            return inception_unit(c_in, c_out, kernel_size, norm=norm, activation=activation)

        self.in_channels = in_channels
        self.out_channels = ch1x1 + ch3x3 + ch5x5 + pool_proj
        self.branch1 = unit(in_channels, ch1x1, 1)
        self.branch2 = nn.Sequential(unit(in_channels, ch3x3red, 1), unit(ch3x3red, ch3x3, 3))
        self.branch3 = nn.Sequential(unit(in_channels, ch5x5red, 1), unit(ch5x5red, ch5x5, large_kernel))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), unit(in_channels, pool_proj, 1))

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h w"]:
        check_input(self, x, self.in_channels)
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)

"""The unit that most blocks repeat: convolution, norm, activation.

Ioffe & Szegedy, Batch normalization, arXiv:1502.03167.
"""

from collections.abc import Callable

from torch import nn

Factory = Callable[..., nn.Module]


def conv_unit(
    in_channels: int,
    out_channels: int,
    kernel_size: int = 3,
    stride: int = 1,
    groups: int = 1,
    norm: Factory | None = nn.BatchNorm2d,
    activation: Factory | None = nn.ReLU,
) -> nn.Sequential:
    """Line up a convolution, its norm and its activation; None leaves the norm or the activation out.

    The numbering of torchvision.ops.Conv2dNormActivation: 0 convolution, 1 norm, 2 activation. Padding (kernel_size - 1) / 2 keeps the
    size at stride 1. A norm subtracts the mean, so the convolution has a bias only without one.
    h_out = (h - 1) // stride + 1, and the same for w.

    >>> conv_unit(3, 8, stride=2, norm=None)
    Sequential(
      (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
      (1): ReLU()
    )

    Raises ValueError if kernel_size is even. Source: arXiv:1502.03167, section 3.2.
    """
    if kernel_size % 2 == 0:
        raise ValueError(f"kernel_size must be odd to keep the size, got {kernel_size}")
    layers = [nn.Conv2d(in_channels, out_channels, kernel_size, stride, kernel_size // 2, groups=groups, bias=norm is None)]
    if norm is not None:
        layers.append(norm(out_channels))
    if activation is not None:
        layers.append(activation())
    return nn.Sequential(*layers)

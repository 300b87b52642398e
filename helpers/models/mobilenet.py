"""MobileNet v2: a stack of inverted residuals.

Sandler et al., MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381, table 2.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.separable import InvertedResidual
from helpers.layers.shapes import require_at_least
from helpers.layers.unit import Factory, conv_unit
from helpers.models.initialization import init_he
from helpers.models.sliceable import Sliceable

LAYOUT = (  # expansion, channels, blocks, stride of the first block
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
LAYOUT_CIFAR = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 2, 2))


class MobileNetV2(Sliceable):
    """One 3x3 convolution, inverted residuals, one 1x1 convolution, average over all positions, one linear layer.

    torchvision's MobileNetV2 with its state_dict keys: features.0.0, features.1.conv.0.0 ... classifier.1. The children are features,
    avgpool, flatten and classifier. With the default layout h_out = h/32 before the average.

    Args:
        layout: rows (expansion, channels, blocks, stride of the first block).
        stem_width, stem_stride: of the 3x3 convolution; last_width: the channels of the 1x1 convolution.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in MobileNetV2().parameters())
    3504872

    Raises ValueError for what InvertedResidual refuses. Source: arXiv:1801.04381, table 2.
    """

    def __init__(
        self,
        num_classes: int = 1000,
        in_channels: int = 3,
        layout: tuple[tuple[int, int, int, int], ...] = LAYOUT,
        stem_width: int = 32,
        stem_stride: int = 2,
        last_width: int = 1280,
        dropout: float = 0.2,
        norm: Factory = nn.BatchNorm2d,
        activation: Factory = nn.ReLU6,
    ):
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        features = nn.Sequential(conv_unit(in_channels, stem_width, 3, stem_stride, norm=norm, activation=activation))
        channels = stem_width
        for expand_ratio, width, blocks, first_stride in layout:
            for i in range(blocks):
                stride = first_stride if i == 0 else 1
                features.append(InvertedResidual(channels, width, stride, expand_ratio, norm, activation))
                channels = width
        features.append(conv_unit(channels, last_width, 1, norm=norm, activation=activation))
        classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(last_width, num_classes))
        super().__init__(OrderedDict(features=features, avgpool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), classifier=classifier))
        self.in_channels = in_channels
        init_he(self)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)


def mobilenet_cifar(num_classes: int = 10, in_channels: int = 3, **settings) -> MobileNetV2:
    """Build a MobileNet v2 for small images: five inverted residuals, 128 channels before the average.

    Not in torchvision; the settings are MobileNetV2's. h_out = h/4 before the average over positions.

    >>> sum(p.numel() for p in mobilenet_cifar().parameters())
    45386

    Raises ValueError for what InvertedResidual refuses.
    """
    settings = {"layout": LAYOUT_CIFAR, "stem_width": 16, "stem_stride": 1, "last_width": 128, "dropout": 0.0, **settings}
    return MobileNetV2(num_classes, in_channels, **settings)

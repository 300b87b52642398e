"""SqueezeNet 1.0 and 1.1: a stack of fire modules, then one score map a class, averaged.

Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, arXiv:1602.07360; version 1.1: the authors' code.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.fire import Fire
from helpers.layers.shapes import require_at_least
from helpers.models.initialization import init_he
from helpers.models.sliceable import Sliceable

POOL = "pool"
LAYOUT_1_0 = ((16, 64), (16, 64), (32, 128), POOL, (32, 128), (48, 192), (48, 192), (64, 256), POOL, (64, 256))
LAYOUT_1_1 = ((16, 64), (16, 64), POOL, (32, 128), (32, 128), POOL, (48, 192), (48, 192), (64, 256), (64, 256))
LAYOUT_CIFAR = ((8, 16), (8, 16), POOL, (16, 32), (16, 32), POOL, (24, 48), (24, 48))


class SqueezeNet(Sliceable):
    """One convolution, pools and fire modules, then a 1x1 convolution to one map a class and the average of each map.

    torchvision's SqueezeNet with its state_dict keys: features.0, features.3.squeeze ... classifier.1. The children are features,
    classifier and flatten. The average stands in for AlexNet's linear layers.

    Args:
        layout: for each fire module (squeeze, expand), where expand is the width of its 1x1 and of its 3x3; or "pool".
        stem: channels, kernel size and stride of the first convolution, which has no padding unless stem_pool is False.
        stem_pool: whether a pool follows it; False, for small images, also keeps the size by padding.

    >>> import torch
    >>> squeezenet_cifar(in_channels=1)(torch.zeros(2, 1, 8, 8)).shape
    torch.Size([2, 10])

    Raises ValueError for a word other than "pool" in the layout. Source: arXiv:1602.07360, table 1.
    """

    def __init__(
        self,
        layout: tuple[tuple[int, int] | str, ...] = LAYOUT_1_0,
        stem: tuple[int, int, int] = (96, 7, 2),
        stem_pool: bool = True,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
    ):
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        channels, kernel_size, stride = stem
        first = nn.Conv2d(in_channels, channels, kernel_size, stride, padding=0 if stem_pool else kernel_size // 2)
        features = nn.Sequential(first, nn.ReLU())
        for row in (POOL, *layout) if stem_pool else layout:
            if isinstance(row, str):
                if row != POOL:
                    raise ValueError(f"a layout holds pairs (squeeze, expand) and the word 'pool', got {row!r}")
                features.append(nn.MaxPool2d(3, stride=2, ceil_mode=True))
            else:
                squeeze, expand = row
                features.append(Fire(channels, squeeze, expand, expand))
                channels = 2 * expand
        scores = nn.Conv2d(channels, num_classes, 1)
        classifier = nn.Sequential(nn.Dropout(dropout), scores, nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        super().__init__(OrderedDict(features=features, classifier=classifier, flatten=nn.Flatten()))
        self.in_channels = in_channels
        init_he(self)
        nn.init.normal_(scores.weight, std=0.01)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores, which are not negative: a ReLU stands before the average."""
        return super().forward(x)


def squeezenet1_0(num_classes: int = 1000, in_channels: int = 3) -> SqueezeNet:
    """Build SqueezeNet 1.0.

    torchvision.models.squeezenet1_0's keys and shapes. 224 pixels become 13 before the average over positions.

    >>> sum(p.numel() for p in squeezenet1_0().parameters())
    1248424

    Source: arXiv:1602.07360, table 1.
    """
    return SqueezeNet(num_classes=num_classes, in_channels=in_channels)


def squeezenet1_1(num_classes: int = 1000, in_channels: int = 3) -> SqueezeNet:
    """Build SqueezeNet 1.1: a smaller first convolution and earlier pools, 2.3 times fewer multiply-adds at 224x224.

    torchvision.models.squeezenet1_1's keys and shapes. 224 pixels become 13 before the average over positions.

    >>> sum(p.numel() for p in squeezenet1_1().parameters())
    1235496

    Source: the authors' code for arXiv:1602.07360.
    """
    return SqueezeNet(LAYOUT_1_1, stem=(64, 3, 2), num_classes=num_classes, in_channels=in_channels)


def squeezenet_cifar(num_classes: int = 10, in_channels: int = 3, dropout: float = 0.0) -> SqueezeNet:
    """Build a SqueezeNet for small images: six fire modules, two pools.

    Not in torchvision. 32 pixels become 8 before the average over positions.

    >>> sum(p.numel() for p in squeezenet_cifar().parameters())
    44074

    Source: the layout is ours, after arXiv:1602.07360.
    """
    return SqueezeNet(LAYOUT_CIFAR, (32, 3, 1), stem_pool=False, num_classes=num_classes, in_channels=in_channels, dropout=dropout)

"""ConvNeXt: a patch stem, stages of ConvNeXt blocks, 2x2 convolutions that halve the size between them.

Liu et al., A ConvNet for the 2020s, arXiv:2201.03545.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from collections import OrderedDict
from functools import partial

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers import LayerNorm2d
from helpers.layers.convnext import ConvNeXtBlock
from helpers.layers.shapes import require_at_least
from helpers.models.settings import one_a_stage
from helpers.models.sliceable import Sliceable

norm2d = partial(LayerNorm2d, eps=1e-6)


class ConvNeXt(Sliceable):
    """Patches, stages of blocks with a halving between two of them, average over all positions, norm, one linear layer.

    torchvision's ConvNeXt with its state_dict keys: features.0 is the stem, the odd ones are the stages, the even ones halve. The
    children are features, avgpool and classifier. Sizes that a stride does not divide lose their last rows and columns.

    Args:
        depths, widths: the blocks of each stage and their channels.
        patch: kernel size and stride of the stem; h_out = h / (patch * 2**(stages - 1)).
        layer_scale, kernel_size: ConvNeXtBlock's. There is no stochastic depth, which only acts in training.

    >>> import torch
    >>> net = ConvNeXt(depths=(1, 1), widths=(8, 16), patch=2, in_channels=1, num_classes=10)
    >>> net(torch.zeros(2, 1, 8, 8)).shape, net.features(torch.zeros(2, 1, 8, 8)).shape
    (torch.Size([2, 10]), torch.Size([2, 16, 2, 2]))

    Raises ValueError if depths and widths differ in length, and for what ConvNeXtBlock refuses. Source: arXiv:2201.03545, section 2.
    """

    def __init__(
        self,
        depths: tuple[int, ...] = (3, 3, 9, 3),
        widths: tuple[int, ...] = (96, 192, 384, 768),
        num_classes: int = 1000,
        in_channels: int = 3,
        patch: int = 4,
        layer_scale: float | None = 1e-6,
        kernel_size: int = 7,
    ):
        one_a_stage(widths, depths=depths)
        require_at_least(1, num_classes=num_classes, in_channels=in_channels, patch=patch)
        features = nn.Sequential(nn.Sequential(nn.Conv2d(in_channels, widths[0], patch, stride=patch), norm2d(widths[0])))
        for i, (depth, width) in enumerate(zip(depths, widths, strict=True)):
            if i > 0:
                features.append(nn.Sequential(norm2d(widths[i - 1]), nn.Conv2d(widths[i - 1], width, 2, stride=2)))
            features.append(nn.Sequential(*(ConvNeXtBlock(width, layer_scale, kernel_size) for _ in range(depth))))
        classifier = nn.Sequential(norm2d(widths[-1]), nn.Flatten(), nn.Linear(widths[-1], num_classes))
        super().__init__(OrderedDict(features=features, avgpool=nn.AdaptiveAvgPool2d(1), classifier=classifier))
        self.in_channels = in_channels
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.trunc_normal_(layer.weight, std=0.02)  # the authors' choice; the norms make up for the scale
                nn.init.zeros_(layer.bias)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)


def convnext_tiny(num_classes: int = 1000, in_channels: int = 3, **settings) -> ConvNeXt:
    """Build ConvNeXt-T: 3, 3, 9 and 3 blocks of 96, 192, 384 and 768 channels.

    torchvision.models.convnext_tiny's keys and shapes; the settings are ConvNeXt's. h_out = h/32 before the average over positions.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in convnext_tiny().parameters())
    28589128

    Raises ValueError for what ConvNeXt refuses. Source: arXiv:2201.03545, section 2.2.
    """
    return ConvNeXt(num_classes=num_classes, in_channels=in_channels, **settings)


def convnext_cifar(
    depths: tuple[int, ...] = (2, 2, 2),
    widths: tuple[int, ...] = (32, 64, 128),
    num_classes: int = 10,
    in_channels: int = 3,
    patch: int = 1,
    layer_scale: float | None = None,
    kernel_size: int = 7,
) -> ConvNeXt:
    """Build a ConvNeXt for small images: three stages, no patches and no layer scale, which a short training would hardly move.

    Not in torchvision. h_out = h / (patch * 2**(stages - 1)) before the average over positions.

    >>> import torch
    >>> convnext_cifar(in_channels=1, kernel_size=5)(torch.zeros(2, 1, 8, 8)).shape
    torch.Size([2, 10])

    Raises ValueError for what ConvNeXt refuses.
    """
    return ConvNeXt(depths, widths, num_classes, in_channels, patch, layer_scale, kernel_size)

"""ResNeXt: ResNet with grouped bottlenecks, for ImageNet and for small images.

Xie et al., Aggregated residual transformations for deep neural networks, arXiv:1611.05431.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from helpers.layers.grouped import GroupedBottleneck
from helpers.models.resnet import ResNet


def resnext50_32x4d(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNeXt-50: 3, 4, 6 and 3 bottlenecks with 32 groups, of 4 channels in the first stage.

    torchvision.models.resnext50_32x4d's keys and shapes; the settings are those of ResNet. h_out = h/32 before the average over positions.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnext50_32x4d().parameters())
    25028904

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1611.05431, table 1.
    """
    return ResNet(GroupedBottleneck, (3, 4, 6, 3), num_classes=num_classes, in_channels=in_channels, **settings)


def resnext_cifar(
    groups: int = 8, base_width: int = 64, widths: tuple[int, ...] = (64, 128, 256), num_classes: int = 10, in_channels: int = 3, **settings
) -> ResNet:
    """Build ResNeXt-29 for small images: three stages of three grouped bottlenecks.

    Not in torchvision; the settings are those of ResNet. h_out = h/4 before the average over positions.

    >>> import torch
    >>> with torch.device("meta"):  # 8 groups of 64: 34.4 million in the paper
    ...     sum(p.numel() for p in resnext_cifar().parameters())
    34426698

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1611.05431, section 5.2 and table 7.
    """
    settings = {"groups": groups, "base_width": base_width, "stem_width": widths[0], "stem": "cifar", **settings}
    return ResNet(GroupedBottleneck, (3,) * len(widths), widths, num_classes=num_classes, in_channels=in_channels, **settings)

"""The ImageNet ResNets of 18, 34, 50, 101, 152 and 200 layers, with torchvision's state_dict keys and shapes.

He et al., Deep residual learning for image recognition, arXiv:1512.03385, table 1; ResNet-200: He et al., arXiv:1603.05027.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from helpers.models.resnet import BLOCKS, ResNet

LAYOUTS = {  # depth: whether of bottlenecks, blocks of each stage
    18: (False, (2, 2, 2, 2)),
    34: (False, (3, 4, 6, 3)),
    50: (True, (3, 4, 6, 3)),
    101: (True, (3, 4, 23, 3)),
    152: (True, (3, 8, 36, 3)),
    200: (True, (3, 24, 36, 3)),
}


def _resnet(depth: int, num_classes: int, in_channels: int, pre_activation: bool = False, **settings) -> ResNet:
    """Build the net of this depth, of blocks after or before activation."""
    bottleneck, blocks = LAYOUTS[depth]
    return ResNet(BLOCKS[bottleneck, pre_activation], blocks, num_classes=num_classes, in_channels=in_channels, **settings)


def resnet18(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNet-18: two basic blocks a stage.

    torchvision.models.resnet18's keys and shapes; the settings are pre_activation and those of ResNet and its blocks.
    h_out = h/32 before the average.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnet18().parameters())
    11689512

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1512.03385, table 1.
    """
    return _resnet(18, num_classes, in_channels, **settings)


def resnet34(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNet-34: 3, 4, 6 and 3 basic blocks.

    torchvision.models.resnet34's keys and shapes; the settings are pre_activation and those of ResNet and its blocks.
    h_out = h/32 before the average.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnet34().parameters())
    21797672

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1512.03385, table 1.
    """
    return _resnet(34, num_classes, in_channels, **settings)


def resnet50(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNet-50: 3, 4, 6 and 3 bottlenecks.

    torchvision.models.resnet50's keys and shapes; the settings are pre_activation and those of ResNet and its blocks.
    h_out = h/32 before the average.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnet50().parameters())
    25557032

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1512.03385, table 1.
    """
    return _resnet(50, num_classes, in_channels, **settings)


def resnet101(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNet-101: 3, 4, 23 and 3 bottlenecks.

    torchvision.models.resnet101's keys and shapes; the settings are pre_activation and those of ResNet and its blocks.
    h_out = h/32 before the average.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnet101().parameters())
    44549160

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1512.03385, table 1.
    """
    return _resnet(101, num_classes, in_channels, **settings)


def resnet152(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNet-152: 3, 8, 36 and 3 bottlenecks.

    torchvision.models.resnet152's keys and shapes; the settings are pre_activation and those of ResNet and its blocks.
    h_out = h/32 before the average.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnet152().parameters())
    60192808

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1512.03385, table 1.
    """
    return _resnet(152, num_classes, in_channels, **settings)


def resnet200(num_classes: int = 1000, in_channels: int = 3, **settings) -> ResNet:
    """Build ResNet-200: 3, 24, 36 and 3 bottlenecks.

    Torchvision has none; the paper's is resnet200(pre_activation=True). The settings are pre_activation and those of ResNet and its blocks.
    h_out = h/32 before the average.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in resnet200().parameters())
    64673832

    Raises ValueError for what ResNet and its blocks refuse. Source: arXiv:1603.05027.
    """
    return _resnet(200, num_classes, in_channels, **settings)

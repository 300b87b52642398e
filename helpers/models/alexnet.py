"""AlexNet twice: the lectures' table (input 227, 96 first filters) and the later variant with 64 first filters.

Krizhevsky, Sutskever & Hinton, ImageNet classification with deep convolutional neural networks, NIPS 2012 (96 filters, two towers).
Krizhevsky, One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997 (64 filters, one tower).
Axes: n batch, h/w rows/columns.
"""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import require_at_least
from helpers.models.sliceable import FixedSize, checked


def alexnet(num_classes: int = 1000, in_channels: int = 3, groups: int = 1) -> nn.Sequential:
    """Build the lectures' AlexNet, one child a row of its table and its activation: 227x227 pixels, 96 256 384 384 256 maps.

    groups=2 splits convolutions 2, 4 and 5 as the paper's two towers do. The paper's local response normalisation and dropout are left
    out, and the scores are linear (the table prints a ReLU around them). Sizes: 227, 55, 27, 27, 13, 13, 13, 13, 6.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     [sum(p.numel() for p in alexnet(groups=g).parameters()) for g in (1, 2)]
    [62378344, 60965224]

    Raises ValueError if groups does not divide 96, 256 and 384, or there is no class or channel; forward, if x does not fit.
    Source: Krizhevsky, Sutskever & Hinton 2012.
    """
    if groups < 1 or 96 % groups or 256 % groups:
        raise ValueError(f"groups must divide 96, 256 and 384 maps, got {groups}")
    require_at_least(1, num_classes=num_classes, in_channels=in_channels)
    return FixedSize(
        OrderedDict(
            conv1=nn.Conv2d(in_channels, 96, 11, stride=4),
            relu1=nn.ReLU(),
            pool2=nn.MaxPool2d(3, stride=2),
            conv3=nn.Conv2d(96, 256, 5, padding=2, groups=groups),
            relu3=nn.ReLU(),
            pool4=nn.MaxPool2d(3, stride=2),
            conv5=nn.Conv2d(256, 384, 3, padding=1),
            relu5=nn.ReLU(),
            conv6=nn.Conv2d(384, 384, 3, padding=1, groups=groups),
            relu6=nn.ReLU(),
            conv7=nn.Conv2d(384, 256, 3, padding=1, groups=groups),
            relu7=nn.ReLU(),
            pool8=nn.MaxPool2d(3, stride=2),
            flatten=nn.Flatten(),
            fc9=nn.Linear(256 * 6 * 6, 4096),
            relu9=nn.ReLU(),
            fc10=nn.Linear(4096, 4096),
            relu10=nn.ReLU(),
            scores=nn.Linear(4096, num_classes),
        ),
        (in_channels, 227, 227),
    )


class AlexNet64(nn.Module):
    """The variant with 64 first filters of 3x11x11: 224x224 pixels, padding 2, 64 192 384 256 256 maps, dropout before two linear layers.

    torchvision.models.AlexNet with its state_dict keys: features.0 ... features.10, classifier.1, classifier.4, classifier.6.
    Sizes: 224, 55, 27, 27, 13, 13, 13, 13, 6.

    >>> import torch
    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in AlexNet64().parameters())
    61100840

    Raises ValueError if there is no class or channel; forward, if x has other channels or is too small. Source: arXiv:1404.5997.
    """

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5):
        super().__init__()
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        self.in_channels = in_channels
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 64, 11, stride=4, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        x = self.avgpool(checked(self, self.features, x, self.in_channels))  # n 256 6 6
        return self.classifier(x.flatten(1))

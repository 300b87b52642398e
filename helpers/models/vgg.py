"""VGG: stacks of 3x3 convolutions between max pools, then three linear layers.

Simonyan & Zisserman, Very deep convolutional networks for large-scale image recognition, arXiv:1409.1556, table 1.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import require_at_least
from helpers.models.initialization import init_he
from helpers.models.settings import one_a_stage
from helpers.models.sliceable import checked

LAYOUTS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}  # convolutions before each pool


class VGG(nn.Module):
    """Stages of 3x3 convolutions, each halved by a max pool, then linear layers.

    torchvision.models.VGG with its state_dict keys: features.0 ..., classifier.0 classifier.3 classifier.6. h_out = h // 2 a stage.

    Args:
        blocks, widths: convolutions of each stage and their channels.
        batch_norm: a batch norm after every convolution.
        hidden: width of the two hidden linear layers; 0 leaves both away, for small nets: classifier.0 gives the scores.
        pooled: the maps are averaged to this many rows and columns before the linear layers.

    >>> import torch
    >>> net = VGG(blocks=(1, 2), widths=(8, 16), in_channels=1, num_classes=10, hidden=0, pooled=1)
    >>> net(torch.zeros(2, 1, 8, 8)).shape, [tuple(p.shape) for p in net.parameters() if p.ndim > 1]
    (torch.Size([2, 10]), [(8, 1, 3, 3), (16, 8, 3, 3), (16, 16, 3, 3), (10, 16)])

    Raises ValueError if blocks and widths differ in length or are empty; forward, if x has other channels or is too small.
    Source: arXiv:1409.1556.
    """

    def __init__(
        self,
        blocks: tuple[int, ...],
        widths: tuple[int, ...] = (64, 128, 256, 512, 512),
        batch_norm: bool = False,
        num_classes: int = 1000,
        in_channels: int = 3,
        hidden: int = 4096,
        pooled: int = 7,
        dropout: float = 0.5,
    ):
        super().__init__()
        one_a_stage(widths, blocks=blocks)
        require_at_least(1, num_classes=num_classes, in_channels=in_channels, pooled=pooled)
        self.in_channels = in_channels
        layers, channels = [], in_channels
        for count, width in zip(blocks, widths, strict=True):
            for _ in range(count):
                layers += [nn.Conv2d(channels, width, 3, padding=1), *([nn.BatchNorm2d(width)] if batch_norm else []), nn.ReLU()]
                channels = width
            layers += [nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(pooled)
        numbers, head = channels * pooled**2, []
        for _ in range(2 if hidden else 0):
            head += [nn.Linear(numbers, hidden), nn.ReLU(), nn.Dropout(dropout)]
            numbers = hidden
        self.classifier = nn.Sequential(*head, nn.Linear(numbers, num_classes))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw He's fan-out numbers for convolutions, N(0, 0.01) for linear layers, zero biases: torchvision's choice."""
        init_he(self.features)
        for layer in self.classifier:
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, 0, 0.01)
                nn.init.zeros_(layer.bias)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        x = self.avgpool(checked(self, self.features, x, self.in_channels))
        return self.classifier(x.flatten(1))


def vgg(depth: int = 16, batch_norm: bool = False, **settings) -> VGG:
    """Build VGG-11, 13, 16 or 19: the number counts the convolutions and the three linear layers.

    torchvision's vgg11 ... vgg19 and, with batch_norm, vgg11_bn ... vgg19_bn. The settings are VGG's: smaller widths, hidden, pooled make
    a toy of the same shape. Sizes: 224, 112, 56, 28, 14, 7.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in vgg(16).parameters())
    138357544
    >>> toy = vgg(11, widths=(4, 8, 16, 16, 16), hidden=0, pooled=1, num_classes=10)
    >>> toy(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 10])

    Raises ValueError for another depth. Source: arXiv:1409.1556, table 1.
    """
    if depth not in LAYOUTS:
        raise ValueError(f"VGG has depth 11, 13, 16 or 19, got {depth}")
    return VGG(LAYOUTS[depth], batch_norm=batch_norm, **settings)

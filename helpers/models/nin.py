"""Network in Network: after each convolution two 1x1 layers, a small network at every pixel; the head is an average, not a linear layer.

Lin, Chen & Yan, Network in network, arXiv:1312.4400.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import require_at_least
from helpers.models.initialization import init_he
from helpers.models.sliceable import Sliceable


def mlpconv(in_channels: int, widths: tuple[int, int, int], kernel_size: int) -> nn.Sequential:
    """Build one k x k and two 1x1 convolutions, each with a ReLU; odd kernels keep the size.

    >>> [tuple(p.shape) for p in mlpconv(3, (8, 6, 4), 5).parameters() if p.ndim == 4]
    [(8, 3, 5, 5), (6, 8, 1, 1), (4, 6, 1, 1)]

    Raises ValueError for an even kernel. Source: arXiv:1312.4400, section 3.1.
    """
    if kernel_size % 2 == 0:
        raise ValueError(f"kernel_size must be odd, so that the size stays, got {kernel_size}")
    layers = []
    for width, size in zip(widths, (kernel_size, 1, 1), strict=True):
        layers += [nn.Conv2d(in_channels, width, size, padding=size // 2), nn.ReLU()]
        in_channels = width
    return nn.Sequential(*layers)


class NiN(Sliceable):
    """Three mlpconv stages, 3x3/2 max pools and dropout between them; the last has a map for each class, and its average is the score.

    Not in torchvision. `widths` are those of the first stage; the other two are as wide as its first layer. The paper keeps a ReLU before
    the average; here the score maps are linear. h_out = (h - 1) // 2 + 1 a pool: 32, 16, 8, 1.

    >>> import torch
    >>> net = NiN(widths=(12, 10, 6), in_channels=1)
    >>> net(torch.zeros(2, 1, 8, 8)).shape, sum(p.numel() for p in NiN().parameters())
    (torch.Size([2, 10]), 966986)

    Raises ValueError if there is no class or channel; forward, if x has other channels. Source: arXiv:1312.4400, figure 2.
    """

    def __init__(self, widths: tuple[int, int, int] = (192, 160, 96), in_channels: int = 3, num_classes: int = 10, dropout: float = 0.5):
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        wide, _, narrow = widths
        super().__init__(
            mlpconv(in_channels, widths, 5),
            nn.MaxPool2d(3, stride=2, padding=1),
            nn.Dropout(dropout),
            mlpconv(narrow, (wide, wide, wide), 5),
            nn.MaxPool2d(3, stride=2, padding=1),
            nn.Dropout(dropout),
            mlpconv(wide, (wide, wide, num_classes), 3)[:-1],
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.in_channels = in_channels
        init_he(self)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)

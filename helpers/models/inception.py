"""GoogLeNet, the 22-layer net of inception modules, and a mini-Inception for small images.

Szegedy et al., Going deeper with convolutions, arXiv:1409.4842, table 1.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.inception import Inception, InceptionNaive, inception_unit
from helpers.layers.shapes import require_at_least
from helpers.layers.unit import Factory
from helpers.models.initialization import init_he
from helpers.models.sliceable import Sliceable

GOOGLENET = {  # module: ch1x1, ch3x3red, ch3x3, ch5x5red, ch5x5, pool_proj; None is a max pool
    "inception3a": (64, 96, 128, 16, 32, 32),
    "inception3b": (128, 128, 192, 32, 96, 64),
    "maxpool3": None,
    "inception4a": (192, 96, 208, 16, 48, 64),
    "inception4b": (160, 112, 224, 24, 64, 64),
    "inception4c": (128, 128, 256, 24, 64, 64),
    "inception4d": (112, 144, 288, 32, 64, 64),
    "inception4e": (256, 160, 320, 32, 128, 128),
    "maxpool4": None,
    "inception5a": (256, 160, 320, 32, 128, 128),
    "inception5b": (384, 192, 384, 48, 128, 128),
}


class GoogLeNet(Sliceable):
    """Three convolutions, nine inception modules with two pools between them, average over all positions, one linear layer.

    torchvision's GoogLeNet with its state_dict keys, without the two auxiliary classifiers, which only act in training. Its weights load
    with large_kernel=3; its BatchNorm2d has eps 1e-3. The paper has a 5x5 and no norm but two local response norms, which are left out.
    h_out = h/32 before the average.

    Args: norm, a factory or None; activation, a factory; large_kernel, Inception's; dropout, before the linear layer.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in GoogLeNet(norm=None).parameters())
    6998552

    Raises ValueError if large_kernel is even. Source: arXiv:1409.4842, table 1.
    """

    def __init__(
        self,
        num_classes: int = 1000,
        in_channels: int = 3,
        norm: Factory | None = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
        large_kernel: int = 5,
        dropout: float = 0.4,
    ):
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        parts = OrderedDict(
            conv1=inception_unit(in_channels, 64, 7, stride=2, norm=norm, activation=activation),
            maxpool1=nn.MaxPool2d(3, stride=2, ceil_mode=True),
            conv2=inception_unit(64, 64, 1, norm=norm, activation=activation),
            conv3=inception_unit(64, 192, 3, norm=norm, activation=activation),
            maxpool2=nn.MaxPool2d(3, stride=2, ceil_mode=True),
        )
        channels = 192
        for name, widths in GOOGLENET.items():
            if widths is None:
                kernel_size = 2 if name == "maxpool4" else 3  # torchvision's 2 and the paper's 3 give the same size here
                parts[name] = nn.MaxPool2d(kernel_size, stride=2, ceil_mode=True)
            else:
                parts[name] = Inception(channels, *widths, norm=norm, activation=activation, large_kernel=large_kernel)
                channels = parts[name].out_channels
        parts.update(
            avgpool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), dropout=nn.Dropout(dropout), fc=nn.Linear(channels, num_classes)
        )
        super().__init__(parts)
        self.in_channels = in_channels
        init_he(self)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)


class MiniInception(Sliceable):
    """One 3x3 convolution, two inception modules, a max pool, two more, average over all positions, one linear layer: for small images.

    Not in torchvision. The branches keep the proportions of inception3a (2 : 4 : 1 : 1, reductions 3 and 1/2); naive=True takes the naive
    modules with the same 1x1, 3x3 and 5x5, whose pool branch makes each module wider. h_out = (h - 1) // 2 + 1 before the average.

    Args: width, the channels of the first convolution, a multiple of 8; norm (or None) and activation, factories.

    >>> reduced, naive = MiniInception(), MiniInception(naive=True)
    >>> [sum(p.numel() for p in net.parameters()) for net in (reduced, naive)]
    [28066, 143386]

    Raises ValueError if width is not a multiple of 8.
    """

    def __init__(
        self,
        num_classes: int = 10,
        in_channels: int = 3,
        width: int = 32,
        naive: bool = False,
        norm: Factory | None = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
    ):
        if width < 8 or width % 8:
            raise ValueError(f"width must be a multiple of 8, got {width}")
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        parts = OrderedDict(conv1=inception_unit(in_channels, width, 3, norm=norm, activation=activation))
        channels = width
        for name, scale in (("inception1", 1), ("inception2", 1), ("maxpool", None), ("inception3", 2), ("inception4", 2)):
            if scale is None:
                parts[name] = nn.MaxPool2d(3, stride=2, padding=1)
                continue
            unit = scale * width // 8
            if naive:
                parts[name] = InceptionNaive(channels, 2 * unit, 4 * unit, unit, norm, activation)
            else:
                parts[name] = Inception(channels, 2 * unit, 3 * unit, 4 * unit, max(unit // 2, 1), unit, unit, norm, activation)
            channels = parts[name].out_channels
        parts.update(avgpool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), fc=nn.Linear(channels, num_classes))
        super().__init__(parts)
        self.in_channels = in_channels
        init_he(self)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)

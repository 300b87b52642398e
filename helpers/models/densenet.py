"""DenseNets: 121 ... 201 layers for ImageNet, and the small-image nets of the same paper.

Huang, Liu, van der Maaten & Weinberger, Densely connected convolutional networks, arXiv:1608.06993, tables 1 and 2.
Axes: n batch, c_in channels, h/w rows/columns.
"""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.dense import DenseBlock, Transition
from helpers.layers.shapes import require_at_least
from helpers.layers.unit import Factory
from helpers.models.initialization import init_he
from helpers.models.sliceable import Sliceable


class DenseNet(Sliceable):
    """Stem, dense blocks with a transition between two of them, norm, activation, average over all positions, one linear layer.

    torchvision's DenseNet with its state_dict keys: features.conv0 ... features.denseblock1.denselayer1 ... classifier. The children are
    features, relu, avgpool, flatten and classifier, in this order.

    Args:
        growth_rate, bn_size, drop_rate: DenseLayer's.
        block_config: the layers of each dense block; num_init_features: the channels behind the stem.
        compression: the share of the channels that a transition keeps.
        stem: "imagenet" is a 7x7 convolution with stride 2 and a max pool (h_out = h/32), "cifar" one 3x3 convolution.

    >>> import torch
    >>> net = DenseNet(4, block_config=(2, 2), num_init_features=8, stem="cifar", in_channels=1, num_classes=10)
    >>> net(torch.zeros(2, 1, 8, 8)).shape, net.features(torch.zeros(2, 1, 8, 8)).shape
    (torch.Size([2, 10]), torch.Size([2, 16, 4, 4]))

    Raises ValueError for another stem, a compression outside (0, 1] or that leaves nothing, and what DenseBlock refuses.
    Source: arXiv:1608.06993.
    """

    def __init__(
        self,
        growth_rate: int = 32,
        block_config: tuple[int, ...] = (6, 12, 24, 16),
        num_init_features: int = 64,
        bn_size: int | None = 4,
        compression: float = 0.5,
        drop_rate: float = 0.0,
        num_classes: int = 1000,
        in_channels: int = 3,
        stem: str = "imagenet",
        norm: Factory = nn.BatchNorm2d,
        activation: Factory = nn.ReLU,
    ):
        if not 0 < compression <= 1:
            raise ValueError(f"compression must be above 0 and at most 1, got {compression}")
        if not block_config:
            raise ValueError("block_config needs one number of layers for each block, got none")
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        features = dense_stem(in_channels, num_init_features, stem, norm, activation)
        channels = num_init_features
        for i, num_layers in enumerate(block_config, start=1):
            if i > 1:
                kept = int(channels * compression)
                if kept == 0:
                    raise ValueError(f"compression {compression} leaves no channel of {channels}")
                features.add_module(f"transition{i - 1}", Transition(channels, kept, norm, activation))
                channels = kept
            block = DenseBlock(num_layers, channels, growth_rate, bn_size, drop_rate, norm, activation)
            features.add_module(f"denseblock{i}", block)
            channels = block.out_channels
        features.add_module("norm5", norm(channels))  # torchvision's name, whatever the number of blocks
        classifier = nn.Linear(channels, num_classes)
        super().__init__(
            OrderedDict(features=features, relu=activation(), avgpool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), classifier=classifier)
        )
        self.in_channels = in_channels
        init_he(self)
        nn.init.zeros_(classifier.bias)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)


def dense_stem(
    in_channels: int, channels: int, kind: str = "imagenet", norm: Factory = nn.BatchNorm2d, activation: Factory = nn.ReLU
) -> nn.Sequential:
    """Name the layers before the first dense block: 7x7/2 convolution, norm, activation and 3x3/2 max pool, or one 3x3 convolution.

    torchvision's names. The ImageNet stem gives h_out = (h - 1) // 4 + 1: 224 to 112 to 56.

    >>> list(dict(dense_stem(3, 64).named_children())), list(dict(dense_stem(3, 16, "cifar").named_children()))
    (['conv0', 'norm0', 'relu0', 'pool0'], ['conv0'])

    Raises ValueError for another kind. Source: arXiv:1608.06993, table 1 and section 4.2.
    """
    if kind == "cifar":
        return nn.Sequential(OrderedDict(conv0=nn.Conv2d(in_channels, channels, 3, padding=1, bias=False)))
    if kind != "imagenet":
        raise ValueError(f"stem must be 'imagenet' or 'cifar', got {kind!r}")
    conv = nn.Conv2d(in_channels, channels, 7, stride=2, padding=3, bias=False)
    return nn.Sequential(OrderedDict(conv0=conv, norm0=norm(channels), relu0=activation(), pool0=nn.MaxPool2d(3, stride=2, padding=1)))


def densenet121(num_classes: int = 1000, in_channels: int = 3, **settings) -> DenseNet:
    """Build DenseNet-121: blocks of 6, 12, 24 and 16 layers, growth rate 32.

    torchvision.models.densenet121's keys and shapes; the settings are DenseNet's. h_out = h/32 before the average over positions.

    >>> import torch
    >>> with torch.device("meta"):  # shapes without numbers
    ...     sum(p.numel() for p in densenet121().parameters())
    7978856

    Raises ValueError for what DenseNet refuses. Source: arXiv:1608.06993, table 1.
    """
    return DenseNet(num_classes=num_classes, in_channels=in_channels, **settings)


def densenet_cifar(
    depth: int = 40, growth_rate: int = 12, bottleneck: bool = False, num_classes: int = 10, in_channels: int = 3, **settings
) -> DenseNet:
    """Build the DenseNet for small images with `depth` weighted layers in three blocks: 3n + 4 of them, 6n + 4 with bottlenecks.

    Not in torchvision. bottleneck=True is the paper's DenseNet-BC: a 1x1 in front of each 3x3, transitions that halve the channels, and
    2*growth_rate channels to start with instead of 16. The settings are DenseNet's. h_out = h/4 before the average over positions.

    >>> sum(p.numel() for p in densenet_cifar(40, growth_rate=12).parameters())  # 1.0 million in the paper
    1019722

    Raises ValueError if no whole number of layers gives this depth. Source: arXiv:1608.06993, section 4.2 and table 2.
    """
    step = 6 if bottleneck else 3
    num_layers, rest = divmod(depth - 4, step)
    if rest or num_layers < 1:
        raise ValueError(f"depth must be {step}n + 4 ({step + 4}, {2 * step + 4}, ...), got {depth}")
    shape = {"num_init_features": 2 * growth_rate, "bn_size": 4, "compression": 0.5} if bottleneck else {}
    shape = {"num_init_features": 16, "bn_size": None, "compression": 1.0, "stem": "cifar", **shape, **settings}
    return DenseNet(growth_rate, (num_layers,) * 3, num_classes=num_classes, in_channels=in_channels, **shape)

"""Residual networks: ResNet-18 ... 200 for ImageNet, the CIFAR nets of 6n + 2 and 9n + 2 layers, and their plain twins.

He et al., Deep residual learning for image recognition, arXiv:1512.03385 (tables 1 and 6).
He et al., Identity mappings in deep residual networks, arXiv:1603.05027 (pre-activation, ResNet-200).
Zagoruyko & Komodakis, Wide residual networks, arXiv:1605.07146.
Axes: n batch, c_in channels, then one to three spatial axes.
"""

import inspect
from collections import OrderedDict
from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.basic_block import BasicBlock, PreActivationBlock
from helpers.layers.bottleneck import Bottleneck, PreActivationBottleneck
from helpers.layers.primitives import torch_layer
from helpers.layers.shapes import require_at_least
from helpers.models.initialization import init_he
from helpers.models.settings import chosen_already, one_a_stage
from helpers.models.sliceable import Sliceable

BLOCKS = {  # (bottleneck, pre_activation): block
    (False, False): BasicBlock,
    (False, True): PreActivationBlock,
    (True, False): Bottleneck,
    (True, True): PreActivationBottleneck,
}


class ResNet(Sliceable):
    """Stem, stages of residual blocks, average over all positions, one linear layer: each is a child of that name, in this order.

    torchvision's ResNet with its state_dict keys: conv1 bn1 layer1.0.conv1 ... fc. Stage i halves the size, except the first.

    Args:
        block: BasicBlock, Bottleneck, PreActivationBlock or PreActivationBottleneck.
        blocks, widths: blocks of each stage and the channels that they are built with; the output has block.expansion times as many.
        stem_width, stem: "imagenet" is a 7x7 convolution with stride 2 and a max pool (224 to 112 to 56), "cifar" one 3x3 convolution.
        settings: passed to every block: shortcut, skip, zero_init; to bottlenecks that are activated afterwards also stride_on,
            base_width, groups.

    >>> import torch
    >>> net = ResNet(BasicBlock, blocks=(1, 1), widths=(4, 8), stem_width=4, stem="cifar", in_channels=1, num_classes=10)
    >>> net(torch.zeros(2, 1, 8, 8)).shape, net[:-3](torch.zeros(2, 1, 8, 8)).shape
    (torch.Size([2, 10]), torch.Size([2, 8, 4, 4]))

    Raises ValueError if blocks and widths differ in length, for another stem, and for what the blocks refuse;
    forward, if x has other axes or channels. Source: arXiv:1512.03385.
    """

    def __init__(
        self,
        block: type[nn.Module],
        blocks: tuple[int, ...],
        widths: tuple[int, ...] = (64, 128, 256, 512),
        stem_width: int = 64,
        stem: str = "imagenet",
        in_channels: int = 3,
        num_classes: int = 1000,
        norm: Callable[[int], nn.Module] | None = None,
        activation: Callable[[], nn.Module] = nn.ReLU,
        dims: int = 2,
        **settings,
    ):
        one_a_stage(widths, blocks=blocks)
        require_at_least(1, num_classes=num_classes, in_channels=in_channels)
        _known(block, settings)
        norm = norm or torch_layer("BatchNorm", dims)
        pre_activation = block in (PreActivationBlock, PreActivationBottleneck)
        parts = resnet_stem(in_channels, stem_width, stem, norm, activation, dims, pre_activation)
        channels = stem_width
        for i, (count, width) in enumerate(zip(blocks, widths, strict=True), start=1):
            stage = []
            for j in range(count):
                stride = 2 if i > 1 and j == 0 else 1
                stage.append(block(channels, width, stride, norm=norm, activation=activation, dims=dims, **settings))
                channels = width * block.expansion
            parts[f"layer{i}"] = nn.Sequential(*stage)
        if pre_activation:  # the sum that leaves the last block has had neither
            parts.update(bn_last=norm(channels), act_last=activation())
        parts.update(avgpool=torch_layer("AdaptiveAvgPool", dims)(1), flatten=nn.Flatten(), fc=nn.Linear(channels, num_classes))
        super().__init__(parts)
        self.in_channels, self.dims = in_channels, dims
        init_he(self)

    def forward(self, x: Float[Tensor, "n c_in *sizes"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        return super().forward(x)


def _known(block, settings):
    """Refuse a setting that the block does not have; one that passes settings on answers for itself."""
    known = inspect.signature(block).parameters
    wrong = [name for name in settings if name not in known]
    if wrong and all(parameter.kind != parameter.VAR_KEYWORD for parameter in known.values()):
        raise ValueError(f"{block.__name__} has no setting {', '.join(wrong)}")


def resnet_stem(
    in_channels: int,
    channels: int,
    kind: str = "imagenet",
    norm: Callable[[int], nn.Module] = nn.BatchNorm2d,
    activation: Callable[[], nn.Module] = nn.ReLU,
    dims: int = 2,
    pre_activation: bool = False,
) -> OrderedDict[str, nn.Module]:
    """Name the layers before the first block: 7x7/2 convolution, norm, activation and 3x3/2 max pool, or one 3x3 convolution for CIFAR.

    torchvision's names. A pre-activation net for CIFAR leaves norm and activation to its first block. The ImageNet stem gives
    h_out = (h - 1) // 4 + 1: 224 to 112 to 56.

    >>> import torch
    >>> nn.Sequential(resnet_stem(3, 64))(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 64, 56, 56])
    >>> list(resnet_stem(3, 16, "cifar"))
    ['conv1', 'bn1', 'act1']

    Raises ValueError for another kind. Source: arXiv:1512.03385, table 1 and section 4.2.
    """
    conv, pool = torch_layer("Conv", dims), torch_layer("MaxPool", dims)
    if kind == "imagenet":
        first, last = conv(in_channels, channels, 7, stride=2, padding=3, bias=False), {"maxpool": pool(3, stride=2, padding=1)}
    elif kind == "cifar":
        first, last = conv(in_channels, channels, 3, padding=1, bias=False), {}
    else:
        raise ValueError(f"stem must be 'imagenet' or 'cifar', got {kind!r}")
    middle = {} if pre_activation and kind == "cifar" else {"bn1": norm(channels), "act1": activation()}
    return OrderedDict(conv1=first, **middle, **last)


def resnet_cifar(
    depth: int,
    widths: tuple[int, ...] = (16, 32, 64),
    in_channels: int = 3,
    num_classes: int = 10,
    skip: bool = True,
    shortcut: str = "A",
    bottleneck: bool = False,
    pre_activation: bool = False,
    width_factor: int = 1,
    norm: Callable[[int], nn.Module] | None = None,
    activation: Callable[[], nn.Module] = nn.ReLU,
    zero_init: bool = False,
    dims: int = 2,
) -> ResNet:
    """Build the ResNet for small images with `depth` weighted layers: 6n + 2 of basic blocks, 9n + 2 of bottlenecks, for three widths.

    Not in torchvision. The first and the last layer count, projections do not. skip=False gives the plain net, with option A of the
    same parameters. width_factor widens the stages, not the stem. dims=1 builds it for signals. The size is halved at each further width.

    >>> sum(p.numel() for p in resnet_cifar(32).parameters())
    464154
    >>> import torch
    >>> resnet_cifar(8, widths=(8, 16, 32), in_channels=1)(torch.zeros(5, 1, 8, 8)).shape
    torch.Size([5, 10])

    Raises ValueError if no whole number of blocks gives this depth. Source: arXiv:1512.03385, section 4.2.
    """
    require_at_least(1, width_factor=width_factor)
    one_a_stage(widths)
    layers_a_block = 3 if bottleneck else 2
    step = layers_a_block * len(widths)
    count, rest = divmod(depth - 2, step)
    if rest or count < 1:
        depths = ", ".join(str(step * n + 2) for n in (1, 2, 3))
        raise ValueError(
            f"depth must be {step}n + 2 ({depths}, ...) for {layers_a_block} layers a block and {len(widths)} widths, got {depth}"
        )
    return ResNet(
        BLOCKS[bottleneck, pre_activation],
        (count,) * len(widths),
        tuple(width * width_factor for width in widths),
        stem_width=widths[0],
        stem="cifar",
        in_channels=in_channels,
        num_classes=num_classes,
        norm=norm,
        activation=activation,
        dims=dims,
        skip=skip,
        shortcut=shortcut,
        zero_init=zero_init,
    )


def plain_cifar(depth: int, **settings) -> ResNet:
    """Build the plain twin of resnet_cifar(depth, ...): the same layers and, with option A, the same parameters, without shortcuts.

    >>> sum(p.numel() for p in plain_cifar(32).parameters())
    464154

    Raises ValueError for what resnet_cifar refuses. Source: arXiv:1512.03385, section 4.2.
    """
    chosen_already("plain_cifar", settings, "skip")
    return resnet_cifar(depth, skip=False, **settings)


def wide_resnet_cifar(depth: int = 28, width_factor: int = 10, **settings) -> ResNet:
    """Build WRN-depth-width_factor: pre-activation blocks, projections; depth = 6n + 4 counts the two projections that change the size.

    Not in torchvision. The settings are resnet_cifar's.

    >>> sum(p.numel() for p in wide_resnet_cifar(10, 1).parameters())
    77850

    Raises ValueError if depth is not 6n + 4. Source: arXiv:1605.07146, table 1.
    """
    if depth < 10 or (depth - 4) % 6:
        raise ValueError(f"depth of a wide ResNet must be 6n + 4 (10, 16, 22, ...), got {depth}")
    chosen_already("wide_resnet_cifar", settings, "shortcut", "pre_activation")
    return resnet_cifar(depth - 2, width_factor=width_factor, shortcut="B", pre_activation=True, **settings)

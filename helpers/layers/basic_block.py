"""The two-convolution blocks of a ResNet, after and before activation.

BasicBlock: He et al., Deep residual learning for image recognition, arXiv:1512.03385, figure 5 left.
PreActivationBlock: He et al., Identity mappings in deep residual networks, arXiv:1603.05027, figure 1b; Prince, figure 11.7a.
Axes: n batch, c_in/c_out channels, then one to three spatial axes.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.primitives import torch_layer
from helpers.layers.residual import add_shortcut
from helpers.layers.shapes import check_input
from helpers.layers.shortcut import make_shortcut


def zero_gain(norm: nn.Module) -> None:
    """Set a norm's gains to 0: a block whose branch ends in it starts as its shortcut alone.

    Raises ValueError if the norm has no gains. Source: Goyal et al., arXiv:1706.02677, section 5.1.
    """
    if getattr(norm, "weight", None) is None:
        raise ValueError(f"zero_init needs a norm with gains (weight), got {type(norm).__name__}")
    nn.init.zeros_(norm.weight)


class BasicBlock(nn.Module):
    """Convolution, norm, activation, convolution, norm; add the shortcut; activation.

    torchvision's BasicBlock: state_dict keys conv1 bn1 conv2 bn2 downsample.0 downsample.1. h_out = (h - 1) // stride + 1.

    Args:
        channels: of both 3x3 convolutions and of the output (times `expansion`, which is 1 here).
        shortcut: "A" zero-padding, "B" projection where the shape changes, "C" projection always.
        skip: False leaves the shortcut away: a plain block, with the same parameters if no projection was needed.
        norm, activation: called with the channels and with nothing; norm None is torch's batch norm for `dims`.
        zero_init: start the last norm's gains at 0.

    >>> import torch
    >>> BasicBlock(16, 32, stride=2, shortcut="A")(torch.zeros(1, 16, 7, 8)).shape
    torch.Size([1, 32, 4, 4])

    Raises ValueError for another shortcut, or zero_init with a norm without gains; forward, for other axes or channels.
    Source: arXiv:1512.03385; zero_init arXiv:1706.02677.
    """

    expansion = 1

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        shortcut: str = "B",
        skip: bool = True,
        norm: Callable[[int], nn.Module] | None = None,
        activation: Callable[[], nn.Module] = nn.ReLU,
        zero_init: bool = False,
        dims: int = 2,
    ):
        super().__init__()
        self.in_channels, self.dims = in_channels, dims
        conv, norm = torch_layer("Conv", dims), norm or torch_layer("BatchNorm", dims)
        self.conv1 = conv(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = norm(channels)
        self.act1 = activation()
        self.conv2 = conv(channels, channels, 3, padding=1, bias=False)
        self.bn2 = norm(channels)
        self.downsample = make_shortcut(shortcut, in_channels, channels, stride, norm, dims) if skip else None
        self.act2 = activation()
        if zero_init:
            zero_gain(self.bn2)

    def forward(self, x: Float[Tensor, "n c_in *sizes"]) -> Float[Tensor, "n c_out *sizes_out"]:
        """Give activation(shortcut(x) + branch(x)), or activation(branch(x)) without skip."""
        check_input(self, x, self.in_channels, self.dims)
        out = self.act1(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            out = add_shortcut(self.downsample(x), out)
        return self.act2(out)


class PreActivationBlock(nn.Module):
    """Norm, activation, convolution, twice; add the shortcut; nothing after the sum.

    Arguments and names are BasicBlock's. The projection has no norm and takes x as it is, so that y = shortcut(x) + branch(x); He et al.
    feed it the first norm and activation. zero_init starts the second norm's gains at 0. h_out = (h - 1) // stride + 1.

    >>> import torch
    >>> block = PreActivationBlock(4, 4, zero_init=True)
    >>> x = torch.randn(1, 4, 5, 6)
    >>> torch.equal(block(x), x)  # the branch gives 0 at the start: its last convolution sees zeros
    True

    Raises ValueError for another shortcut, or zero_init with a norm without gains; forward, for other axes or channels.
    Source: arXiv:1603.05027.
    """

    expansion = 1

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        shortcut: str = "B",
        skip: bool = True,
        norm: Callable[[int], nn.Module] | None = None,
        activation: Callable[[], nn.Module] = nn.ReLU,
        zero_init: bool = False,
        dims: int = 2,
    ):
        super().__init__()
        self.in_channels, self.dims = in_channels, dims
        conv, norm = torch_layer("Conv", dims), norm or torch_layer("BatchNorm", dims)
        self.bn1 = norm(in_channels)
        self.act1 = activation()
        self.conv1 = conv(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = norm(channels)
        self.act2 = activation()
        self.conv2 = conv(channels, channels, 3, padding=1, bias=False)
        self.downsample = make_shortcut(shortcut, in_channels, channels, stride, None, dims) if skip else None
        if zero_init:
            zero_gain(self.bn2)

    def forward(self, x: Float[Tensor, "n c_in *sizes"]) -> Float[Tensor, "n c_out *sizes_out"]:
        """Give shortcut(x) + branch(x), or branch(x) without skip."""
        check_input(self, x, self.in_channels, self.dims)
        out = self.conv1(self.act1(self.bn1(x)))
        out = self.conv2(self.act2(self.bn2(out)))
        return out if self.downsample is None else add_shortcut(self.downsample(x), out)

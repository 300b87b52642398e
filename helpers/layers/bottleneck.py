"""The three-convolution blocks of deep ResNets: 1x1 to few channels, 3x3 there, 1x1 back.

Bottleneck: He et al., Deep residual learning for image recognition, arXiv:1512.03385, figure 5 right.
PreActivationBottleneck: He et al., Identity mappings in deep residual networks, arXiv:1603.05027.
Wider and grouped: Zagoruyko & Komodakis, arXiv:1605.07146; Xie et al., arXiv:1611.05431.
Axes: n batch, c_in/c_out channels, then one to three spatial axes.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from helpers.geometry import require_at_least
from helpers.layers.basic_block import zero_gain
from helpers.layers.primitives import torch_layer
from helpers.layers.residual import add_shortcut
from helpers.layers.shapes import check_input
from helpers.layers.shortcut import make_shortcut


class Bottleneck(nn.Module):
    """1x1, 3x3 and 1x1 convolution, each with its norm; add the shortcut; activation.

    torchvision's Bottleneck: state_dict keys conv1 bn1 conv2 bn2 conv3 bn3 downsample.0 downsample.1. The output has 4*channels
    channels; inside there are int(channels * base_width / 64) * groups. h_out = (h - 1) // stride + 1.

    Args:
        channels: of the 3x3 convolution; the output has `expansion` times as many.
        stride_on: "3x3" as torchvision, or "1x1": the first convolution takes the stride, as in the paper of 2015.
        base_width, groups: torchvision's: 128 and 1 for Wide ResNet-50-2, 4 and 32 for ResNeXt-50 32x4d.
        The others are BasicBlock's.

    >>> import torch
    >>> block = Bottleneck(256, 64)
    >>> block(torch.zeros(1, 256, 5, 6)).shape, sum(p.numel() for p in block.parameters() if p.ndim == 4)
    (torch.Size([1, 256, 5, 6]), 69632)

    Raises ValueError for another shortcut or stride_on, zero_init with a norm without gains, or no channel inside; forward, for other
    axes or channels. Source: arXiv:1512.03385.
    """

    expansion = 4

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
        stride_on: str = "3x3",
        base_width: int = 64,
        groups: int = 1,
    ):
        super().__init__()
        if stride_on not in ("1x1", "3x3"):
            raise ValueError(f"stride_on must be '3x3' (torchvision) or '1x1' (the paper of 2015), got {stride_on!r}")
        self.in_channels, self.dims = in_channels, dims
        conv, norm = torch_layer("Conv", dims), norm or torch_layer("BatchNorm", dims)
        require_at_least(1, channels=channels, base_width=base_width, groups=groups)
        inside, out_channels = int(channels * base_width / 64) * groups, channels * self.expansion
        if inside == 0:
            raise ValueError(f"no channel is left inside: {channels} channels * base_width {base_width} / 64 is below 1")
        stride1, stride2 = (stride, 1) if stride_on == "1x1" else (1, stride)
        self.conv1 = conv(in_channels, inside, 1, stride1, bias=False)
        self.bn1 = norm(inside)
        self.act1 = activation()
        self.conv2 = conv(inside, inside, 3, stride2, padding=1, groups=groups, bias=False)
        self.bn2 = norm(inside)
        self.act2 = activation()
        self.conv3 = conv(inside, out_channels, 1, bias=False)
        self.bn3 = norm(out_channels)
        self.downsample = make_shortcut(shortcut, in_channels, out_channels, stride, norm, dims) if skip else None
        self.act3 = activation()
        if zero_init:
            zero_gain(self.bn3)

    def forward(self, x: Float[Tensor, "n c_in *sizes"]) -> Float[Tensor, "n c_out *sizes_out"]:
        """Give activation(shortcut(x) + branch(x)), or activation(branch(x)) without skip."""
        check_input(self, x, self.in_channels, self.dims)
        out = self.act1(self.bn1(self.conv1(x)))
        out = self.act2(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        if self.downsample is not None:
            out = add_shortcut(self.downsample(x), out)
        return self.act3(out)


class PreActivationBottleneck(nn.Module):
    """Norm, activation and 1x1, 3x3, 1x1 convolution in turn; add the shortcut; nothing after the sum.

    Arguments and names are Bottleneck's without base_width and groups; the stride is on the 3x3. The projection has no norm and takes x as
    it is. zero_init starts the third norm's gains at 0. h_out = (h - 1) // stride + 1.

    >>> import torch
    >>> PreActivationBottleneck(16, 16, stride=2, shortcut="A")(torch.zeros(1, 16, 7, 8)).shape
    torch.Size([1, 64, 4, 4])

    Raises ValueError for another shortcut, or zero_init with a norm without gains; forward, for other axes or channels.
    Source: arXiv:1603.05027.
    """

    expansion = 4

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
        out_channels = channels * self.expansion
        self.bn1 = norm(in_channels)
        self.act1 = activation()
        self.conv1 = conv(in_channels, channels, 1, bias=False)
        self.bn2 = norm(channels)
        self.act2 = activation()
        self.conv2 = conv(channels, channels, 3, stride, padding=1, bias=False)
        self.bn3 = norm(channels)
        self.act3 = activation()
        self.conv3 = conv(channels, out_channels, 1, bias=False)
        self.downsample = make_shortcut(shortcut, in_channels, out_channels, stride, None, dims) if skip else None
        if zero_init:
            zero_gain(self.bn3)

    def forward(self, x: Float[Tensor, "n c_in *sizes"]) -> Float[Tensor, "n c_out *sizes_out"]:
        """Give shortcut(x) + branch(x), or branch(x) without skip."""
        check_input(self, x, self.in_channels, self.dims)
        out = self.conv1(self.act1(self.bn1(x)))
        out = self.conv2(self.act2(self.bn2(out)))
        out = self.conv3(self.act3(self.bn3(out)))
        return out if self.downsample is None else add_shortcut(self.downsample(x), out)

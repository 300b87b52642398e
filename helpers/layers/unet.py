"""What a U-Net is built from: two convolutions a stage, a crop about the centre, an upsampling that doubles the map. 1-D to 3-D.

Ronneberger, Fischer & Brox, U-Net, arXiv:1505.04597; Çiçek et al., 3D U-Net, arXiv:1606.06650.
Axes: n batch, c_in/c_out channels, then one to three spatial axes (*size).
"""

from collections.abc import Callable, Sequence

from jaxtyping import Float, Shaped
from torch import Tensor, nn

from helpers.geometry import require_at_least, unet_sizes
from helpers.layers.primitives import torch_layer
from helpers.layers.shapes import check_input

LINEAR_MODE = {1: "linear", 2: "bilinear", 3: "trilinear"}
PADDING = {"valid": 0, "same": 1}  # cells on each side of a 3×3 convolution
UPSAMPLINGS = ("transposed", "bilinear")


def center_crop(x: Shaped[Tensor, "n c *size"], size: Sequence[int]) -> Shaped[Tensor, "n c *size_out"]:
    """Cut the middle of every map down to `size`; of an odd number of cells too many, the odd one goes at the end.

    Torch has no such function; a view, no copy. Cell i of the output is cell i + (size_in - size_out) // 2 of the input.

    >>> import torch
    >>> center_crop(torch.arange(16).view(1, 1, 4, 4), (2, 2))
    tensor([[[[ 5,  6],
              [ 9, 10]]]])

    Raises ValueError if x has another number of spatial axes or is smaller than `size`, or a size is below 1.
    Source: arXiv:1505.04597, figure 1.
    """
    size_in, size = tuple(x.shape[2:]), tuple(size) if isinstance(size, Sequence) else (size,)
    for want in size:
        require_at_least(1, size=want)
    if len(size_in) != len(size) or any(have < want for have, want in zip(size_in, size, strict=True)):
        raise ValueError(f"cannot crop maps of size {size_in} to {size}; x has shape {tuple(x.shape)}")
    starts = ((have - want) // 2 for have, want in zip(size_in, size, strict=True))
    return x[(..., *(slice(start, start + want) for start, want in zip(starts, size, strict=True)))]


class DoubleConv(nn.Module):
    """Two 3×3 convolutions, each followed by an optional norm and an activation: one stage of a U-Net.

    Layers of torch.nn. size_out = size - 4 for padding "valid", size for "same".

    Args:
        dims: 1 for signals, 2 for images, 3 for volumes.
        padding: "valid" (no padding, every convolution takes a ring of one cell away) or "same" (a ring of zeros).
        norm: None, or what makes a norm from a channel count (nn.BatchNorm2d); the convolutions then have no bias.
        residual: add the input to the output; where channels differ it first goes through a 1×1 convolution, where sizes do, a crop.

    >>> import torch
    >>> DoubleConv(1, 4)(torch.zeros(1, 1, 9, 8)).shape
    torch.Size([1, 4, 5, 4])

    Raises ValueError for other dims or padding; forward, for other axes or channels. Source: arXiv:1505.04597, section 2.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        dims: int = 2,
        padding: str = "valid",
        norm: Callable[[int], nn.Module] | None = None,
        activation: Callable[[], nn.Module] = nn.ReLU,
        residual: bool = False,
    ):
        super().__init__()
        check_choice("padding", padding, PADDING)
        self.in_channels, self.dims = in_channels, dims
        conv = torch_layer("Conv", dims)
        layers = []
        for c_in in (in_channels, out_channels):
            layers.append(conv(c_in, out_channels, 3, padding=PADDING[padding], bias=norm is None))
            layers += [] if norm is None else [norm(out_channels)]
            layers.append(activation())
        self.layers = nn.Sequential(*layers)
        self.shortcut = None
        if residual:
            self.shortcut = nn.Identity() if in_channels == out_channels else conv(in_channels, out_channels, 1)

    def forward(self, x: Float[Tensor, "n c_in *size"]) -> Float[Tensor, "n c_out *size_out"]:
        """Give the map after both convolutions; with residual, plus the shortcut of the map's middle."""
        check_input(self, x, self.in_channels, self.dims)
        out = self.layers(x)
        if self.shortcut is None:
            return out
        return out + self.shortcut(center_crop(x, out.shape[2:]))


class UpConv(nn.Sequential):
    """Double the size of a map and change its channels: a step up in a U-Net.

    "transposed" is torch.nn.ConvTranspose2d(c_in, c_out, 2, stride=2): each cell writes its own 2×2 block. "bilinear" is a
    1×1 convolution and torch.nn.Upsample (linear in 1-D, trilinear in 3-D). The two commute, so the convolution comes first, where
    the map is small.
    size_out = 2*size.

    >>> import torch
    >>> UpConv(4, 2)(torch.zeros(1, 4, 3, 5)).shape
    torch.Size([1, 2, 6, 10])

    Raises ValueError for other dims or another upsampling; forward, for other axes or channels. Source: arXiv:1505.04597, section 2.
    """

    def __init__(self, in_channels: int, out_channels: int, dims: int = 2, upsampling: str = "transposed"):
        check_choice("upsampling", upsampling, UPSAMPLINGS)
        if upsampling == "transposed":
            super().__init__(torch_layer("ConvTranspose", dims)(in_channels, out_channels, 2, stride=2))
        else:
            squeeze = torch_layer("Conv", dims)(in_channels, out_channels, 1)
            super().__init__(squeeze, nn.Upsample(scale_factor=2, mode=LINEAR_MODE[dims], align_corners=False))

    def forward(self, x: Float[Tensor, "n c_in *size"]) -> Float[Tensor, "n c_out *size_out"]:
        """Give the map at twice its size."""
        check_input(self, x, self[0].in_channels, self[0].weight.ndim - 2)
        return super().forward(x)


def check_choice(name: str, value: object, choices) -> None:
    """Refuse a value that is not among the choices.

    >>> check_choice("padding", "full", ("valid", "same"))
    Traceback (most recent call last):
    ValueError: padding must be 'valid' or 'same', got 'full'

    Raises ValueError.
    """
    if value not in choices:
        raise ValueError(f"{name} must be {' or '.join(map(repr, choices))}, got {value!r}")


def check_unet_input(x: Shaped[Tensor, "n c_in *size"], in_channels: int, dims: int, depth: int, padding: str) -> None:
    """Refuse what a U-Net cannot take: other axes or channels, or sizes that do not fit.

    >>> import torch
    >>> check_unet_input(torch.zeros(1, 3, 572, 572), in_channels=1, dims=2, depth=4, padding="valid")
    Traceback (most recent call last):
    ValueError: this U-Net needs x (n, 1, h, w), got shape (1, 3, 572, 572)

    Raises ValueError.
    """
    if x.ndim != dims + 2 or x.shape[1] != in_channels:
        raise ValueError(f"this U-Net needs x (n, {in_channels}, {', '.join('dhw'[-dims:])}), got shape {tuple(x.shape)}")
    for size in x.shape[2:]:
        unet_sizes(size, depth, padding)

"""A chain of named layers that can be cut anywhere: what ResNet and others are. It says in words which pictures it cannot take."""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import check_input

TOO_SMALL = ("too small", "Kernel size can't be greater")  # torch's words of a pool and of a convolution


class Sliceable(nn.Sequential):
    """A torch.nn.Sequential whose slices are plain ones, also if a subclass has a constructor of its own.

    torch builds a slice by calling the subclass's constructor, which fails or builds something else. A subclass that sets in_channels
    (and dims, 2 if not) has its pictures checked.

    >>> class Twice(Sliceable):
    ...     def __init__(self, width):
    ...         super().__init__(nn.Linear(width, width), nn.Linear(width, width))
    >>> Twice(3)[:1]
    Sequential(
      (0): Linear(in_features=3, out_features=3, bias=True)
    )

    Raises ValueError: forward, if x has other axes or channels or is too small.
    """

    in_channels: int | None = None
    dims = 2

    def forward(self, x: Float[Tensor, "n c_in *size"]) -> Float[Tensor, "n *out"]:
        """Give what the last layer gives."""
        return super().forward(x) if self.in_channels is None else checked(self, super().forward, x, self.in_channels, self.dims)

    def __getitem__(self, index: int | slice) -> nn.Module:
        """Give one child, or a slice of them with their names: net[:-3]."""
        if isinstance(index, slice):
            return nn.Sequential(OrderedDict(list(self.named_children())[index]))
        return super().__getitem__(index)


class FixedSize(Sliceable):
    """Layers for pictures of one size, as linear layers want it; sizes that the strides round to the same pass, too.

    >>> import torch
    >>> FixedSize(OrderedDict(flatten=nn.Flatten(), fc=nn.Linear(12, 2)), (3, 2, 2))(torch.zeros(1, 3, 2, 3))
    Traceback (most recent call last):
    ValueError: this network needs x (n, 3, 2, 2), got shape (1, 3, 2, 3)

    Raises ValueError: forward, if x does not fit.
    """

    def __init__(self, layers: OrderedDict[str, nn.Module], shape: tuple[int, int, int]):
        super().__init__(layers)
        self.shape = shape

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n classes"]:
        """Give the class scores."""
        try:
            return super().forward(x)
        except RuntimeError as error:
            if tuple(x.shape[1:]) == self.shape:
                raise
            raise ValueError(f"this network needs x (n, {', '.join(map(str, self.shape))}), got shape {tuple(x.shape)}") from error


def checked(net: nn.Module, layers, x: Float[Tensor, "n c_in *size"], channels: int, dims: int = 2) -> Float[Tensor, "n *out"]:
    """Give layers(x), if x fits the net that they belong to.

    Raises ValueError with the shape if x has other axes or channels, or so few pixels that a window does not fit.
    """
    check_input(net, x, channels, dims)
    try:
        return layers(x)
    except RuntimeError as error:
        if not any(words in str(error) for words in TOO_SMALL):
            raise
        raise ValueError(f"{type(net).__name__} cannot take x of shape {tuple(x.shape)}: a map of it is too small") from error

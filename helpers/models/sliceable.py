"""A chain of named layers that can be cut anywhere: what ResNet and others are."""

from collections import OrderedDict

from jaxtyping import Float
from torch import Tensor, nn


class Sliceable(nn.Sequential):
    """A torch.nn.Sequential whose slices are plain ones, also if a subclass has a constructor of its own.

    torch builds a slice by calling the subclass's constructor, which fails or builds something else.

    >>> class Twice(Sliceable):
    ...     def __init__(self, width):
    ...         super().__init__(nn.Linear(width, width), nn.Linear(width, width))
    >>> Twice(3)[:1]
    Sequential(
      (0): Linear(in_features=3, out_features=3, bias=True)
    )
    """

    def forward(self, x: Float[Tensor, "n c_in *size"]) -> Float[Tensor, "n *out"]:
        """Give what the last layer gives."""
        return super().forward(x)

    def __getitem__(self, index: int | slice) -> nn.Module:
        """Give one child, or a slice of them with their names: net[:-3]."""
        if isinstance(index, slice):
            return nn.Sequential(OrderedDict(list(self.named_children())[index]))
        return super().__getitem__(index)

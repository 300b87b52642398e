"""GroupNorm: helpers.functional's group_norm with one weight and one bias a channel.

Wu & He, Group normalization, arXiv:1803.08494.
Axes: n batch, c channels in g groups, then any number of spatial axes.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import group_norm
from helpers.geometry import require_at_least


class GroupNorm(nn.Module):
    """Group norm: in each example, the channels of one group share mean and variance over all their pixels.

    torch.nn.GroupNorm with its names, defaults and numbers; unbiased and eps_inside are the switches of group_norm. The shape stays.

    >>> GroupNorm(2, 4, eps=0)(torch.tensor([[[1.0], [3.0], [10.0], [50.0]]])).flatten().tolist()
    [-1.0, 1.0, -1.0, 1.0]

    Raises ValueError if num_groups does not divide num_channels; forward, for other channels and what group_norm refuses.
    Source: arXiv:1803.08494.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        *,
        bias: bool = True,
        unbiased: bool = False,
        eps_inside: bool = True,
    ):
        super().__init__()
        require_at_least(1, num_groups=num_groups, num_channels=num_channels)
        if num_channels % num_groups:
            raise ValueError(f"num_groups {num_groups} must divide num_channels {num_channels}")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.unbiased, self.eps_inside = unbiased, eps_inside
        made = {"device": device, "dtype": dtype}
        self.weight = nn.Parameter(torch.ones(num_channels, **made)) if affine else None
        self.bias = nn.Parameter(torch.zeros(num_channels, **made)) if affine and bias else None

    def reset_parameters(self) -> None:
        """Set weight to 1 and bias to 0."""
        if self.weight is not None:
            nn.init.ones_(self.weight)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, x: Float[Tensor, "n c *spatial"]) -> Float[Tensor, "n c *spatial"]:
        """Give group_norm(x) with the layer's parameters."""
        switches = {"unbiased": self.unbiased, "eps_inside": self.eps_inside}
        return group_norm(x, self.num_groups, self.weight, self.bias, self.eps, **switches)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"unbiased={self.unbiased}, eps_inside={self.eps_inside}"
        )

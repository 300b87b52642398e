"""Activations with a parameter: PReLU learns its slopes, SiLU may learn its alpha (Swish).

He et al., PReLU, arXiv:1502.01852; Ramachandran et al., Swish, arXiv:1710.05941.
Axes: any; n batch and c channels for PReLU.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import prelu, silu
from helpers.geometry import require_at_least


class PReLU(nn.Module):
    """Leaky ReLU whose slopes are learned: one for all channels, or one for each.

    torch.nn.PReLU with its names, defaults and numbers. The shape stays.

    >>> PReLU()(torch.tensor([[-2.0, 3.0]])).tolist()
    [[-0.5, 3.0]]

    Raises ValueError if num_parameters is below 1; forward, if it is neither 1 nor the number of channels. Source: arXiv:1502.01852.
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        require_at_least(1, num_parameters=num_parameters)
        self.num_parameters, self.init = num_parameters, init
        self.weight = nn.Parameter(torch.full((num_parameters,), init, device=device, dtype=dtype))

    def reset_parameters(self) -> None:
        """Set every slope to init."""
        nn.init.constant_(self.weight, self.init)

    def forward(self, x: Float[Tensor, "n c *spatial"]) -> Float[Tensor, "n c *spatial"]:
        """Give prelu(x) with the layer's slopes."""
        return prelu(x, self.weight)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"num_parameters={self.num_parameters}"


class SiLU(nn.Module):
    """Give x * sigmoid(alpha * x); learnable=True makes alpha a parameter (Swish).

    torch.nn.SiLU at alpha 1, with its empty state_dict unless alpha is learned. The shape stays.

    >>> SiLU(alpha=0.0)(torch.tensor([-1.0, 0.0, 3.0])).tolist()
    [-0.5, 0.0, 1.5]
    >>> list(SiLU(alpha=2.0, learnable=True).state_dict())
    ['alpha']

    Source: arXiv:1710.05941.
    """

    def __init__(self, *, alpha: float = 1.0, learnable: bool = False):
        super().__init__()
        self.alpha = nn.Parameter(torch.tensor(float(alpha))) if learnable else alpha

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give silu(x) with the layer's alpha."""
        return silu(x, self.alpha)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"alpha={float(self.alpha):g}"

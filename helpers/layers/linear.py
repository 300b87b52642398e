"""Linear: every output is a weighted sum of all inputs.

Axes: any leading axes, then c_in/c_out features.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional.arguments import check_dtype
from helpers.geometry import require_at_least
from helpers.layers.conv import reset_like_torch


class Linear(nn.Module):
    """Multiply with a learned matrix, add a learned shift: y = x W^T + b.

    torch.nn.Linear with its names, defaults and initial numbers. The last axis goes from in_features to out_features.

    >>> layer = Linear(2, 1)
    >>> layer.load_state_dict({"weight": torch.tensor([[2.0, 3.0]]), "bias": torch.tensor([1.0])})
    <All keys matched successfully>
    >>> layer(torch.tensor([[1.0, 10.0]])).tolist()
    [[33.0]]

    Raises ValueError if in_features or out_features is below 1; forward, if the last axis of x is not in_features or x has another dtype.
    Source: docs of torch.nn.Linear.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        require_at_least(1, in_features=in_features, out_features=out_features)
        self.in_features, self.out_features = in_features, out_features
        self.weight = nn.Parameter(torch.empty(out_features, in_features, device=device, dtype=dtype))
        self.bias = nn.Parameter(torch.empty(out_features, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new parameters."""
        reset_like_torch(self.weight, self.bias)

    def forward(self, x: Float[Tensor, "*n c_in"]) -> Float[Tensor, "*n c_out"]:
        """Give x W^T + b."""
        if x.shape[-1:] != (self.in_features,):
            raise ValueError(f"Linear was made for {self.in_features} features on the last axis, got shape {tuple(x.shape)}")
        check_dtype("Linear", x, self.weight)
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"

"""Softmax: numbers along one axis become shares that are positive and add up to 1.

Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990.
Axes: any.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_dim


def softmax(x: Float[Tensor, "..."], dim: int, *, temperature: float = 1.0) -> Float[Tensor, "..."]:
    """Give exp(x / temperature), divided by its sum over `dim`.

    The numbers of torch.softmax at temperature 1. Towards 0 the largest takes all (argmax), towards infinity all shares are equal. Of a
    pair (a, b) the first share is sigmoid(a - b). The shape stays.

    >>> import torch
    >>> softmax(torch.tensor([0.0, 0.0, 1000.0]), dim=0)
    tensor([0., 0., 1.])
    >>> softmax(torch.tensor([0.0, 0.0, 1000.0]), dim=0, temperature=float("inf"))
    tensor([0.3333, 0.3333, 0.3333])

    Raises ValueError if x has no axis `dim`, or temperature is not above 0. Source: Bridle 1990.
    """
    shifted = _below_zero(x, dim, temperature)
    shares = shifted.exp()
    return shares / shares.sum(dim, keepdim=True)


def log_softmax(x: Float[Tensor, "..."], dim: int, *, temperature: float = 1.0) -> Float[Tensor, "..."]:
    """Give the logarithm of softmax without losing the small shares: x / temperature minus the log of the sum of exp.

    The numbers of torch.log_softmax at temperature 1. The shape stays.

    >>> import torch
    >>> log_softmax(torch.tensor([0.0, 1000.0]), dim=0)
    tensor([-1000.,     0.])

    Raises ValueError if x has no axis `dim`, or temperature is not above 0. Source: Bridle 1990.
    """
    shifted = _below_zero(x, dim, temperature)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def _below_zero(x, dim, temperature):
    """Subtract the largest along dim: the shares stay the same, and exp cannot overflow."""
    check_dim(x, dim)
    if not temperature > 0:
        raise ValueError(f"temperature must be above 0, got {temperature}")
    x = x / temperature
    return x - x.detach().amax(dim, keepdim=True)

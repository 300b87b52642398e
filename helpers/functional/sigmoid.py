"""Sigmoid and its relatives, written so that no exponent is positive: nothing overflows, in the values or in the gradient.

Goodfellow, Bengio & Courville, Deep Learning, 2016, section 3.10.
Axes: any.
"""

import torch
from jaxtyping import Float
from torch import Tensor


def sigmoid(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Squash every number into (0, 1): 1 / (1 + exp(-x)).

    The numbers of torch.sigmoid. Below 0 it is written exp(x) / (1 + exp(x)). The shape stays.

    >>> sigmoid(torch.tensor([-1000.0, 0.0, 1000.0]))
    tensor([0.0000, 0.5000, 1.0000])

    Source: Deep Learning, equation 3.30.
    """
    decay = _decay(x)
    return torch.where(x >= 0, 1 / (1 + decay), decay / (1 + decay))


def log_sigmoid(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Give log(sigmoid(x)) without losing the small ones: for x = -1000 it is -1000, not log(0).

    The numbers of torch.nn.functional.logsigmoid: min(x, 0) - log(1 + exp(-|x|)). The shape stays.

    >>> log_sigmoid(torch.tensor([-1000.0, 0.0]))
    tensor([-1.0000e+03, -6.9315e-01])

    Source: Deep Learning, equation 3.36.
    """
    return torch.where(x >= 0, 0, x) - _decay(x).log1p()


def softplus(x: Float[Tensor, "..."], beta: float = 1.0, threshold: float = 20.0) -> Float[Tensor, "..."]:
    """Give log(1 + exp(beta*x)) / beta, a ReLU with a round corner; x itself where beta*x > threshold.

    The numbers of torch.nn.functional.softplus. The larger beta, the nearer to ReLU. The shape stays.

    >>> softplus(torch.tensor([-1000.0, 0.0, 1000.0]))
    tensor([0.0000e+00, 6.9315e-01, 1.0000e+03])

    Raises ValueError if beta is not above 0. Source: Deep Learning, equation 3.31.
    """
    if beta <= 0:
        raise ValueError(f"beta must be above 0, got {beta}")
    scaled = beta * x
    rounded = torch.where(scaled >= 0, scaled, 0) + _decay(scaled).log1p()
    return torch.where(scaled > threshold, x, rounded / beta)


def tanh(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Squash every number into (-1, 1): (exp(2x) - 1) / (exp(2x) + 1) = 2*sigmoid(2x) - 1.

    The numbers of torch.tanh. Above 0 it is written (1 - exp(-2x)) / (1 + exp(-2x)). The shape stays.

    >>> tanh(torch.tensor([-1000.0, 0.0, 1000.0]))
    tensor([-1.,  0.,  1.])

    Source: Deep Learning, section 6.3.2.
    """
    shrunk = torch.expm1(torch.where(x >= 0, -2 * x, 2 * x))  # exp(-2|x|) - 1; expm1 keeps the digits of a small x
    return torch.where(x >= 0, -shrunk, shrunk) / (shrunk + 2)


def _decay(x):
    """exp(-|x|), with the slope -1 at 0 that abs would lose."""
    return torch.exp(torch.where(x >= 0, -x, x))

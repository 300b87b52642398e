"""Activations z * P(Z <= z): a number is kept as far as it is likely to be the larger one. SiLU, GELU, and any distribution.

Hendrycks & Gimpel, GELU, arXiv:1606.08415; Ramachandran et al., Swish, arXiv:1710.05941.
Axes: any.
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.sigmoid import sigmoid, tanh


def silu(x: Float[Tensor, "..."], alpha: float | Float[Tensor, "..."] = 1.0) -> Float[Tensor, "..."]:
    """Give x * sigmoid(alpha * x).

    The numbers of torch.nn.functional.silu at alpha 1; with another or a learned alpha it is called Swish. alpha 0 gives x / 2, a large
    alpha gives ReLU. The shape stays.

    >>> silu(torch.tensor([-2.0, 0.0, 2.0]), alpha=1000.0)
    tensor([-0., 0., 2.])

    Source: arXiv:1710.05941.
    """
    return x * sigmoid(alpha * x)


def gelu(x: Float[Tensor, "..."], approximate: str = "none") -> Float[Tensor, "..."]:
    """Give x * P(Z <= x) for a Gaussian Z; approximate="tanh" takes a formula with tanh for the probability.

    The numbers of torch.nn.functional.gelu. The shape stays.
    tanh form: x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715*x**3))).

    >>> gelu(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.1587,  0.0000,  0.8413])

    Raises ValueError if approximate is neither "none" nor "tanh". Source: arXiv:1606.08415.
    """
    if approximate == "none":
        return x * gaussian_cdf(x)
    if approximate == "tanh":
        return x / 2 * (1 + tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    raise ValueError(f'approximate must be "none" or "tanh", got {approximate!r}')


def gaussian_cdf(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Give the probability that a standard Gaussian number is at most x.

    The numbers of torch.special.ndtr. erfc keeps the digits of the small probabilities, which 1 + erf would lose.

    >>> gaussian_cdf(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([0.1587, 0.5000, 0.8413])

    Source: docs of torch.special.ndtr.
    """
    return torch.erfc(-x / math.sqrt(2)) / 2


def laplace_cdf(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Give the probability that a Laplace number (density exp(-|x|) / 2) is at most x.

    The numbers of torch.distributions.Laplace(0, 1).cdf.

    >>> laplace_cdf(torch.tensor([-1000.0, 0.0, 1000.0]))
    tensor([0.0000, 0.5000, 1.0000])

    Source: docs of torch.distributions.Laplace.
    """
    tail = torch.exp(torch.where(x >= 0, -x, x)) / 2  # beyond x, on x's side
    return torch.where(x >= 0, 1 - tail, tail)


def cauchy_cdf(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Give the probability that a Cauchy number (density 1 / (pi*(1 + x*x))) is at most x.

    The numbers of torch.distributions.Cauchy(0, 1).cdf: 1/2 + atan(x)/pi. Written as one angle, the small probabilities keep their digits.

    >>> cauchy_cdf(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([0.2500, 0.5000, 0.7500])

    Source: docs of torch.distributions.Cauchy.
    """
    return torch.atan2(torch.ones_like(x), -x) / math.pi


CDFS = {"logistic": sigmoid, "gaussian": gaussian_cdf, "laplace": laplace_cdf, "cauchy": cauchy_cdf}


def cdf_activation(cdf: str | Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """Make the activation z * cdf(z) from a cumulative distribution function, or from the name of one.

    "logistic" gives torch.nn.functional.silu, "gaussian" gives torch.nn.functional.gelu; "laplace" and "cauchy" are not in torch. For a
    large negative z it tends to 0, but with the heavy-tailed Cauchy distribution to -1/pi.

    >>> cdf_activation("cauchy")(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.2500,  0.0000,  0.7500])
    >>> cdf_activation(lambda z: (z > 0) * 1.0)(torch.tensor([-1.0, 2.0]))  # a sure threshold: ReLU
    tensor([-0., 2.])

    Raises ValueError if no distribution has that name. Source: arXiv:1606.08415, section 2.
    """
    if isinstance(cdf, str):
        if cdf not in CDFS:
            raise ValueError(f"cdf must be a function or one of {', '.join(CDFS)}; got {cdf!r}")
        cdf = CDFS[cdf]

    def activation(z: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        return z * cdf(z)

    return activation

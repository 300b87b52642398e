"""ReLU and the functions that change only its left half or cut off its right: leaky ReLU, PReLU, ELU, hardtanh, ReLU6.

Nair & Hinton, ICML 2010; Maas et al., ICML 2013 workshop; He et al., PReLU, arXiv:1502.01852; Clevert et al., ELU, arXiv:1511.07289.
Axes: any; n batch and c channels for PReLU.
"""

import torch
from jaxtyping import Float
from torch import Tensor


def relu(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Keep what is positive, put 0 for the rest: max(0, x).

    The numbers of torch.relu, whose slope at 0 is 0. The shape stays.

    >>> relu(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 0., 3.])

    Source: Nair & Hinton 2010.
    """
    return torch.where(x <= 0, 0, x)


def leaky_relu(x: Float[Tensor, "..."], negative_slope: float = 0.01) -> Float[Tensor, "..."]:
    """Keep what is positive, multiply the rest by negative_slope.

    The numbers of torch.nn.functional.leaky_relu. It is max(x, negative_slope*x) only while negative_slope is at most 1. The shape stays.

    >>> leaky_relu(torch.tensor([-2.0, 3.0]), 0.5)
    tensor([-1.,  3.])

    Source: Maas, Hannun & Ng 2013.
    """
    return torch.where(x > 0, x, negative_slope * x)


def prelu(x: Float[Tensor, "n c *spatial"], weight: Float[Tensor, " slopes"]) -> Float[Tensor, "n c *spatial"]:
    """Leaky ReLU with learned slopes: one for all of x, or one for each channel (axis 1).

    The numbers of torch.nn.functional.prelu. The shape stays.

    >>> prelu(torch.tensor([[-2.0, -2.0]]), torch.tensor([0.5, 0.25]))
    tensor([[-1.0000, -0.5000]])

    Raises ValueError if weight is neither one number nor one for each channel. Source: arXiv:1502.01852.
    """
    channels = x.shape[1] if x.ndim > 1 else 1
    if not isinstance(weight, Tensor):
        raise ValueError(f"weight needs a tensor of 1 slope or {channels}, got {weight!r}; leaky_relu takes a plain number")
    if weight.shape not in ((), (1,), (channels,)):
        raise ValueError(f"weight needs 1 slope or {channels}, one for each channel; got shape {tuple(weight.shape)}")
    slopes = weight.view(-1, *[1] * (x.ndim - 2)) if x.ndim > 0 else weight.view(())  # c 1 1
    return torch.where(x > 0, x, slopes * x)


def elu(x: Float[Tensor, "..."], alpha: float = 1.0) -> Float[Tensor, "..."]:
    """Keep what is positive; below 0 give alpha*(exp(x) - 1), which levels off at -alpha.

    The numbers of torch.nn.functional.elu. The shape stays.

    >>> elu(torch.tensor([-1000.0, 0.0, 3.0]), alpha=2.0)
    tensor([-2.,  0.,  3.])

    Source: arXiv:1511.07289.
    """
    negative = torch.where(x > 0, 0, x)  # a large x must not overflow in the branch that is thrown away
    return torch.where(x > 0, x, alpha * negative.expm1())


def hardtanh(x: Float[Tensor, "..."], min_val: float = -1.0, max_val: float = 1.0) -> Float[Tensor, "..."]:
    """Cut x off at min_val and max_val.

    The numbers of torch.nn.functional.hardtanh, whose slope is 0 at both corners. The shape stays.

    >>> hardtanh(torch.tensor([-3.0, 0.5, 3.0]))
    tensor([-1.0000,  0.5000,  1.0000])

    Raises ValueError if min_val is above max_val. Source: docs of torch.nn.Hardtanh.
    """
    if min_val > max_val:
        raise ValueError(f"min_val must be at most max_val, got {min_val} and {max_val}")
    return torch.where(x <= min_val, min_val, torch.where(x >= max_val, max_val, x))


def relu6(x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """ReLU that ends at 6, so that low-precision numbers suffice.

    The numbers of torch.nn.functional.relu6. The shape stays.

    >>> relu6(torch.tensor([-3.0, 3.0, 9.0]))
    tensor([0., 3., 6.])

    Source: MobileNetV2, arXiv:1801.04381.
    """
    return hardtanh(x, 0.0, 6.0)

"""What every norm is made of: mean and variance over some axes, division by the root, gain and shift.

Variance in two passes (first the mean, then the squares of what is left): x*x - mean*mean loses every digit when the mean is 1e4.
Axes: n batch, c channels, then any number of spatial axes.
"""

from math import prod

import torch
from jaxtyping import Float
from torch import Tensor


def moments(
    x: Float[Tensor, "..."], axes: tuple[int, ...], unbiased: bool = False
) -> tuple[Float[Tensor, "..."], Float[Tensor, "..."], Float[Tensor, "..."]]:
    """Return the mean over `axes`, x minus the mean, and the variance; mean and variance keep size 1 along `axes`.

    The numbers of torch.var_mean. The m squares are divided by m, or by m - 1 if `unbiased`.

    >>> mean, centred, var = moments(torch.tensor([[1.0, 3.0]]), axes=(1,))
    >>> mean, centred, var
    (tensor([[2.]]), tensor([[-1.,  1.]]), tensor([[1.]]))
    >>> moments(torch.tensor([[1.0, 3.0]]), axes=(1,), unbiased=True)[2]
    tensor([[2.]])

    Raises ValueError if `unbiased` and there is one value. Source: docs of torch.var_mean.
    """
    count = prod(x.shape[axis] for axis in axes)
    if unbiased and count == 1:
        raise ValueError(f"the unbiased variance needs more than 1 value, got 1 over axes {tuple(axes)} of shape {tuple(x.shape)}")
    mean = x.mean(axes, keepdim=True)
    centred = x - mean
    centred = centred - centred.mean(axes, keepdim=True)  # near 1e4 a float32 mean is off by up to 1/2000: mend what is left
    return mean, centred, centred.square().sum(axes, keepdim=True) / (count - unbiased)


def divide_by_root(x: Float[Tensor, "..."], square: Float[Tensor, "..."], eps: float, eps_inside: bool = True) -> Float[Tensor, "..."]:
    """Divide `x` by sqrt(square + eps), or by sqrt(square) + eps if not `eps_inside`.

    torch puts eps inside. Outside, a square of 0 is divided by eps itself, not by its root: 1e-5 against 0.00316.

    >>> divide_by_root(torch.tensor([6.0]), torch.tensor([3.0]), eps=1.0)
    tensor([3.])
    >>> divide_by_root(torch.tensor([6.0]), torch.tensor([4.0]), eps=1.0, eps_inside=False)
    tensor([2.])

    Raises ValueError if eps is negative. Source: arXiv:1502.03167.
    """
    if eps < 0:
        raise ValueError(f"eps must be at least 0, got {eps}")
    if eps_inside:
        return x / (square + eps).sqrt()
    positive = square > 0  # the root has no slope at 0, but x/(root + eps) has: 1/eps
    return x / (square.where(positive, 1).sqrt().where(positive, 0) + eps)


def along_channels(name: str, values: Float[Tensor, " c"], x: Float[Tensor, "n c *spatial"]) -> Float[Tensor, "c *ones"]:
    """View one number a channel so that it meets axis 1 of `x`.

    The reshaping that torch.nn.functional.batch_norm does inside.

    >>> along_channels("weight", torch.ones(3), torch.zeros(2, 3, 5, 5)).shape
    torch.Size([3, 1, 1])

    Raises ValueError, which calls the numbers `name`, if they are not a tensor of one for each channel.
    Source: docs of torch.nn.BatchNorm2d.
    """
    if not isinstance(values, Tensor):
        raise ValueError(f"{name} needs a tensor of {x.shape[1]} numbers, one for each channel, or None; got {values!r}")
    if values.shape != x.shape[1:2]:
        raise ValueError(f"{name} needs one number for each of {x.shape[1]} channels, got shape {tuple(values.shape)}")
    return values.view(-1, *[1] * (x.ndim - 2))


def scale_and_shift(
    x: Float[Tensor, "n c *spatial"], weight: Float[Tensor, " c"] | None, bias: Float[Tensor, " c"] | None
) -> Float[Tensor, "n c *spatial"]:
    """Multiply each channel by its weight and add its bias; None leaves that step out.

    The last step of every norm of torch; the lectures call the two gamma and beta, or gain and shift.

    >>> scale_and_shift(torch.tensor([[1.0, 1.0]]), torch.tensor([2.0, 3.0]), torch.tensor([0.0, 1.0]))
    tensor([[2., 4.]])

    Raises ValueError if weight or bias is not one number a channel. Source: arXiv:1502.03167.
    """
    if weight is not None:
        x = x * along_channels("weight", weight, x)
    if bias is not None:
        x = x + along_channels("bias", bias, x)
    return x


def finest_step(x: Float[Tensor, "..."]) -> float:
    """Return the machine epsilon of x's number type, the default eps of RMS norm.

    The number of torch.finfo(x.dtype).eps.

    >>> finest_step(torch.zeros(1)) == 2**-23
    True

    Source: docs of torch.nn.RMSNorm.
    """
    return torch.finfo(x.dtype).eps

"""Batch norm: every channel gets mean 0 and variance 1 over the batch and all pixels, then its own gain and shift.

Ioffe & Szegedy, Batch normalization, arXiv:1502.03167.
Axes: n batch, c channels, then any number of spatial axes (none after a fully connected layer).
"""

from math import prod

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.moments import along_channels, divide_by_root, moments, scale_and_shift


def batch_norm(
    x: Float[Tensor, "n c *spatial"],
    running_mean: Float[Tensor, " c"] | None,
    running_var: Float[Tensor, " c"] | None,
    weight: Float[Tensor, " c"] | None = None,
    bias: Float[Tensor, " c"] | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    *,
    unbiased: bool = False,
    eps_inside: bool = True,
) -> Float[Tensor, "n c *spatial"]:
    """Subtract each channel's mean and divide by its standard deviation; then multiply by weight and add bias.

    The numbers of torch.nn.functional.batch_norm. In training the statistics come from the batch and move the running ones towards
    them, in place: running = (1 - momentum)*running + momentum*new. Otherwise the running ones are used. The batch is divided by the
    biased variance (m values: divide by m), while running_var collects the unbiased one (m - 1); `unbiased` takes it for both.
    eps_inside=False divides by std + eps. Unlike torch, eps=0 is allowed in training: the bare formula.
    The shape stays; m = n*h*w values share one mean.

    >>> batch_norm(torch.tensor([[1.0], [3.0]]), None, None, training=True, eps=0)
    tensor([[-1.],
            [ 1.]])
    >>> batch_norm(torch.tensor([[1.0], [3.0]]), torch.tensor([1.0]), torch.tensor([4.0]), eps=0)
    tensor([[0.],
            [1.]])

    Raises ValueError for one value a channel in training, no running statistics outside it, or numbers that are not one a channel.
    Source: arXiv:1502.03167.
    """
    if x.ndim < 2:
        raise ValueError(f"batch_norm needs x (n, c, ...), at least 2 axes; got shape {tuple(x.shape)}")
    running = {"running_mean": running_mean, "running_var": running_var}
    at = {name: along_channels(name, values, x) for name, values in running.items() if values is not None}  # c 1 1
    if training:
        centred, var = _batch_statistics(x, running_mean, running_var, momentum, unbiased)
    elif len(at) == 2:
        centred, var = x - at["running_mean"], at["running_var"]
    else:
        missing = " and ".join(name for name in running if name not in at)
        raise ValueError(f"batch_norm outside training needs running_mean and running_var, got None for {missing}")
    return scale_and_shift(divide_by_root(centred, var, eps, eps_inside), weight, bias)


def _batch_statistics(x, running_mean, running_var, momentum, unbiased):
    """x minus each channel's mean, and the variance; the running statistics are moved in place."""
    axes = (0, *range(2, x.ndim))
    count = prod(x.shape[axis] for axis in axes)
    if count < 2:
        raise ValueError(f"batch_norm in training needs more than 1 value per channel, got {count}: shape {tuple(x.shape)}")
    mean, centred, var = moments(x, axes, unbiased)  # 1 c 1 1
    with torch.no_grad():  # the running statistics are a record, not part of the function
        wider = var if unbiased else var * count / (count - 1)
        for old, new in ((running_mean, mean), (running_var, wider)):
            if old is not None:
                old.copy_((1 - momentum) * old + momentum * new.flatten())
    return centred, var

"""Batch norm: every channel gets mean 0 and variance 1 over the batch and all pixels, then its own gain and shift.

Ioffe & Szegedy, Batch normalization, arXiv:1502.03167.
Axes: n batch, c channels, then any number of spatial axes (none after a fully connected layer).
"""

from math import prod

from jaxtyping import Float
from torch import Tensor

from helpers.functional.moments import along_channels, divide_by_root, moments, scale_and_shift
from helpers.functional.running_statistics import check_running, move_running


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

    >>> import torch
    >>> batch_norm(torch.tensor([[1.0], [3.0]]), None, None, training=True, eps=0)
    tensor([[-1.],
            [ 1.]])
    >>> batch_norm(torch.tensor([[1.0], [3.0]]), torch.tensor([1.0]), torch.tensor([4.0]), eps=0)
    tensor([[0.],
            [1.]])

    Raises ValueError for one value a channel in training, missing running statistics, or numbers that are not one a channel.
    Source: arXiv:1502.03167.
    """
    if x.ndim < 2:
        raise ValueError(f"batch_norm needs x (n, c, ...), at least 2 axes; got shape {tuple(x.shape)}")
    check_running("batch_norm", x, running_mean, running_var, needed=not training)
    if training:
        axes = (0, *range(2, x.ndim))
        count = prod(x.shape[axis] for axis in axes)
        if count < 2:
            raise ValueError(f"batch_norm in training needs more than 1 value per channel, got {count}: shape {tuple(x.shape)}")
        mean, centred, var = moments(x, axes, unbiased)  # 1 c 1 1
        move_running(running_mean, mean.flatten(), momentum)
        move_running(running_var, (var if unbiased else var * count / (count - 1)).flatten(), momentum)
    else:
        var = along_channels("running_var", running_var, x)  # c 1 1
        centred = x - along_channels("running_mean", running_mean, x)
    return scale_and_shift(divide_by_root(centred, var, eps, eps_inside), weight, bias)

"""Instance norm: every channel of every example gets mean 0 and variance 1 over its own pixels.

Ulyanov, Vedaldi & Lempitsky, Instance normalization, arXiv:1607.08022.
Axes: n batch, c channels, then one to three spatial axes.
"""

from math import prod

from jaxtyping import Float
from torch import Tensor

from helpers.functional.batch_norm import batch_norm
from helpers.functional.moments import divide_by_root, moments, scale_and_shift
from helpers.functional.running_statistics import check_running, move_running


def instance_norm(
    x: Float[Tensor, "n c *spatial"],
    running_mean: Float[Tensor, " c"] | None = None,
    running_var: Float[Tensor, " c"] | None = None,
    weight: Float[Tensor, " c"] | None = None,
    bias: Float[Tensor, " c"] | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
    *,
    unbiased: bool = False,
    eps_inside: bool = True,
) -> Float[Tensor, "n c *spatial"]:
    """Standardise each channel of each example over its pixels; then one weight and one bias a channel.

    The numbers of torch.nn.functional.instance_norm. Running statistics, rarely kept, move towards the mean over the batch of what
    each example has: running = (1 - momentum)*running + momentum*new, the variance unbiased. use_input_stats=False uses them.
    `unbiased` divides the squares by one less than their number, eps_inside=False divides by std + eps. The shape stays.

    >>> import torch
    >>> instance_norm(torch.tensor([[[1.0, 3.0], [5.0, 9.0]]]), eps=0)
    tensor([[[-1.,  1.],
             [-1.,  1.]]])

    Raises ValueError for one pixel, use_input_stats=False without running statistics, or numbers that are not one a channel.
    Source: arXiv:1607.08022.
    """
    if x.ndim < 3:
        raise ValueError(f"instance_norm needs x (n, c, ...) with pixels, at least 3 axes; got shape {tuple(x.shape)}")
    check_running("instance_norm", x, running_mean, running_var, needed=not use_input_stats)
    if not use_input_stats:  # with fixed statistics there is nothing of the single example left: it is batch norm
        return batch_norm(x, running_mean, running_var, weight, bias, False, momentum, eps, eps_inside=eps_inside)
    count = prod(x.shape[2:])
    if count < 2:
        raise ValueError(f"instance_norm needs more than 1 pixel, got {count}: shape {tuple(x.shape)}")
    mean, centred, var = moments(x, tuple(range(2, x.ndim)), unbiased)  # n c 1 1
    move_running(running_mean, mean.mean(0).flatten(), momentum)
    move_running(running_var, (var if unbiased else var * count / (count - 1)).mean(0).flatten(), momentum)
    return scale_and_shift(divide_by_root(centred, var, eps, eps_inside), weight, bias)

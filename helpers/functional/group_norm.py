"""Group norm: in each example, the channels of one group share mean and variance over all their pixels.

Wu & He, Group normalization, arXiv:1803.08494.
Axes: n batch, c channels in g groups, then any number of spatial axes.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.moments import divide_by_root, moments, scale_and_shift
from helpers.geometry import require_whole


def group_norm(
    x: Float[Tensor, "n c *spatial"],
    num_groups: int,
    weight: Float[Tensor, " c"] | None = None,
    bias: Float[Tensor, " c"] | None = None,
    eps: float = 1e-5,
    *,
    unbiased: bool = False,
    eps_inside: bool = True,
) -> Float[Tensor, "n c *spatial"]:
    """Standardise each group of c/g neighbouring channels over channels and pixels; then one weight and one bias a channel.

    The numbers of torch.nn.functional.group_norm. One group is layer norm over space and channels, c groups are instance norm.
    `unbiased` divides the squares by one less than their number, eps_inside=False divides by std + eps. The shape stays.

    >>> import torch
    >>> group_norm(torch.tensor([[[1.0], [3.0], [10.0], [50.0]]]), num_groups=2, eps=0).flatten()
    tensor([-1.,  1., -1.,  1.])

    Raises ValueError if the groups do not divide the channels, there is one value, or weight or bias is not one number a channel.
    Source: arXiv:1803.08494.
    """
    if x.ndim < 2:
        raise ValueError(f"group_norm needs x (n, c, ...), at least 2 axes; got shape {tuple(x.shape)}")
    require_whole(num_groups=num_groups)
    if num_groups < 1 or x.shape[1] % num_groups:
        raise ValueError(f"num_groups {num_groups} must divide the {x.shape[1]} channels of shape {tuple(x.shape)}")
    if x.numel() == num_groups:
        raise ValueError(f"group_norm needs more than 1 value per group, got 1: shape {tuple(x.shape)} in {num_groups} groups")
    groups = x.unflatten(1, (num_groups, -1))  # n g c/g h w
    _, centred, var = moments(groups, tuple(range(2, groups.ndim)), unbiased)  # n g 1 1 1
    y = divide_by_root(centred, var, eps, eps_inside).flatten(1, 2)  # n c h w
    return scale_and_shift(y, weight, bias)

"""Running mean and variance of each channel: the record that a norm keeps in training and uses outside it.

Ioffe & Szegedy, Batch normalization, arXiv:1502.03167, section 3.1.
Axes: n batch, c channels, then any number of spatial axes.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.moments import along_channels


def check_running(
    name: str,
    x: Float[Tensor, "n c *spatial"],
    running_mean: Float[Tensor, " c"] | None,
    running_var: Float[Tensor, " c"] | None,
    needed: bool,
) -> None:
    """Refuse running statistics that are missing, or not one number for each channel of `x`.

    The checks of torch.nn.functional.batch_norm; `name` is the norm's. They are `needed` where the batch has no say.

    >>> check_running("batch_norm", torch.zeros(2, 3), torch.zeros(3), torch.ones(3), needed=True)

    Raises ValueError as said. Source: docs of torch.nn.BatchNorm2d.
    """
    running = {"running_mean": running_mean, "running_var": running_var}
    missing = [key for key, values in running.items() if values is None]
    if len(missing) == 1 or (needed and missing):
        raise ValueError(f"{name} needs running_mean and running_var, in training both or neither; got None for {' and '.join(missing)}")
    for key, values in running.items():
        if values is not None:
            along_channels(key, values, x)


def move_running(running: Float[Tensor, " c"] | None, new: Float[Tensor, " c"], momentum: float) -> None:
    """Move `running` in place: (1 - momentum)*running + momentum*new. None stays None.

    torch's momentum: it weighs the new value. No gradient flows into the record.

    >>> mean = torch.zeros(1)
    >>> move_running(mean, torch.tensor([10.0]), momentum=0.25)
    >>> mean
    tensor([2.5000])

    Source: docs of torch.nn.BatchNorm2d.
    """
    if running is not None:
        with torch.no_grad():
            running.copy_((1 - momentum) * running + momentum * new)

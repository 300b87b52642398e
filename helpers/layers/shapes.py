"""Checks that blocks share: channels that fit, counts that split evenly; geometry's refusal of small counts, for the models too.

Axes: n batch, c channels, h/w rows/columns.
"""

from jaxtyping import Shaped
from torch import Tensor, nn

from helpers.geometry import require_at_least


def check_input(block: nn.Module, x: Shaped[Tensor, "..."], channels: int, dims: int = 2) -> None:
    """Refuse an x that is not (n, channels, h, w), or w or d, h, w by `dims`, before a layer deep inside the block does.

    >>> import torch
    >>> check_input(nn.Identity(), torch.zeros(1, 3, 5, 4), channels=4)
    Traceback (most recent call last):
    ValueError: Identity needs x (n, 4, h, w), got shape (1, 3, 5, 4)

    Raises ValueError if the axes or the channels do not fit.
    """
    if x.ndim != dims + 2 or x.shape[1] != channels:
        raise ValueError(f"{type(block).__name__} needs x (n, {channels}, {', '.join('dhw'[-dims:])}), got shape {tuple(x.shape)}")


def check_divides(divisor_name: str, divisor: int, **counts: int) -> None:
    """Refuse any named count that `divisor` does not split into equal parts.

    >>> check_divides("groups", 2, in_channels=3)
    Traceback (most recent call last):
    ValueError: groups 2 must divide in_channels, got 3

    Raises ValueError for the first count that leaves a rest, or if divisor is no whole number or below 1.
    """
    require_at_least(1, **{divisor_name: divisor})
    for name, count in counts.items():
        if count % divisor:
            raise ValueError(f"{divisor_name} {divisor} must divide {name}, got {count}")

"""Stripes in four directions: the smallest pictures with which filters show what they like.

Axes: n pictures, one channel, h w.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from helpers.data.draw import at_least, normal, ordered, pixels, seeded, uniform

DIRECTIONS = ("horizontal", "falling", "vertical", "rising")  # as one reads: a falling stripe goes down to the right


class Stripes(NamedTuple):
    """Pictures from 0 to 1 and the direction of the stripes: the place in DIRECTIONS."""

    images: Float[Tensor, "n 1 h w"]
    directions: Int64[Tensor, " n"]


def make_stripes(
    n: int = 400, seed: int = 0, size: int = 16, period: tuple[float, float] = (3.0, 6.0), jitter: float = 10.0, noise: float = 0.1
) -> Stripes:
    """Draw n pictures of stripes, the four directions in turn; period, phase and contrast vary, and the angle by up to `jitter` degrees.

    A smaller n gives the first pictures of a larger one.

    >>> images, directions = make_stripes(6)
    >>> images.shape, directions
    (torch.Size([6, 1, 16, 16]), tensor([0, 1, 2, 3, 0, 1]))

    Raises ValueError for n below 1, a size below 4, a period that is no range or below 2 pixels, or a jitter or noise below 0.
    """
    at_least(1, n=n)
    at_least(4, size=size)
    at_least(0, jitter=jitter, noise=noise)
    ordered("period", period)
    if period[0] < 2:
        raise ValueError(f"period must be at least 2 pixels, or stripes fall between the pixels, got {period[0]}")
    generator, (row, column) = seeded(seed), pixels(size, size)
    images, directions = torch.empty(n, 1, size, size, dtype=torch.float32), torch.arange(n) % len(DIRECTIONS)
    for i in range(n):
        angle = math.radians(45 * int(directions[i]) + uniform(generator, -jitter, jitter))
        across = math.cos(angle) * row - math.sin(angle) * column  # grows at right angles to the stripes
        wave = (2 * math.pi * (across / uniform(generator, *period) + uniform(generator, 0, 1))).sin()
        images[i, 0] = 0.5 + uniform(generator, 0.2, 0.4) * wave + noise * normal(generator, size, size)
    return Stripes(images.clamp(0, 1), directions)

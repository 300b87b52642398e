"""Scenes with skin of every tone under light of every strength: colour tells skin from the rest, brightness does not.

Axes: n pictures, 3 colours (red, green, blue), h w.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from helpers.data.draw import at_least, normal, pixels, seeded, slow_noise, uniform, whole

# Five skin tones from light to dark. Their brightness differs by a factor of three; red : green : blue stays near 5 : 3.6 : 2.8.
TONES = ((0.92, 0.70, 0.58), (0.82, 0.59, 0.46), (0.66, 0.46, 0.35), (0.48, 0.33, 0.25), (0.32, 0.22, 0.165))
# Leaf, sea, stone, plum, cloud, night, moss, sand-grey: nothing else here is as red against green.
OTHERS = (
    (0.25, 0.50, 0.20), (0.20, 0.45, 0.70), (0.50, 0.50, 0.48), (0.45, 0.25, 0.50),
    (0.85, 0.88, 0.92), (0.12, 0.14, 0.20), (0.40, 0.45, 0.25), (0.66, 0.62, 0.55),
)  # fmt: skip


class SkinScenes(NamedTuple):
    """Pictures from 0 to 1, and 1 where there is skin, 0 elsewhere."""

    images: Float[Tensor, "n 3 h w"]
    masks: Int64[Tensor, "n h w"]


def make_skin_scenes(n: int = 40, seed: int = 0, size: int = 48, noise: float = 0.03) -> SkinScenes:
    """Draw n scenes: two to four faces or hands, as ovals, before patches of other colours, in uneven light.

    A smaller n gives the first scenes of a larger one.

    >>> images, masks = make_skin_scenes(2)
    >>> images.shape, masks.shape
    (torch.Size([2, 3, 48, 48]), torch.Size([2, 48, 48]))

    Raises ValueError for n below 1, a size below 16 or a noise below 0.
    """
    at_least(1, n=n)
    at_least(16, size=size)
    at_least(0, noise=noise)
    generator = seeded(seed)
    made = [_scene(generator, size, noise) for _ in range(n)]
    return SkinScenes(*(torch.stack(part) for part in zip(*made, strict=True)))


def _scene(generator, size, noise):
    """One picture and its mask."""
    image = _other(generator).expand(3, size, size)
    mask = torch.zeros(size, size, dtype=torch.long)
    for _ in range(whole(generator, 5, 8)):
        patch = _oval(generator, size, 0.12, 0.4)
        image = torch.where(patch, _other(generator), image)
    for _ in range(whole(generator, 2, 4)):
        oval, tone = _oval(generator, size, 0.12, 0.22), whole(generator, 0, len(TONES) - 2)
        blend = torch.lerp(*torch.tensor(TONES[tone : tone + 2], dtype=torch.float32), uniform(generator, 0, 1))
        image, mask = torch.where(oval, blend.view(3, 1, 1), image), torch.where(oval, 1, mask)
    light = uniform(generator, 0.6, 1.1) * (1 + 0.15 * slow_noise(generator, size, size, 4)[0])
    return (image * light + noise * normal(generator, 3, size, size)).clamp(0, 1), mask


def _other(generator):
    """A colour that is not skin, 3 1 1."""
    return torch.tensor(OTHERS[whole(generator, 0, len(OTHERS) - 1)], dtype=torch.float32).view(3, 1, 1)


def _oval(generator, size, low, high):
    """The pixels of an oval with half axes of low to high times the size, somewhere, turned somehow."""
    row, column = pixels(size, size)
    a, b = uniform(generator, low, high) * size, uniform(generator, low, high) * size
    y, x, turn = uniform(generator, 0, size), uniform(generator, 0, size), uniform(generator, 0, math.pi)
    u = math.cos(turn) * (column - x) + math.sin(turn) * (row - y)
    v = math.cos(turn) * (row - y) - math.sin(turn) * (column - x)
    return (u / a) ** 2 + (v / b) ** 2 < 1

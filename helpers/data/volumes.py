"""Volumes of 32³ voxels with ellipsoids and curved tubes of the same brightness: only the shape tells them apart.

A stand-in for stained tissue as in Çiçek et al., 3D U-Net, arXiv:1606.06650. Axes: n volumes, one channel, d h w.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from helpers.data.draw import at_least, normal, pixels, seeded, soft, to_segments, uniform, whole

VOLUME_CLASSES = ("background", "ellipsoid", "tube")
STEPS = 8  # straight pieces of a curved tube


class Volumes(NamedTuple):
    """Volumes (about 0 outside, 1 inside, plus noise, so not limited to 0 … 1) and the class of every voxel (VOLUME_CLASSES)."""

    images: Float[Tensor, "n 1 d h w"]
    classes: Int64[Tensor, "n d h w"]


def make_volumes(n: int = 16, seed: int = 0, size: int = 32, noise: float = 0.4) -> Volumes:
    """Draw n cubes with two to four ellipsoids and one or two tubes that run from one side to the opposite one.

    Where a tube passes through an ellipsoid the voxel counts as tube. A smaller n gives the first volumes of a larger one.

    >>> images, classes = make_volumes(2)
    >>> images.shape, classes.shape
    (torch.Size([2, 1, 32, 32, 32]), torch.Size([2, 32, 32, 32]))

    Raises ValueError for n below 1, a size below 16 or a noise below 0.
    """
    at_least(1, n=n)
    at_least(16, size=size)
    at_least(0, noise=noise)
    generator = seeded(seed)
    made = [_volume(generator, size, noise) for _ in range(n)]
    return Volumes(*(torch.stack(part) for part in zip(*made, strict=True)))


def _volume(generator, size, noise):
    """One volume and its classes."""
    points = pixels(size, size, size)
    ellipsoids = torch.stack([_ellipsoid(generator, points, size) for _ in range(whole(generator, 2, 4))]).amin(dim=0)
    tubes = torch.stack([_tube(generator, points, size) for _ in range(whole(generator, 1, 2))]).amin(dim=0)
    classes = torch.where(tubes < 0, 2, (ellipsoids < 0).long())
    image = soft(torch.minimum(tubes, ellipsoids)) + noise * normal(generator, size, size, size)
    return image[None], classes


def _ellipsoid(generator, points, size):
    """The signed distance, nearly, to an ellipsoid whose half axes are turned at random."""
    half = torch.tensor([uniform(generator, 0.09, 0.2) * size for _ in range(3)], dtype=torch.float32)
    centre = torch.tensor([uniform(generator, 0.2, 0.8) * size for _ in range(3)], dtype=torch.float32)
    turn = torch.linalg.qr(normal(generator, 3, 3)).Q
    offset = torch.stack(points, dim=-1) - centre
    return (((offset @ turn) / half).norm(dim=-1) - 1) * half.min()


def _tube(generator, points, size):
    """The signed distance to a tube about a quadratic Bézier curve from one side of the cube to the other."""
    ends = torch.tensor(
        [[uniform(generator, 0.15, 0.85) * size for _ in range(3)] for _ in range(3)], dtype=torch.float32
    )  # start, bend, end
    axis = whole(generator, 0, 2)
    ends[0, axis], ends[1, axis], ends[2, axis] = -1, size / 2, size
    t = torch.linspace(0, 1, STEPS + 1, dtype=torch.float32)[:, None]
    curve = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * ends[1] + t**2 * ends[2]
    return to_segments(points, curve[:-1], curve[1:]).amin(dim=0) - uniform(generator, 1.3, 1.9) * math.sqrt(size / 32)

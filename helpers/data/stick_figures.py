"""Stick figures of 64×64 pixels with the place of every joint, and the heatmaps that a pose network learns.

The task of Newell, Yang & Deng, Stacked hourglass networks, arXiv:1603.06937. Axes: n pictures, one channel, h w; j joints.
Left and right are those of the picture: the figure's left hand is the one nearer to column 0 when the arms hang.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.data.draw import at_least, normal, pixels, seeded, slow_noise, soft, to_segments, uniform, whole

JOINTS = (
    "head", "neck", "pelvis", "left elbow", "left hand", "right elbow", "right hand",
    "left knee", "left foot", "right knee", "right foot",
)  # fmt: skip
LIMBS = ((0, 1), (1, 2), (1, 3), (3, 4), (1, 5), (5, 6), (2, 7), (7, 8), (2, 9), (9, 10))
# For each joint after the pelvis: from which joint, how long (1: the trunk), and between which angles in degrees (0: down, 90: right).
REACH = (
    (1, 0.62, (-150, -15)), (3, 0.55, None), (1, 0.62, (15, 150)), (5, 0.55, None),
    (2, 0.72, (-65, -6)), (7, 0.68, None), (2, 0.72, (6, 65)), (9, 0.68, None),
)  # fmt: skip
BEND = 60.0  # degrees by which a forearm or a shank may turn against the limb that carries it


class StickFigures(NamedTuple):
    """Pictures from 0 to 1 and, for each joint of JOINTS, its row and column in pixels."""

    images: Float[Tensor, "n 1 h w"]
    joints: Float[Tensor, "n j 2"]


def make_stick_figures(n: int = 600, seed: int = 0, size: int = 64, noise: float = 0.08, clutter: int = 3) -> StickFigures:
    """Draw n figures in any pose, tilted by up to 25°, over blotches, noise and up to `clutter` stray lines.

    Every joint lies inside the picture. A smaller n gives the first pictures of a larger one.

    >>> images, joints = make_stick_figures(2)
    >>> images.shape, joints.shape
    (torch.Size([2, 1, 64, 64]), torch.Size([2, 11, 2]))

    Raises ValueError for n below 1, a size below 32, or a noise or clutter below 0.
    """
    at_least(1, n=n)
    at_least(32, size=size)
    at_least(0, noise=noise, clutter=clutter)
    generator = seeded(seed)
    made = [_figure(generator, size, noise, clutter) for _ in range(n)]
    return StickFigures(*(torch.stack(part) for part in zip(*made, strict=True)))


def joint_heatmaps(
    joints: Float[Tensor, "n j 2"], size: int = 16, picture: int = 64, sigma: float = 1.0, normalise: bool = False
) -> Float[Tensor, "n j size size"]:
    """Return one map a joint with a Gaussian bump at the joint: `sigma` in pixels of the map, whose side is `size` for a `picture` wide.

    The top of the bump is 1; with `normalise` each map adds up to 1 and is the target of a cross-entropy over positions. A pixel of
    the map covers picture/size pixels of the picture, so position p falls on (p + 1/2) * size / picture - 1/2.

    >>> joint_heatmaps(torch.tensor([[[1.0, 2.0]]]), size=4, picture=4, sigma=0.5)[0, 0].round(decimals=2)
    tensor([[0.0000, 0.0200, 0.1400, 0.0200],
            [0.0000, 0.1400, 1.0000, 0.1400],
            [0.0000, 0.0200, 0.1400, 0.0200],
            [0.0000, 0.0000, 0.0000, 0.0000]])

    Raises ValueError for joints that are not n j 2, a size or picture below 1, or a sigma that is not above 0.
    """
    if joints.ndim != 3 or joints.shape[2] != 2:
        raise ValueError(f"joints must have shape (n, j, 2), got {tuple(joints.shape)}")
    at_least(1, size=size, picture=picture)
    if sigma <= 0:
        raise ValueError(f"sigma must be above 0, got {sigma}")
    place = (joints + 0.5) * size / picture - 0.5
    steps = torch.arange(size, dtype=joints.dtype)
    rows, columns = (-((steps - place[..., axis, None]) ** 2) / (2 * sigma**2) for axis in (0, 1))  # n j size
    maps = rows[..., :, None] + columns[..., None, :]  # n j size size
    return maps.flatten(2).softmax(dim=2).view_as(maps) if normalise else maps.exp()


def _figure(generator, size, noise, clutter):
    """One picture and its joints."""
    joints = _pose(generator, size)
    points, half = pixels(size, size), uniform(generator, 0.75, 1.25) * size / 64  # half of a line's thickness
    strays = whole(generator, 0, clutter)
    a, b = (torch.rand(strays, 2, generator=generator, dtype=torch.float32) * size for _ in range(2))
    strength = 0.2 + 0.3 * torch.rand(strays, 1, 1, generator=generator, dtype=torch.float32)
    faint = soft(to_segments(points, a, torch.lerp(a, b, 0.4)) - half) * strength
    start, end = (joints[list(ends)] for ends in zip(*LIMBS, strict=True))
    limbs = to_segments(points, start, end).amin(dim=0) - half
    head = to_segments(points, joints[:1], joints[:1])[0] - 0.75 * (joints[0] - joints[1]).norm()
    figure = uniform(generator, 0.65, 0.95) * soft(torch.minimum(limbs, head))
    ink = torch.cat([faint, figure[None]]).amax(dim=0)
    image = 0.12 + 0.85 * ink + 0.04 * slow_noise(generator, size, size, 5)[0] + noise * normal(generator, size, size)
    return image.clamp(0, 1)[None], joints


def _pose(generator, size):
    """Joints of one figure, drawn again until all of them lie inside the picture (about every second try)."""
    margin = 0.04 * size
    while True:
        trunk, tilt = uniform(generator, 0.24, 0.32) * size, uniform(generator, -25, 25)
        neck = torch.tensor([uniform(generator, 0.22, 0.42), uniform(generator, 0.3, 0.7)], dtype=torch.float32) * size
        joints = [neck + 0.42 * trunk * _down(tilt + 180), neck, neck + trunk * _down(tilt)]
        angles = [tilt, tilt, tilt]
        for carrier, length, between in REACH:
            angle = tilt + uniform(generator, *between) if between else angles[carrier] + uniform(generator, -BEND, BEND)
            angles.append(angle)
            joints.append(joints[carrier] + length * trunk * _down(angle))
        pose = torch.stack(joints)
        if margin <= pose.min() and pose.max() <= size - 1 - margin:
            return pose


def _down(degrees):
    """The step (row, column) of length 1 in that direction: 0 down, 90 to the right."""
    return torch.tensor([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))], dtype=torch.float32)

"""Touching cells of 64×64 pixels, with the dark border that keeps neighbours apart labelled as a class of its own.

The task of Ronneberger, Fischer & Brox, U-Net, arXiv:1505.04597, where the border gets extra weight. Axes: n pictures, one channel, h w.
"""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int64
from skimage import measure
from torch import Generator, Tensor

from helpers.data.draw import at_least, normal, ordered, pixels, seeded, slow_noise, uniform, whole

CELL_CLASSES = ("background", "cell", "border")
SMALLEST = 20  # pixels inside the border; below that a cell could not be told from a spot of noise


class Cells(NamedTuple):
    """Pictures from 0 to 1, the class of every pixel (CELL_CLASSES), and its cell: 1, 2, … inside, 0 on background and border."""

    images: Float[Tensor, "n 1 h w"]
    classes: Int64[Tensor, "n h w"]
    instances: Int64[Tensor, "n h w"]


def make_cells(
    n: int = 160,
    seed: int = 0,
    size: int = 64,
    darkening: tuple[float, float] = (0.5, 0.75),
    noise: float = 0.07,
    illumination: float = 0.0,
) -> Cells:
    """Draw n pictures of bright cells in clusters; where two touch, both sides of the seam are border;
    a gap one pixel wide is border, too.

    `darkening` is the range of the factor on a border's brightness: nearer to 1 is harder. `illumination` 0.5 lets the light fall
    by up to half across the picture, in any direction. A smaller n gives the first pictures of a larger one.

    >>> images, classes, instances = make_cells(2)
    >>> images.shape, classes.shape, instances.shape
    (torch.Size([2, 1, 64, 64]), torch.Size([2, 64, 64]), torch.Size([2, 64, 64]))

    Raises ValueError for n below 1, a size below 32, a darkening that is no range, a noise below 0 or an illumination outside 0 to 1.
    """
    at_least(1, n=n)
    at_least(32, size=size)
    at_least(0, noise=noise)
    ordered("darkening", darkening)
    if not 0 <= illumination <= 1:
        raise ValueError(f"illumination must be from 0 to 1, got {illumination}")
    generator = seeded(seed)
    made = [_picture(generator, size, darkening, noise, illumination) for _ in range(n)]
    return Cells(*(torch.stack(part) for part in zip(*made, strict=True)))


def _picture(generator, size, darkening, noise, illumination):
    """One picture, its classes and its instances."""
    while True:  # should a cell come out cut in two or too small (seldom), the picture is drawn again
        owner, bulge = _outlines(generator, size)
        border = _seam(owner)
        instances = owner * ~border
        if _whole_cells(instances, int(owner.max())):
            break
    classes = torch.where(border, 2, (owner > 0).long())
    n_cells = int(owner.max())
    brightness = torch.tensor([0.0] + [uniform(generator, 0.55, 0.85) for _ in range(n_cells)], dtype=torch.float32)[owner]
    image = torch.where(owner > 0, brightness * (1 - 0.25 * bulge), 0.22)
    image = torch.where(border & (owner > 0), image * uniform(generator, *darkening), image)
    image = F.avg_pool2d(F.pad(image[None, None], (1, 1, 1, 1), mode="replicate"), 3, stride=1)[0] * 0.5 + image * 0.5  # a soft lens
    image = image + 0.03 * slow_noise(generator, size, size, 6)
    angle, (row, column) = uniform(generator, 0, 2 * math.pi), pixels(size, size)
    across = (math.sin(angle) * row + math.cos(angle) * column) / size
    across = (across - across.min()) / (across.max() - across.min())
    image = image * (1 - illumination * across) + noise * normal(generator, size, size)
    return image.clamp(0, 1), classes, instances


def _outlines(generator: Generator, size: int):
    """For each pixel the number of the cell that owns it (0: none), and how far it lies from that cell's centre (1: on the outline)."""
    row, column = pixels(size, size)
    wanted, placed, levels = whole(generator, 9, 14) * size * size // 4096, [], []
    for _ in range(20 * wanted):
        if len(placed) == wanted:
            break
        a, b = uniform(generator, 5, 8.5), uniform(generator, 5, 8.5)
        if placed and uniform(generator, 0, 1) < 0.75:  # three of four are pushed against a cell that is already there
            other_y, other_x, other_r = placed[whole(generator, 0, len(placed) - 1)]
            angle, reach = uniform(generator, 0, 2 * math.pi), uniform(generator, 0.8, 0.95) * (other_r + (a + b) / 2)
            y, x = other_y + reach * math.sin(angle), other_x + reach * math.cos(angle)
        else:
            y, x = uniform(generator, 0, size), uniform(generator, 0, size)
        turn = uniform(generator, 0, math.pi)
        near = any(math.hypot(y - p, x - q) < 0.78 * (r + (a + b) / 2) for p, q, r in placed)
        if near or not (2 <= y <= size - 3 and 2 <= x <= size - 3):
            continue
        u = math.cos(turn) * (column - x) + math.sin(turn) * (row - y)
        v = math.cos(turn) * (row - y) - math.sin(turn) * (column - x)
        levels.append((u / a) ** 2 + (v / b) ** 2)
        placed.append((y, x, (a + b) / 2))
    bulge, nearest = torch.stack(levels).min(dim=0)
    return torch.where(bulge < 1, nearest + 1, 0), bulge.clamp(max=1)


def _seam(owner: Int64[Tensor, "h w"]):
    """Pixels that see two cells in their 3×3 window: two pixels where cells touch, and a one-pixel gap; no two insides meet at a corner."""
    window = F.pad(owner, (1, 1, 1, 1)).unfold(0, 3, 1).unfold(1, 3, 1).flatten(2)  # h w 9
    last = window.amax(dim=2)
    first = torch.where(window > 0, window, last[..., None]).amin(dim=2)
    return first != last


def _whole_cells(instances: Int64[Tensor, "h w"], n_cells: int) -> bool:
    """Whether the inside of each cell is one connected piece of at least SMALLEST pixels."""
    _, pieces = measure.label(instances.numpy() > 0, connectivity=1, return_num=True)
    return pieces == n_cells and int(instances.flatten().bincount(minlength=n_cells + 1)[1:].min()) >= SMALLEST

"""Label every pixel of a picture of cells from its own value, the last map, its hypercolumn, or by a dilated net: what does each read?

Hariharan, Arbeláez, Girshick & Malik, Hypercolumns, arXiv:1411.5752; Yu & Koltun, Dilated convolutions, arXiv:1511.07122.
Axes: n pictures, one channel, h w.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.analysis import iou
from helpers.data import make_cells
from helpers.models import DilatedNet, HypercolumnNet
from helpers.training import fit, seed_everything

SEEDS = (0, 1, 2, 3, 4)
READS = ("pixel", "last map", "hypercolumn", "dilated net")
VARIANTS = [{"reads": reads} for reads in READS]
CHEAPEST = {"reads": "hypercolumn"}


def body() -> nn.Sequential:
    """Three 3×3 layers with two pools between: layers "1", "4" and "7" give maps of the picture's size, of a half and of a quarter."""
    return nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(12, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 24, 3, padding=1), nn.ReLU(),
    )  # fmt: skip


def make(reads: str) -> nn.Module:
    """Build one of the four; each gives three scores a pixel.

    >>> make("hypercolumn").channels
    53
    """
    if reads == "pixel":
        return nn.Sequential(nn.Conv2d(1, 24, 1), nn.ReLU(), nn.Conv2d(24, 3, 1))
    if reads == "dilated net":
        return DilatedNet(1, 3, channels=12, dilations=(1, 2, 4, 1))
    layers = ["7"] if reads == "last map" else ["1", "4", "7"]
    return HypercolumnNet(body(), layers, 3, (1, 64, 64), picture=reads == "hypercolumn")


def train(seed: int, reads: str = "hypercolumn") -> tuple[nn.Module, Tensor]:
    """Train one of them on 64 pictures; give it and its IoU on 24 others, of background, cell and border."""
    (x, y, _), (x_test, y_test, _) = make_cells(64), make_cells(24, seed=1)
    seed_everything(seed)
    net = make(reads)
    weight = torch.tensor([1.0, 1.0, 4.0])  # borders are few
    fit(
        net, (x, y), epochs=10, batch_size=8, optimizer=lambda parameters: torch.optim.Adam(parameters, lr=1e-2), error=None,
        loss=lambda scores, classes: F.cross_entropy(scores, classes, weight=weight), seed=seed, name=f"{reads}, seed {seed}",
    )  # fmt: skip
    net.eval()
    with torch.no_grad():
        return net, iou(net(x_test).argmax(1), y_test, 3)


def run(seed: int, reads: str = "hypercolumn") -> dict:
    """Give the IoU of each class on the test pictures, and their mean."""
    _, (background, cell, border) = train(seed, reads)
    values = {"background": background, "cell": cell, "border": border, "mean": (background + cell + border) / 3}
    return {name: round(float(value), 4) for name, value in values.items()}

"""A U-Net with its links across and without: how much of the detail comes back when the decoder works from the small map alone?

Touching cells of 64×64 pixels. With four pools the smallest map has 4×4 pixels, with three 8×8, with two 16×16. The net without links
is `wide`: each step up keeps the channels that a link would have brought, which gives it more parameters, not fewer.
Axes: n pictures, one channel or k classes, h/w rows/columns.
"""

from functools import cache

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int64
from torch import Tensor, nn

from helpers.analysis import connected_regions, count_parameters, dice, instance_f1, iou, outline_f1
from helpers.data import Cells, make_cells
from helpers.models import UNet
from helpers.training import fit, seed_everything

SEEDS = (0, 1, 2)
VARIANTS = [{"links": links, "depth": depth, "epochs": 9} for depth in (4, 3, 2) for links in (True, False)]
CHEAPEST = {"links": True, "depth": 4, "epochs": 2}  # for the test alone
VARIANTS.append(CHEAPEST)
BACKGROUND, CELL, BORDER = 0, 1, 2
WEIGHTS = torch.tensor([1.0, 1.0, 4.0])  # a border pixel counts four times

cells = cache(make_cells)


def turned(x: Float[Tensor, "n 1 h w"], y: Int64[Tensor, "n h w"]) -> tuple[Tensor, Tensor]:
    """Turn a batch by a random number of quarters and mirror every second one: a cell has no upper side."""
    quarters, mirror = torch.randint(4, ()).item(), torch.rand(()) < 0.5
    x, y = (torch.rot90(t, quarters, (-2, -1)) for t in (x, y))
    return (x.flip(-1), y.flip(-1)) if mirror else (x, y)


def weighted_loss(scores: Float[Tensor, "n k h w"], classes: Int64[Tensor, "n h w"]) -> Float[Tensor, ""]:
    """Cross-entropy in which border pixels weigh more."""
    return F.cross_entropy(scores, classes, WEIGHTS)


def train(net: nn.Module, x: Float[Tensor, "n 1 h w"], classes: Int64[Tensor, "n k l"], epochs: int, seed: int, name: str) -> None:
    """Train a net that labels pixels: AdamW, batches of 8, turned and mirrored."""

    def optimizer(parameters):
        return torch.optim.AdamW(parameters, lr=0.012, weight_decay=1e-4)

    settings = {"optimizer": optimizer, "loss": weighted_loss, "transform": turned, "seed": seed, "name": name}
    fit(net, (x, classes), epochs=epochs, batch_size=8, **settings)


def quality(predicted: Int64[Tensor, "n h w"], truth: Cells) -> dict[str, float]:
    """How good the labels are: mean IoU of the classes, outline of the cells, border class, and cells found one by one."""
    regions = [connected_regions(picture == CELL) for picture in predicted]
    found = [instance_f1(ours, theirs) for ours, theirs in zip(regions, truth.instances, strict=True)]
    scores = {
        "miou": iou(predicted, truth.classes, 3).mean().item(),
        "outline_f1": outline_f1(predicted == CELL, truth.classes == CELL),
        "border_f1": dice(predicted, truth.classes, 3)[BORDER].item(),
        "instance_f1": sum(found) / len(found),
    }
    return {name: round(score, 4) for name, score in scores.items()}


@torch.no_grad()
def labels(net: nn.Module, x: Float[Tensor, "n 1 h w"]) -> Int64[Tensor, "n k l"]:
    """The class with the largest score at every pixel, in eval mode."""
    net.eval()
    return torch.cat([net(part).argmax(1) for part in x.split(16)])


def run(seed: int, links: bool = True, depth: int = 4, epochs: int = 9) -> dict:
    """Train one U-Net on 128 pictures and compare its labels of 40 others with the truth."""
    train_set, test_set = cells(128, seed=0), cells(40, seed=1)
    seed_everything(seed)
    net = UNet(1, 3, base_channels=8, depth=depth, padding="same", norm=nn.BatchNorm2d, links=links, wide_up=not links)
    train(net, train_set.images, train_set.classes, epochs, seed, f"{depth} pools, {'with' if links else 'without'} links, seed {seed}")
    return {"parameters": count_parameters(net), **quality(labels(net, test_set.images), test_set)}

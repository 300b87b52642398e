"""Two choices in a U-Net of two pools: how the map is enlarged, and whether the convolutions pad or crop.

With padding "valid" the picture gets a mirrored margin of 20 pixels, so that the smaller output covers it whole.
"""

import torch.nn.functional as F
from torch import nn

from helpers.experiments.links import cells, labels, quality, train
from helpers.models import UNet
from helpers.training import seed_everything

SEEDS = (0, 1, 2)
VARIANTS = [
    {"upsampling": "transposed", "padding": "same", "epochs": 9},
    {"upsampling": "bilinear", "padding": "same", "epochs": 9},
    {"upsampling": "transposed", "padding": "valid", "epochs": 9},
]
CHEAPEST = {"upsampling": "bilinear", "padding": "same", "epochs": 2}  # for the test alone
VARIANTS.append(CHEAPEST)
MARGIN = {"same": 0, "valid": 20}


def run(seed: int, upsampling: str = "transposed", padding: str = "same", epochs: int = 9) -> dict:
    """Train one U-Net on 128 pictures and compare its labels of 40 others with the truth."""
    train_set, test_set = cells(128, seed=0), cells(40, seed=1)
    x_train, x_test = (F.pad(data.images, (MARGIN[padding],) * 4, mode="reflect") for data in (train_set, test_set))
    seed_everything(seed)
    net = UNet(1, 3, base_channels=8, depth=2, padding=padding, norm=nn.BatchNorm2d, upsampling=upsampling)
    train(net, x_train, train_set.classes, epochs, seed, f"{upsampling}, {padding}, seed {seed}")
    return quality(labels(net, x_test), test_set)

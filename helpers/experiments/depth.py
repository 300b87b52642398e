"""Depth hurts plain nets and not residual ones: CIFAR's nets of 6n + 2 layers on the 8×8 digits.

The same layers, parameters and settings, with shortcuts (option A) and without. He et al., Deep residual learning for image recognition,
arXiv:1512.03385, figure 6, on data small enough for a laptop.
"""

from functools import cache

import torch.nn.functional as F

from helpers.analysis import gradient_norms
from helpers.data import load_digits
from helpers.models import resnet_cifar
from helpers.training import fit, seed_everything, sgd

SEEDS = (0, 1, 2, 3, 4)
VARIANTS = [{"depth": depth, "skip": skip} for depth in (8, 20, 32, 44, 56) for skip in (False, True)]
CHEAPEST = {"depth": 8, "skip": True}
TOLERANCE = 0.1  # a start changed by a millionth moves points of the test curve by up to 0.04

digits = cache(load_digits)


def run(seed: int, depth: int = 56, skip: bool = True) -> dict:
    """Train one net for ten epochs: errors and their curves, and the gradient norms of first and last convolution before training."""
    x_train, y_train, x_test, y_test = digits()
    seed_everything(seed)
    net = resnet_cifar(depth, widths=(8, 16, 32), in_channels=1, skip=skip)
    gradients = gradient_norms(net, x_train[:128], lambda scores: F.cross_entropy(scores, y_train[:128]))
    convs = [row.weight for row in gradients if row.kind == "Conv2d"]
    name = f"{'ResNet' if skip else 'plain'}-{depth}, seed {seed}"
    history = fit(net, (x_train, y_train), (x_test, y_test), epochs=10, batch_size=128, optimizer=sgd(lr=0.1), seed=seed, name=name)
    return {
        "train_error": round(history.train_error[-1], 4),
        "test_error": round(history.test_error[-1], 4),
        "train_curve": [round(error, 4) for error in history.train_error],
        "test_curve": [round(error, 4) for error in history.test_error],
        "gradient_first": round(convs[0], 3),
        "gradient_last": round(convs[-1], 3),
    }

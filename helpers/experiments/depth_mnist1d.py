"""Depth as a gain: on MNIST-1D a ResNet of 56 layers learns more than one of 20, and the plain net of 56 learns less than its twin of 20.

On the digits ResNet-8 already makes no mistake in training, so there is nothing left to gain; these signals are harder.
"""

from helpers.experiments.norms_shallow import signals
from helpers.models import resnet_cifar
from helpers.training import fit, seed_everything, sgd

SEEDS = (0, 1, 2)
VARIANTS = [{"depth": depth, "skip": skip, "epochs": 12} for depth in (20, 56) for skip in (False, True)]
CHEAPEST = {"depth": 20, "skip": True, "epochs": 3}  # for the test alone
VARIANTS.append(CHEAPEST)


def run(seed: int, depth: int = 56, skip: bool = True, epochs: int = 12) -> dict:
    """Train one 1-D net with learning rate 0.01; give the errors and their curves."""
    x_train, y_train, x_test, y_test = signals()
    seed_everything(seed)
    net = resnet_cifar(depth, widths=(8, 16, 32), in_channels=1, skip=skip, dims=1)
    name = f"{'ResNet' if skip else 'plain'}-{depth}, seed {seed}"
    history = fit(net, (x_train, y_train), (x_test, y_test), epochs, batch_size=128, optimizer=sgd(lr=0.01), seed=seed, name=name)
    return {
        "train_error": round(history.train_error[-1], 4),
        "test_error": round(history.test_error[-1], 4),
        "train_curve": [round(error, 4) for error in history.train_error],
        "test_curve": [round(error, 4) for error in history.test_error],
    }

"""Nets tested twice: with the running averages that batch norm kept, and with those of a full pass over the training set.

The weights are the same both times. Trained as in helpers.experiments.depth: all ten epochs, or stopped after three of them.
"""

from helpers.analysis import recompute_statistics
from helpers.experiments.depth import digits
from helpers.models import resnet_cifar
from helpers.training import cosine, evaluate, fit, seed_everything, sgd

SEEDS = (0, 1, 2, 3, 4)
VARIANTS = [{"depth": 38, "skip": skip, "epochs": epochs} for skip in (False, True) for epochs in (3, 10)]
CHEAPEST = {"depth": 8, "skip": False, "epochs": 10}  # for the test alone; after three epochs errors jump too much to compare
VARIANTS.append(CHEAPEST)


def run(seed: int, depth: int = 38, skip: bool = False, epochs: int = 3) -> dict:
    """Train one net for this many of ten epochs; give its training and test error with the running averages and after a full pass."""
    x_train, y_train, x_test, y_test = digits()
    seed_everything(seed)
    net = resnet_cifar(depth, widths=(8, 16, 32), in_channels=1, skip=skip)
    name = f"{'ResNet' if skip else 'plain'}-{depth}, seed {seed}"
    rates = {"optimizer": sgd(lr=0.1), "scheduler": lambda done: cosine(done * epochs / 10)}  # those of ten epochs
    fit(net, (x_train, y_train), epochs=epochs, batch_size=128, seed=seed, name=name, **rates)
    result = {}
    for statistics in ("running", "full_pass"):
        if statistics == "full_pass":
            recompute_statistics(net, x_train)
        for part, data in (("train", (x_train, y_train)), ("test", (x_test, y_test))):
            result[f"{part}_{statistics}"] = round(evaluate(net, data)[1], 4)
    return result

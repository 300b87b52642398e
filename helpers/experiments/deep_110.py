"""A hundred and ten layers: activation after the sum or before the branch, two learning rates, with and without a warm-up of 30 steps.

He et al., Identity mappings in deep residual networks, arXiv:1603.05027: with nothing after the sum a path without any layer leads from
the first block to the last. He et al. 2015 trained their 110 layers with a warm-up.
"""

from helpers.experiments.depth import digits
from helpers.models import resnet_cifar
from helpers.training import fit, seed_everything, sgd

SEEDS = (0, 1, 2)
POST, PRE = ({"depth": 110, "pre_activation": pre_activation} for pre_activation in (False, True))
VARIANTS = [{**POST, "lr": lr, "warmup_steps": steps} for lr, steps in ((0.1, 0), (0.1, 30), (0.03, 0), (0.03, 30))]
VARIANTS += [{**PRE, "lr": lr, "warmup_steps": steps} for lr, steps in ((0.1, 0), (0.03, 30))]
CHEAPEST = {"depth": 8, "pre_activation": True, "lr": 0.03, "warmup_steps": 30}  # for the test alone
VARIANTS.append(CHEAPEST)


def run(seed: int, depth: int = 110, pre_activation: bool = True, lr: float = 0.1, warmup_steps: int = 0) -> dict:
    """Train one ResNet for ten epochs on the digits; give the errors and the curve of the training error."""
    x_train, y_train, x_test, y_test = digits()
    seed_everything(seed)
    net = resnet_cifar(depth, widths=(8, 16, 32), in_channels=1, pre_activation=pre_activation)
    name = f"{'pre' if pre_activation else 'post'}-activation {depth}, lr {lr:g}, warm-up {warmup_steps}, seed {seed}"
    data, test = (x_train, y_train), (x_test, y_test)
    history = fit(net, data, test, 10, batch_size=128, optimizer=sgd(lr=lr), warmup_steps=warmup_steps, seed=seed, name=name)
    return {
        "train_error": round(history.train_error[-1], 4),
        "test_error": round(history.test_error[-1], 4),
        "train_curve": [round(error, 4) for error in history.train_error],
    }

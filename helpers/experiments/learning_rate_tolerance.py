"""Which learning rates a net of six convolutions bears without a norm, with batch norm and with group norm: 240 steps on MNIST-1D.

Plain SGD, no momentum, so that the learning rate is the whole step. A run whose loss is no finite number any more has diverged: its
errors are None. An error near 0.9 is that of guessing.
"""

from helpers.experiments.norms_shallow import NORMS, conv_net, signals
from helpers.training import fit, seed_everything, sgd

SEEDS = (0, 1, 2)
VARIANTS = [{"norm": norm, "lr": lr} for norm in ("none", "batch", "group") for lr in (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)]
CHEAPEST = {"norm": "batch", "lr": 0.1}


def run(seed: int, norm: str = "batch", lr: float = 0.1) -> dict:
    """Train the net for six epochs from one learning rate on, down to 0; give the errors and whether it diverged."""
    x_train, y_train, x_test, y_test = signals()
    seed_everything(seed)
    net = conv_net(NORMS[norm], strides=(2, 2, 2, 1, 1, 1))
    optimizer, name = sgd(lr=lr, momentum=0.0), f"{norm}, lr {lr:g}, seed {seed}"
    history = fit(net, (x_train, y_train), (x_test, y_test), epochs=6, batch_size=100, optimizer=optimizer, seed=seed, name=name)
    diverged = history.about["diverged"]
    return {
        "train_error": None if diverged else round(history.train_error[-1], 4),
        "test_error": None if diverged else round(history.test_error[-1], 4),
        "diverged": diverged,
    }

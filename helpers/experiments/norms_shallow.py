"""Six norms in one shallow net on MNIST-1D, in batches of 32 and of 4: which helps, and which suffers in small batches?

The net sees every signal five times in both cases, and the learning rate shrinks with the batch (0.1 for 32, 0.0125 for 4).
Axes: n signals, c channels, w positions.
"""

from collections.abc import Callable
from functools import cache

from torch import nn

from helpers.data import make_mnist1d
from helpers.models import init_he
from helpers.training import fit, seed_everything, sgd

NORMS = {  # name: (channels, width) -> layer; layer and RMS norm share their statistics over channels and positions
    "none": lambda c, w: nn.Identity(),
    "batch": lambda c, w: nn.BatchNorm1d(c),
    "layer": lambda c, w: nn.LayerNorm((c, w)),
    "group": lambda c, w: nn.GroupNorm(4, c),
    "rms": lambda c, w: nn.RMSNorm((c, w)),
    "instance": lambda c, w: nn.InstanceNorm1d(c, affine=True),
}
SEEDS = (0, 1, 2)
VARIANTS = [{"norm": norm, "batch": batch} for batch in (32, 4) for norm in NORMS]
CHEAPEST = {"norm": "none", "batch": 32}
TOLERANCE = 0.1  # a start changed by a millionth moves the errors by up to 0.06

signals = cache(make_mnist1d)  # made once, a second and a half


def conv_net(norm: Callable[[int, int], nn.Module], strides: tuple[int, ...] = (2, 2, 2, 1)) -> nn.Sequential:
    """Line up convolutions of 32 channels (He's start), each with its norm and a ReLU, then one linear layer on all that is left."""
    layers, channels, width = [], 1, 40
    for stride in strides:
        width = (width - 1) // stride + 1
        layers += [nn.Conv1d(channels, 32, 3, stride, padding=1), norm(32, width), nn.ReLU()]
        channels = 32
    net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * width, 10))
    init_he(net)
    return net


def run(seed: int, norm: str = "batch", batch: int = 32) -> dict:
    """Train the net once; give train and test error of the last epoch, and the test error after each of the five."""
    x_train, y_train, x_test, y_test = signals()
    seed_everything(seed)
    net = conv_net(NORMS[norm])
    optimizer = sgd(lr=0.1 * batch / 32)
    history = fit(net, (x_train, y_train), (x_test, y_test), 5, batch, optimizer, seed=seed, name=f"{norm}, batch {batch}, seed {seed}")
    return {
        "train_error": round(history.train_error[-1], 4),
        "test_error": round(history.test_error[-1], 4),
        "test_curve": [round(error, 4) for error in history.test_error],
    }

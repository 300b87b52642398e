"""How a shortcut changes shape (options A, B, C), and bottlenecks, on the 8×8 digits: not all that a paper finds shows at this scale."""

from helpers.analysis import count_parameters
from helpers.experiments.depth import digits
from helpers.models import resnet_cifar
from helpers.training import fit, seed_everything, sgd

SEEDS = (0, 1, 2)
VARIANTS = [
    {"depth": 20, "shortcut": "A", "bottleneck": False},
    {"depth": 20, "shortcut": "B", "bottleneck": False},
    {"depth": 20, "shortcut": "C", "bottleneck": False},
    {"depth": 29, "shortcut": "B", "bottleneck": True},
    {"depth": 56, "shortcut": "B", "bottleneck": True},
]
CHEAPEST = {"depth": 8, "shortcut": "B", "bottleneck": False}  # for the test alone
VARIANTS.append(CHEAPEST)


def run(seed: int, depth: int = 20, shortcut: str = "A", bottleneck: bool = False) -> dict:
    """Train one ResNet for ten epochs; give its size, the errors and the curve of the training error."""
    x_train, y_train, x_test, y_test = digits()
    seed_everything(seed)
    net = resnet_cifar(depth, widths=(8, 16, 32), in_channels=1, shortcut=shortcut, bottleneck=bottleneck)
    name = f"ResNet-{depth}, {'bottleneck, ' if bottleneck else ''}option {shortcut}, seed {seed}"
    history = fit(net, (x_train, y_train), (x_test, y_test), epochs=10, batch_size=128, optimizer=sgd(lr=0.1), seed=seed, name=name)
    return {
        "parameters": count_parameters(net),
        "train_error": round(history.train_error[-1], 4),
        "test_error": round(history.test_error[-1], 4),
        "train_curve": [round(error, 4) for error in history.train_error],
    }

"""The effective receptive field before and after training, on a task that looks near (cells) and on one that must look far (the rim).

Luo, Li, Urtasun & Zemel, Understanding the effective receptive field in deep convolutional neural networks, arXiv:1701.04128.
Axes: n pictures, one channel, h w.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int64
from torch import Tensor, nn

from helpers.analysis import EffectiveField, effective_receptive_field
from helpers.data import make_cells
from helpers.models import init_he
from helpers.training import evaluate, fit, seed_everything

SEEDS = (0, 1, 2, 3, 4)
VARIANTS = [{"task": "near"}, {"task": "far"}]
CHEAPEST = {"task": "near"}
TOLERANCE = 0.3  # of a pixel: training lets the rounding of another processor grow
SIZE = 17  # the field of eight 3×3 layers


def rim_spots(n: int, seed: int) -> tuple[Float[Tensor, "n 1 17 17"], Int64[Tensor, " n"]]:
    """Make noisy pictures of 17×17 with one bright spot of 2×2 at the top, right, bottom or left rim: the class says which.

    >>> x, y = rim_spots(3, seed=0)
    >>> x.shape, y.shape
    (torch.Size([3, 1, 17, 17]), torch.Size([3]))
    """
    generator = torch.Generator().manual_seed(seed)
    x = 0.5 * torch.randn(n, 1, SIZE, SIZE, generator=generator)
    y = torch.randint(4, (n,), generator=generator)
    along = torch.randint(2, SIZE - 3, (n,), generator=generator)
    low, high = slice(0, 2), slice(SIZE - 2, SIZE)
    for i in range(n):
        spot = slice(along[i], along[i] + 2)
        rows, columns = [(low, spot), (spot, high), (high, spot), (spot, low)][y[i]]
        x[i, 0, rows, columns] += 2
    return x, y


def deep_net(classes: int, padding: int = 0, depth: int = 8) -> nn.Sequential:
    """3×3 layers of 12 channels with ReLU (He's start), then 1×1 to the classes: with eight, one unit sees 17×17 pixels."""
    layers, channels = [], 1
    for _ in range(depth):
        layers += [nn.Conv2d(channels, 12, 3, padding=padding), nn.ReLU()]
        channels = 12
    net = nn.Sequential(*layers, nn.Conv2d(channels, classes, 1))
    init_he(net)
    return net


def train(seed: int, task: str = "near") -> tuple[EffectiveField, EffectiveField, float]:
    """Train the net once; give its effective field before and after, and the test error: of pixels (near) or of pictures (far)."""
    seed_everything(seed)
    settings = dict(optimizer=lambda parameters: torch.optim.Adam(parameters, lr=3e-3), seed=seed, name=f"{task}, seed {seed}")
    if task == "near":
        (x, y, _), (x_test, y_test, _) = make_cells(40), make_cells(16, seed=1)
        net = deep_net(3, padding=1)
        settings |= dict(epochs=6, batch_size=4)
        scores = net
    else:
        (x, y), (x_test, y_test) = rim_spots(1500, seed=0), rim_spots(300, seed=1)
        net = deep_net(4)
        settings |= dict(epochs=16, batch_size=32)
        scores = nn.Sequential(net, nn.Flatten())
    images = x_test[:32, :, :SIZE, :SIZE] if task == "far" else F.unfold(x_test, SIZE, stride=24).mT.reshape(-1, 1, SIZE, SIZE)[:32]
    before = effective_receptive_field(net, (1, SIZE, SIZE), images=images)
    fit(scores, (x, y), **settings)
    return before, effective_receptive_field(net, (1, SIZE, SIZE), images=images), evaluate(scores, (x_test, y_test))[1]


def run(seed: int, task: str = "near") -> dict:
    """Give the standard deviation of the field in pixels (mean of both axes) before and after, and the test error."""
    before, after, error = train(seed, task)
    return {"before": round(sum(before.sigma) / 2, 3), "after": round(sum(after.sigma) / 2, 3), "test_error": round(error, 4)}

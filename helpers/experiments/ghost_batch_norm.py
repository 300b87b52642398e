"""Ghost batch norm: the same batches of 32, the same steps, but statistics over groups of only 32, 8, 4, 2 or 1 of their signals.

So nothing changes but how many examples share a mean. Hoffer, Hubara & Soudry, Train longer, generalize better, arXiv:1705.08741.
Axes: n signals, c channels, w positions.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from helpers.experiments.norms_shallow import conv_net, signals
from helpers.training import classification_error, evaluate, fit, seed_everything, sgd

SEEDS = (0, 1, 2)
VARIANTS = [{"group": group} for group in (32, 8, 4, 2, 1)]
CHEAPEST = {"group": 32}
TOLERANCE = 0.1  # a start changed by a millionth moves the losses by up to 0.04


class GhostBatchNorm1d(nn.BatchNorm1d):
    """Batch norm whose batch is cut into groups of `group` signals, each with statistics of its own; in eval mode plain batch norm."""

    def __init__(self, channels: int, group: int):
        super().__init__(channels)
        self.group = group

    def forward(self, x: Float[Tensor, "n c w"]) -> Float[Tensor, "n c w"]:
        """Make the groups channels of their own, and let torch's batch norm do the rest."""
        if not self.training:
            return super().forward(x)
        n, c, w = x.shape
        groups = max(1, n // self.group)
        mean, var, weight, bias = (p.repeat(groups) for p in (self.running_mean, self.running_var, self.weight, self.bias))
        side_by_side = x.view(groups, -1, c, w).transpose(0, 1).reshape(-1, groups * c, w)
        y = F.batch_norm(side_by_side, mean, var, weight, bias, True, self.momentum, self.eps)
        self.running_mean.copy_(mean.view(groups, c).mean(0))  # torch moved one copy for each group
        self.running_var.copy_(var.view(groups, c).mean(0))
        return y.view(-1, groups, c, w).transpose(0, 1).reshape(n, c, w)


def run(seed: int, group: int = 32) -> dict:
    """Train the net once with statistics over `group` signals, then test it with running statistics and with those of the test batches."""
    x_train, y_train, x_test, y_test = signals()
    seed_everything(seed)
    net = conv_net(lambda c, w: GhostBatchNorm1d(c, group))
    name = f"groups of {group}, seed {seed}"
    history = fit(net, (x_train, y_train), epochs=5, batch_size=32, optimizer=sgd(lr=0.1), seed=seed, name=name)
    running_loss, running_error = evaluate(net, (x_test, y_test))
    with torch.no_grad():  # train mode: the same groups as in training; it moves the running statistics, which nobody needs any more
        scores = torch.cat([net(x) for x in x_test.split(32)])
    return {
        "train_error": round(history.train_error[-1], 4),
        "test_error": round(running_error, 4),
        "test_loss": round(running_loss, 4),
        "test_error_batch": round(classification_error(scores, y_test).item(), 4),
        "test_loss_batch": round(F.cross_entropy(scores, y_test).item(), 4),
    }

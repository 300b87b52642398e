"""How good is a model on given examples: its mean loss and error, in eval mode."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from jaxtyping import Float, Shaped
from torch import Tensor, nn

from helpers.training.pairs import Data, batches, onto


def classification_error(output: Shaped[Tensor, "n classes ..."], target: Shaped[Tensor, "n ..."]) -> Float[Tensor, ""]:
    """Give the share of examples (or pixels) whose largest score is not the target's.

    >>> classification_error(torch.tensor([[2.0, 1.0], [0.0, 3.0]]), torch.tensor([0, 0]))
    tensor(0.5000)
    """
    return (output.argmax(1) != target).float().mean()


def evaluate(
    model: nn.Module,
    data: Data,
    loss: Callable = F.cross_entropy,
    error: Callable | None = classification_error,
    batch_size: int = 512,
    device: str | torch.device | None = None,
) -> tuple[float, float]:
    """Give the mean loss and the error over all examples, in eval mode and without gradients; error=None gives nan.

    Each batch counts by its size. The model's modes are as before afterwards.

    >>> evaluate(nn.Identity(), (torch.tensor([[0.0, 0.0], [0.0, 9.0]]), torch.tensor([1, 1])))[1]
    0.5

    Raises ValueError if there is no example, or the data are no pairs.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    count, sums = 0, torch.zeros(2, dtype=torch.float64)
    try:
        with torch.no_grad():
            for x, y in batches(data, batch_size):
                x, y = onto(device, x, y)
                output = model(x)
                values = [loss(output, y), math.nan if error is None else error(output, y)]
                sums += len(x) * torch.tensor([float(value) for value in values], dtype=torch.float64)
                count += len(x)
    finally:
        for module, training in modes.items():
            module.training = training
    if count == 0:
        raise ValueError("there is no example to evaluate on")
    return tuple((sums / count).tolist())

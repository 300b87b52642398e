"""What `fit` refuses before the first step, in words: data, model, device and optimizer that no training can use."""

import copy
from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor, nn

from helpers.training.pairs import Data, batches, check_pair, is_pair

PAIRS = "two tensors (x, y), or batches that are and can be gone through again, such as a DataLoader"


def check_data(name: str, data: Data) -> None:
    """Refuse what holds no pairs, has no example, or can be gone through only once. A loader gives nothing away before it runs.

    >>> check_data("test_data", iter([]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: test_data must be two tensors (x, y), ... such as a DataLoader; got a list_iterator

    Raises ValueError.
    """
    if isinstance(data, Iterator) or not isinstance(data, Iterable):
        raise ValueError(f"{name} must be {PAIRS}; got a {type(data).__name__}")
    if not is_pair(data) and _length(data) == 0:
        raise ValueError(f"{name}: there is no batch")
    try:
        if is_pair(data):
            next(batches(data, 1))
        elif isinstance(data, tuple | list):
            for batch in data:
                check_pair(batch, data)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def count_batches(data: Data, batch_size: int) -> int:
    """Say how many steps an epoch has.

    >>> count_batches((torch.zeros(5, 1), torch.zeros(5)), batch_size=2)
    3

    Raises ValueError if a loader does not know it.
    """
    count = -(-len(data[0]) // batch_size) if is_pair(data) else _length(data)
    if count is None:
        raise ValueError(f"train_data needs a length, for the schedule counts steps; got a {type(data).__name__} without one")
    return count


def _length(data):
    """How many batches a loader has; None if it does not know."""
    try:
        return len(data)
    except TypeError:
        return None


def usable_device(device: str | torch.device) -> torch.device:
    """Give the device, if it is there.

    Raises ValueError with torch's first sentence if it is not.
    """
    try:
        return torch.empty(0, device=torch.device(device)).device
    except (RuntimeError, AssertionError, TypeError) as error:
        raise ValueError(f"device {str(device)!r} cannot be used: {str(error).splitlines()[0]}") from None


def check_optimizer(optimizer: Callable, model: nn.Module) -> None:
    """Refuse an optimizer that is built already, and a model in which nothing can be trained.

    Raises ValueError.
    """
    if not callable(optimizer):
        got = f"a {type(optimizer).__name__}"
        raise ValueError(f"optimizer is a function from parameters to a torch optimizer, such as sgd(lr=0.05); got {got}")
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise ValueError("no parameter of the model requires a gradient: there is nothing to train")


def check_last_batch(model: nn.Module, data: Data, batch_size: int, device: torch.device) -> None:
    """Refuse a last batch of one example if a batch norm cannot take it: on vectors, or on maps of one cell.

    A copy of the model tries one example; random numbers outside go on as if none were drawn.

    Raises ValueError with both numbers.
    """
    norms = (nn.modules.batchnorm._BatchNorm, nn.modules.batchnorm._LazyNormBase)
    if not is_pair(data) or len(data[0]) % batch_size != (batch_size > 1) or not any(isinstance(m, norms) for m in model.modules()):
        return
    with torch.no_grad(), torch.random.fork_rng([device] if device.type == "cuda" else []):
        try:
            copy.deepcopy(model).train()(data[0][:1].to(device))
        except ValueError as error:
            if "more than 1 value per channel" not in str(error):
                raise
            left = f"{len(data[0])} examples in batches of {batch_size} leave a last batch of 1"
            raise ValueError(f"{left}, and a batch norm needs more than 1 value for each channel: take another batch_size") from None


def is_finite(values: Iterable[Tensor | float]) -> bool:
    """Whether every number is finite.

    >>> is_finite([1.0, torch.ones(2)]), is_finite([torch.tensor([0.0, float("nan")])])
    (True, False)
    """
    return all(bool(torch.as_tensor(value).isfinite().all()) for value in values)

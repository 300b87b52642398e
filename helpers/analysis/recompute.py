"""Batch norm's statistics by a full pass over the training set, in place of the running average that training left.

Ioffe & Szegedy, Batch Normalization, arXiv:1502.03167, algorithm 2. Axes: n batch, c channels, then the image's axes.
"""

from collections.abc import Iterable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.analysis.watching import eval_mode, hooked, kept_buffers

METHODS = ("batches", "exact")


def recompute_statistics(
    model: nn.Module, images: Float[Tensor, "n ..."] | Iterable, batch_size: int = 128, method: str = "batches"
) -> nn.Module:
    """Set every batch norm's running_mean and running_var from all images, in place, and give the model back.

    "batches": one pass with batch statistics, as in training; mean and unbiased variance averaged over the batches, each by its size:
    the paper's algorithm 2, and for equal batches torch's momentum=None. "exact": one pass for each batch norm in the order of their
    calls, the earlier ones already fixed: mean and unbiased variance of its input over the whole set, as it will be at test time.
    Images: a tensor, or an iterable of batches or of (batch, label) pairs; "exact" keeps what an iterator gives. Modes are as before
    afterwards; dropout is off meanwhile.

    >>> model = nn.Sequential(nn.BatchNorm1d(1))
    >>> _ = recompute_statistics(model, torch.tensor([[0.0], [2.0], [4.0], [6.0]]), batch_size=2)
    >>> model[0].running_mean, model[0].running_var  # the means of the batches, 1 and 5, differ: the exact variance is 6.67
    (tensor([3.]), tensor([2.]))

    Raises ValueError for another method, if there are no images, if no batch norm with running statistics was called, or if a batch
    ("exact": the set) has one number a channel and so no variance. After an exception all statistics are as before.
    Source: arXiv:1502.03167.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; known: {', '.join(METHODS)}")
    norms = {m for m in model.modules() if _is_batch_norm(m) and getattr(m, "running_mean", None) is not None}
    batches = images.split(batch_size) if isinstance(images, Tensor) else list(images) if iter(images) is images else images
    if not norms:
        raise ValueError("the model has no batch norm with running statistics")
    pooled, left = method == "exact", set(norms)
    with torch.no_grad(), eval_mode(model), kept_buffers(model, always=False):
        for norm in () if pooled else norms:
            norm.training = True  # it normalises with the batch; the buffers that it moves are written over
        while left:
            found = _pass(model, batches, left, pooled)
            if not found:
                break
            for norm in list(found)[:1] if pooled else found:  # exact: only the first one called saw what it will see
                _write(norm, found[norm], pooled)
                left.remove(norm)
            if not pooled:
                break
    if left == norms:
        raise ValueError("there are no images, or the model called no batch norm")
    return model


def _is_batch_norm(module: nn.Module) -> bool:
    """Of any dimension, torch's or a reference layer; an instance norm that keeps statistics is none."""
    return any("BatchNorm" in kind.__name__ for kind in type(module).__mro__)


def _pass(model: nn.Module, batches: Iterable, norms: set, pooled: bool) -> dict:
    """One pass over all batches: for each norm, in the order of the calls, (numbers a channel, mean, variance, batches)."""
    statistics, names, number = {}, {}, 0

    def before(name: str, module: nn.Module, inputs: tuple) -> None:
        if module in norms:
            x = inputs[0].double().movedim(1, 0).flatten(1)  # c n*pixels
            if x.shape[1] == 1 and not pooled:
                raise ValueError(
                    f"batch norm {name!r} has no variance: batch {number}, of shape {tuple(inputs[0].shape)}, has one number a channel; "
                    "choose another batch_size"
                )
            names[module] = name
            numbers = (x.shape[1], x.mean(1), x.var(1, correction=0 if pooled else 1), 1)
            statistics[module] = _merged(statistics[module], numbers, pooled) if module in statistics else numbers

    with hooked(model, lambda *call: None, before):
        for number, batch in enumerate(batches):  # noqa: B007  `before` tells it
            x = batch[0] if isinstance(batch, tuple | list) else batch
            if len(x):
                model(x)
    for module, (count, *_) in statistics.items():
        if count == 1:
            raise ValueError(f"batch norm {names[module]!r} has no variance: all images together have one number a channel")
    return statistics


def _merged(old: tuple, new: tuple, pooled: bool) -> tuple:
    """Join the statistics of two parts; pooled: of all their numbers together, else averages over the batches."""
    share = new[0] / (old[0] + new[0])
    difference = new[1] - old[1]
    between = share * (1 - share) * difference**2 if pooled else 0.0
    return old[0] + new[0], old[1] + share * difference, old[2] + share * (new[2] - old[2]) + between, old[3] + new[3]


def _write(norm: nn.Module, statistics: tuple, pooled: bool) -> None:
    count, mean, variance, batches = statistics
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance * count / (count - 1) if pooled else variance)
    if getattr(norm, "num_batches_tracked", None) is not None:
        norm.num_batches_tracked.fill_(batches)

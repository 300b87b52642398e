"""Freeze for fine-tuning: parameters that no longer learn, batch norms that keep their statistics whatever model.train() says."""

from functools import partial

from torch import nn

from helpers.analysis.watching import find_module


def _stay_in_eval(module: nn.Module, mode: bool = True) -> nn.Module:
    return nn.Module.train(module, False)


def _keeps_statistics(module: nn.Module) -> bool:
    """Known by its buffers: batch norm of every dimension, instance norm that keeps statistics, reference layers too."""
    return getattr(module, "running_mean", None) is not None and getattr(module, "running_var", None) is not None


def freeze_batch_norm(model: nn.Module, parameters: bool = True) -> int:
    """Put every batch norm in eval mode for good, in place: model.train() leaves it there. Give how many there are.

    It normalises with its running statistics and does not move them; with `parameters` its gain and shift get no gradient either.
    Copies and pickles of the model stay frozen; its state_dict is as before. `unfreeze_batch_norm` takes it back.

    >>> model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    >>> freeze_batch_norm(model), model.train()[1].training, model[0].training
    (1, False, True)

    Raises ValueError if there is no batch norm with running statistics.
    """
    norms = [m for m in model.modules() if _keeps_statistics(m)]
    if not norms:
        raise ValueError("the model has no batch norm with running statistics to freeze")
    for norm in norms:
        norm.train = partial(_stay_in_eval, norm)
        norm.train()
        if parameters:
            norm.requires_grad_(False)
    return len(norms)


def unfreeze_batch_norm(model: nn.Module) -> int:
    """Let frozen batch norms follow model.train() again, in the mode the model is in, and learn. Give how many there were.

    >>> model = nn.Sequential(nn.BatchNorm2d(4))
    >>> freeze_batch_norm(model), unfreeze_batch_norm(model), model[0].training
    (1, 1, True)
    """
    frozen = [m for m in model.modules() if "train" in vars(m)]
    for norm in frozen:
        del norm.train
        norm.train(model.training)
        norm.requires_grad_(True)
    return len(frozen)


def freeze_parameters(model: nn.Module, keep: str | tuple[str, ...] = ()) -> tuple[int, int]:
    """Let only the modules named in `keep` learn, in place: requires_grad is False everywhere else. Give (frozen, learning) numbers.

    Batch norms still move their running statistics in train mode: see freeze_batch_norm.

    >>> freeze_parameters(nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2)), keep="1")
    (15, 8)

    Raises ValueError if a name in `keep` is no module.
    """
    learning = {id(p) for name in ([keep] if isinstance(keep, str) else keep) for p in find_module(model, name).parameters()}
    for p in model.parameters():
        p.requires_grad = id(p) in learning
    counts = {flag: sum(p.numel() for p in model.parameters() if p.requires_grad is flag) for flag in (False, True)}
    return counts[False], counts[True]

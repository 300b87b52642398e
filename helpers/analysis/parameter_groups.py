"""Weight decay where it belongs: on weights that multiply inputs, not on gains, shifts and biases."""

from torch import nn


def parameter_groups(model: nn.Module, weight_decay: float, **settings) -> list[dict]:
    """Split the parameters for an optimizer: weights that decay, and gains, shifts, biases and slopes that do not.

    Decays: a weight of at least two axes that is no bias and belongs to no norm layer; a gain of one number for each channel, such as
    (c, 1, 1), counts as one axis unless it is a convolution's or a linear layer's. Frozen parameters are left out, shared ones come once.
    Each group holds "names" for a look; further settings, such as lr, go into both. For torch.optim: AdamW(parameter_groups(model, 0.05)).

    >>> decayed, kept = parameter_groups(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)), weight_decay=0.1)
    >>> decayed["names"], kept["names"], kept["weight_decay"]
    (['0.weight'], ['0.bias', '1.weight', '1.bias'], 0.0)

    Raises ValueError if weight_decay is negative or nothing can learn.
    """
    if weight_decay < 0:
        raise ValueError(f"weight_decay must be at least 0, got {weight_decay}")
    groups = {True: {"params": [], "names": []}, False: {"params": [], "names": []}}
    owners = dict(model.named_modules())
    for name, p in model.named_parameters():
        if p.requires_grad:
            prefix, _, own_name = name.rpartition(".")
            group = groups[_decays(owners[prefix], own_name, tuple(p.shape))]
            group["params"].append(p)
            group["names"].append(name)
    found = [
        {**groups[flag], "weight_decay": weight_decay if flag else 0.0, **settings} for flag in (True, False) if groups[flag]["params"]
    ]
    if not found:
        raise ValueError("the model has no parameter that learns")
    return found


def _decays(owner: nn.Module, name: str, shape: tuple[int, ...]) -> bool:
    kind = type(owner).__name__
    if name.endswith("bias") or "Norm" in kind or len(shape) < 2:
        return False
    multiplies = any(word in kind for word in ("Conv", "Linear", "Embedding", "Attention"))
    return multiplies or sum(size > 1 for size in shape) > 1

"""The same weights for two builds of a network: numbers from integer arithmetic, by the place of a tensor in the state_dict."""

import hashlib
import math

import torch


def fill(model):
    """Give every parameter and running statistic a number that depends on its place only; exact on every machine."""
    for i, (name, tensor) in enumerate(model.state_dict().items()):
        k = torch.arange(tensor.numel())
        uniform = ((k * k * 40503 + k * 9973 * (i + 1) + 77 * i) % 1000003).double().view(tensor.shape) / 1000003 - 0.5
        if name.endswith("num_batches_tracked"):
            continue
        if tensor.ndim > 1 and not name.endswith("layer_scale"):
            value = uniform * math.sqrt(24 / tensor[0].numel())  # variance 2/fan_in
        elif name.endswith(("weight", "running_var", "layer_scale")):
            value = 1 + uniform
        else:
            value = 0.2 * uniform
        tensor.copy_(value)
    return model


def fingerprint(model):
    """The first digits of the SHA-256 of all state_dict keys and shapes."""
    listing = "\n".join(f"{name} {tuple(tensor.shape)}" for name, tensor in model.state_dict().items())
    return hashlib.sha256(listing.encode()).hexdigest()[:16]


def picture(channels=3, size=(75, 97)):
    """Two pictures of waves."""
    h, w = (torch.arange(float(s), dtype=torch.float64) for s in size)
    waves = [torch.sin(0.1 * (i + 1) * h[:, None] + 0.07 * (i + 2) * w + i) for i in range(2 * channels)]
    return torch.stack(waves).view(2, channels, *size)

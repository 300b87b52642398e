"""Small tensors for the cases of notebook 11."""

import torch


def values(*numbers, shape=None):
    made = torch.tensor(numbers, dtype=torch.float64)
    return made if shape is None else made.view(shape)


def random(*shape, seed, scale=1.0, shift=0.0):
    draw = torch.Generator().manual_seed(seed)
    return scale * torch.randn(*shape, dtype=torch.float64, generator=draw) + shift

"""Small tensors for the cases of notebook 11."""

import torch

# The cases are float32, torch's default, so that a learner's own float tensors mix with them. The oracle runs in float64.


def values(*numbers, shape=None):
    made = torch.tensor(numbers, dtype=torch.float32)
    return made if shape is None else made.view(shape)


def random(*shape, seed, scale=1.0, shift=0.0):
    draw = torch.Generator().manual_seed(seed)
    return scale * torch.randn(*shape, generator=draw) + shift

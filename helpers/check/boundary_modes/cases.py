"""Small tensors for the cases of notebook 02."""

import torch

# The cases are float32, torch's default, so that a learner's own float tensors mix with them. The oracle runs in float64.


def signal(*values):
    return torch.tensor(values, dtype=torch.float32)


def random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))

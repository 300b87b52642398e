"""Small tensors for the cases of notebook 02."""

import torch


def signal(*values):
    return torch.tensor(values, dtype=torch.float64)


def random(*shape, seed):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))

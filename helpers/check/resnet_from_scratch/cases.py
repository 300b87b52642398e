"""Small tensors for the cases of notebook 13."""

import torch

# The cases are float32, torch's default, so that a learner's own float tensors mix with them. The oracle runs in float64.


def whole(*shape, seed):
    """Whole numbers from -3 to 3, which can be checked in one's head."""
    return torch.randint(-3, 4, shape, generator=torch.Generator().manual_seed(seed)).float()


def random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))

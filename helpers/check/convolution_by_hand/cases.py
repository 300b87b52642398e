"""Small tensors for the cases of notebook 01."""

import torch
import torch.nn.functional as F

# The cases are float32, torch's default, so that a learner's own float tensors mix with them. The oracle runs in float64.


def signal(*values):
    return torch.tensor(values, dtype=torch.float32)


def grid(*rows):
    return torch.tensor(rows, dtype=torch.float32)


def whole(*shape, seed):
    """Whole numbers from -3 to 5, which can be checked in one's head."""
    return torch.randint(-3, 6, shape, generator=torch.Generator().manual_seed(seed)).float()


def random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def filled(y, *places):
    """y with zeros everywhere but at the slices `places`."""
    out = torch.zeros_like(y)
    out[places] = y[places]
    return out


def correlate2d(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]

"""He's initialisation of a whole model: the variance of the signal stays the same through ReLU layers.

He, Zhang, Ren & Sun, Delving deep into rectifiers, arXiv:1502.01852.
"""

from torch import nn


def init_he(model: nn.Module) -> None:
    """Draw every convolution's kernels from N(0, 2/fan_out), fan_out = c_out/groups times the kernel; biases become 0.

    torch.nn.init.kaiming_normal_ with mode="fan_out". Norms and linear layers keep what torch gave them.

    >>> import torch
    >>> _ = torch.manual_seed(0)
    >>> layer = nn.Conv2d(3, 64, 5)
    >>> init_he(layer)
    >>> round(layer.weight.std().item() * (64 * 25 / 2) ** 0.5, 1)
    1.0

    Source: He et al., arXiv:1502.01852, section 2.2.
    """
    for layer in model.modules():
        if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)

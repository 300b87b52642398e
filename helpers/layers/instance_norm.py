"""InstanceNorm1d, 2d and 3d: helpers.functional's instance_norm, by default without parameters and without running statistics.

Ulyanov, Vedaldi & Lempitsky, Instance normalization, arXiv:1607.08022.
Axes: n batch, c channels, d/h/w slices/rows/columns.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional import instance_norm
from helpers.layers.batch_norm import RunningNorm


class _InstanceNorm(RunningNorm):
    """What the three share: torch's other defaults, and which statistics a call uses."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        *,
        bias: bool = True,
        unbiased: bool = False,
        eps_inside: bool = True,
    ):
        switches = {"bias": bias, "unbiased": unbiased, "eps_inside": eps_inside}
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, **switches)

    def normalise(self, x: Float[Tensor, "n c *spatial"]) -> Float[Tensor, "n c *spatial"]:
        """Give instance_norm(x): x's own statistics, but the running ones outside training if they are kept."""
        self.check(x)
        own = self.training or not self.track_running_stats
        momentum = 0.0 if self.momentum is None else self.momentum
        switches = {"unbiased": self.unbiased, "eps_inside": self.eps_inside}
        return instance_norm(x, self.running_mean, self.running_var, self.weight, self.bias, own, momentum, self.eps, **switches)


class InstanceNorm1d(_InstanceNorm):
    """Instance norm of signals: the w values of one channel of one example share a mean.

    torch.nn.InstanceNorm1d with its names, defaults, buffers and numbers (no input without a batch axis); unbiased and eps_inside are
    the switches of instance_norm. The shape stays.

    >>> InstanceNorm1d(1, eps=0)(torch.tensor([[[1.0, 3.0]]]))
    tensor([[[-1.,  1.]]])

    Raises ValueError if num_features is below 1; forward, for other axes or channels and what instance_norm refuses.
    Source: arXiv:1607.08022.
    """

    axes = ("n c w",)

    def forward(self, x: Float[Tensor, "n c w"]) -> Float[Tensor, "n c w"]:
        """Give instance_norm(x) with the layer's parameters and statistics."""
        return self.normalise(x)


class InstanceNorm2d(_InstanceNorm):
    """Instance norm of images: the h*w values of one channel of one example share a mean.

    torch.nn.InstanceNorm2d with its names, defaults, buffers and numbers (no input without a batch axis); unbiased and eps_inside are
    the switches of instance_norm. The shape stays.

    >>> InstanceNorm2d(3)(torch.zeros(2, 3, 4, 5)).shape, len(list(InstanceNorm2d(3).parameters()))
    (torch.Size([2, 3, 4, 5]), 0)

    Raises ValueError if num_features is below 1; forward, for other axes or channels and what instance_norm refuses.
    Source: arXiv:1607.08022.
    """

    axes = ("n c h w",)

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
        """Give instance_norm(x) with the layer's parameters and statistics."""
        return self.normalise(x)


class InstanceNorm3d(_InstanceNorm):
    """Instance norm of volumes: the d*h*w values of one channel of one example share a mean.

    torch.nn.InstanceNorm3d with its names, defaults, buffers and numbers (no input without a batch axis); unbiased and eps_inside are
    the switches of instance_norm. The shape stays.

    >>> InstanceNorm3d(2)(torch.zeros(1, 2, 3, 4, 5)).shape
    torch.Size([1, 2, 3, 4, 5])

    Raises ValueError if num_features is below 1; forward, for other axes or channels and what instance_norm refuses.
    Source: arXiv:1607.08022.
    """

    axes = ("n c d h w",)

    def forward(self, x: Float[Tensor, "n c d h w"]) -> Float[Tensor, "n c d h w"]:
        """Give instance_norm(x) with the layer's parameters and statistics."""
        return self.normalise(x)

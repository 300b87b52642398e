"""BatchNorm1d, 2d and 3d: helpers.functional's batch_norm with its gain, shift and running statistics.

Ioffe & Szegedy, Batch normalization, arXiv:1502.03167.
Axes: n batch, c channels, d/h/w slices/rows/columns.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import batch_norm
from helpers.geometry import require_at_least


class RunningNorm(nn.Module):
    """A norm with one weight and one bias a channel and, if it tracks them, running statistics: torch's names, defaults and numbers.

    Beyond torch, unbiased=True divides the batch by its unbiased variance, and eps_inside=False divides by std + eps.

    >>> sorted(RunningNorm(3).state_dict())
    ['bias', 'num_batches_tracked', 'running_mean', 'running_var', 'weight']

    Raises ValueError if num_features is below 1.
    """

    axes: tuple[str, ...]  # the layouts of x that the layer accepts
    _version = 2  # as torch's: 2 knows num_batches_tracked

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        *,
        bias: bool = True,
        unbiased: bool = False,
        eps_inside: bool = True,
    ):
        super().__init__()
        require_at_least(1, num_features=num_features)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.unbiased, self.eps_inside = unbiased, eps_inside
        made = {"device": device, "dtype": dtype}
        self.weight = nn.Parameter(torch.ones(num_features, **made)) if affine else None
        self.bias = nn.Parameter(torch.zeros(num_features, **made)) if affine and bias else None
        self.register_buffer("running_mean", torch.zeros(num_features, **made) if track_running_stats else None)
        self.register_buffer("running_var", torch.ones(num_features, **made) if track_running_stats else None)
        self.register_buffer("num_batches_tracked", torch.tensor(0, device=device) if track_running_stats else None)

    def reset_running_stats(self) -> None:
        """Forget every batch: mean 0, variance 1, no batch counted."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Forget every batch and set weight to 1 and bias to 0."""
        self.reset_running_stats()
        if self.weight is not None:
            nn.init.ones_(self.weight)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *more):
        """A checkpoint older than num_batches_tracked leaves the count as it is, as in torch."""
        if local_metadata.get("version", 1) < 2 and self.num_batches_tracked is not None:
            state_dict.setdefault(f"{prefix}num_batches_tracked", self.num_batches_tracked)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *more)

    def check(self, x: Float[Tensor, "n c *spatial"]) -> None:
        """Refuse an input with other axes or channels than the layer was made for."""
        name, counts = type(self).__name__, [len(layout.split()) for layout in self.axes]
        if x.ndim not in counts:
            layouts = " or ".join(f"({', '.join(layout.split())})" for layout in self.axes)
            raise ValueError(f"{name} needs x {layouts}, {' or '.join(map(str, counts))} axes; got shape {tuple(x.shape)}")
        if x.shape[1] != self.num_features:
            raise ValueError(f"{name} was made for {self.num_features} channels, x has {x.shape[1]}: shape {tuple(x.shape)}")

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"track_running_stats={self.track_running_stats}, unbiased={self.unbiased}, eps_inside={self.eps_inside}"
        )


class _BatchNorm(RunningNorm):
    """What the three share: which statistics a call uses, and how far it moves the running ones."""

    def normalise(self, x: Float[Tensor, "n c *spatial"]) -> Float[Tensor, "n c *spatial"]:
        """Give batch_norm(x): the batch's statistics in training or if none are kept, else the running ones."""
        self.check(x)
        momentum, moving = self.momentum, self.training and self.track_running_stats
        if moving:
            self.num_batches_tracked.add_(1)
        if momentum is None:  # the plain average of all batches so far
            momentum = 1 / int(self.num_batches_tracked) if moving else 0.0
        kept = (self.running_mean, self.running_var) if moving or not self.training else (None, None)
        training = self.training or self.running_mean is None
        switches = {"unbiased": self.unbiased, "eps_inside": self.eps_inside}
        return batch_norm(x, *kept, self.weight, self.bias, training, momentum, self.eps, **switches)


class BatchNorm1d(_BatchNorm):
    """Batch norm of feature vectors or signals: n (and w) values share the mean of their channel.

    torch.nn.BatchNorm1d with its names, defaults, buffers and numbers; unbiased and eps_inside are the switches of batch_norm.
    The shape stays.

    >>> layer = BatchNorm1d(1, eps=0)
    >>> layer(torch.tensor([[1.0], [3.0]])).flatten().tolist(), layer.running_mean, layer.running_var
    ([-1.0, 1.0], tensor([0.2000]), tensor([1.1000]))

    Raises ValueError if num_features is below 1; forward, for other axes or channels and what batch_norm refuses.
    Source: arXiv:1502.03167.
    """

    axes = ("n c", "n c w")

    def forward(self, x: Float[Tensor, "n c *w"]) -> Float[Tensor, "n c *w"]:
        """Give batch_norm(x) with the layer's parameters and statistics."""
        return self.normalise(x)


class BatchNorm2d(_BatchNorm):
    """Batch norm of images: n*h*w values share the mean of their channel.

    torch.nn.BatchNorm2d with its names, defaults, buffers and numbers; unbiased and eps_inside are the switches of batch_norm.
    The shape stays.

    >>> layer = BatchNorm2d(3)
    >>> layer(torch.zeros(2, 3, 4, 5)).shape, layer.num_batches_tracked
    (torch.Size([2, 3, 4, 5]), tensor(1))

    Raises ValueError if num_features is below 1; forward, for other axes or channels and what batch_norm refuses.
    Source: arXiv:1502.03167.
    """

    axes = ("n c h w",)

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
        """Give batch_norm(x) with the layer's parameters and statistics."""
        return self.normalise(x)


class BatchNorm3d(_BatchNorm):
    """Batch norm of volumes: n*d*h*w values share the mean of their channel.

    torch.nn.BatchNorm3d with its names, defaults, buffers and numbers; unbiased and eps_inside are the switches of batch_norm.
    The shape stays.

    >>> BatchNorm3d(2)(torch.zeros(1, 2, 3, 4, 5)).shape
    torch.Size([1, 2, 3, 4, 5])

    Raises ValueError if num_features is below 1; forward, for other axes or channels and what batch_norm refuses.
    Source: arXiv:1502.03167.
    """

    axes = ("n c d h w",)

    def forward(self, x: Float[Tensor, "n c d h w"]) -> Float[Tensor, "n c d h w"]:
        """Give batch_norm(x) with the layer's parameters and statistics."""
        return self.normalise(x)

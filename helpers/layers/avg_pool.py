"""AvgPool1d, 2d and 3d, AdaptiveAvgPool1d, 2d and 3d: shells of helpers.functional's functions.

Lin, Chen & Yan, Network in network, arXiv:1312.4400 (averages over the whole image).
Axes: n batch, c channels, then one to three spatial axes (*size).
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import avg_pool1d, avg_pool2d, avg_pool3d
from helpers.functional.pool_adaptive import adaptive_avg_pool

POOL = {1: avg_pool1d, 2: avg_pool2d, 3: avg_pool3d}


class _AvgPool(nn.Module):
    """What the three share: torch's constructor and forward."""

    dims: int

    def __init__(
        self,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] | None = None,
        padding: int | tuple[int, ...] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ):
        super().__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, kernel_size if stride is None else stride, padding
        self.ceil_mode, self.count_include_pad, self.divisor_override = ceil_mode, count_include_pad, divisor_override

    def forward(self, x: Float[Tensor, "n c *size"]) -> Float[Tensor, "n c *size_out"]:
        """Give the mean of each window."""
        divisor = {} if self.dims == 1 else {"divisor_override": self.divisor_override}
        return POOL[self.dims](x, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad, **divisor)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, ceil_mode={self.ceil_mode}, "
            f"count_include_pad={self.count_include_pad}"
        )


class _AdaptiveAvgPool(nn.Module):
    """What the three share: torch's constructor; one axis after the other is averaged to its size; None keeps an axis."""

    dims: int

    def __init__(self, output_size: int | tuple[int | None, ...]):
        super().__init__()
        self.output_size = output_size

    def forward(self, x: Float[Tensor, "n c *size"]) -> Float[Tensor, "n c *size_out"]:
        """Give the means of as many windows as output_size says."""
        return adaptive_avg_pool(type(self).__name__, x, self.output_size, self.dims)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"output_size={self.output_size}"


class AvgPool1d(_AvgPool):
    """The mean of each window of a signal.

    torch.nn.AvgPool1d with its names and defaults.
    size_out = (size + 2*padding - kernel_size) // stride + 1; ceil_mode rounds up.

    >>> import torch
    >>> AvgPool1d(2)(torch.tensor([[[1.0, 3.0, 2.0, 0.0]]]))
    tensor([[[2., 1.]]])

    Raises ValueError, in forward, for what avg_pool1d refuses. Source: docs of torch.nn.AvgPool1d.
    """

    dims = 1

    def __init__(
        self,
        kernel_size: int | tuple[int],
        stride: int | tuple[int] | None = None,
        padding: int | tuple[int] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ):
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)  # torch's 1-D pool has no divisor_override


class AvgPool2d(_AvgPool):
    """The mean of each window of an image.

    torch.nn.AvgPool2d with its names and defaults.
    size_out = (size + 2*padding - kernel_size) // stride + 1; ceil_mode rounds up.

    >>> import torch
    >>> AvgPool2d(2)(torch.tensor([[[[1.0, 3.0], [2.0, 6.0]]]]))
    tensor([[[[3.]]]])

    Raises ValueError, in forward, for what avg_pool2d refuses. Source: docs of torch.nn.AvgPool2d.
    """

    dims = 2


class AvgPool3d(_AvgPool):
    """The mean of each window of a volume.

    torch.nn.AvgPool3d with its names and defaults.
    size_out = (size + 2*padding - kernel_size) // stride + 1; ceil_mode rounds up.

    >>> import torch
    >>> AvgPool3d(2)(torch.zeros(1, 4, 4, 6, 8)).shape
    torch.Size([1, 4, 2, 3, 4])

    Raises ValueError, in forward, for what avg_pool3d refuses. Source: docs of torch.nn.AvgPool3d.
    """

    dims = 3


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """Means over as many even windows of a signal as wished; size 1 is the mean over all of it.

    torch.nn.AdaptiveAvgPool1d with its names. size_out = output_size.

    >>> import torch
    >>> AdaptiveAvgPool1d(1)(torch.tensor([[[1.0, 3.0, 5.0]]]))
    tensor([[[3.]]])

    Raises ValueError, in forward, if x has other axes or a size is below 1. Source: arXiv:1312.4400.
    """

    dims = 1


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """Means over as many even windows of an image as wished; size 1 is the mean over all of it.

    torch.nn.AdaptiveAvgPool2d with its names. size_out = output_size.

    >>> import torch
    >>> AdaptiveAvgPool2d((2, 3))(torch.zeros(1, 4, 7, 9)).shape
    torch.Size([1, 4, 2, 3])

    Raises ValueError, in forward, if x has other axes or a size is below 1. Source: arXiv:1312.4400.
    """

    dims = 2


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """Means over as many even windows of a volume as wished; size 1 is the mean over all of it.

    torch.nn.AdaptiveAvgPool3d with its names. size_out = output_size.

    >>> import torch
    >>> AdaptiveAvgPool3d(1)(torch.zeros(1, 4, 4, 6, 8)).shape
    torch.Size([1, 4, 1, 1, 1])

    Raises ValueError, in forward, if x has other axes or a size is below 1. Source: arXiv:1312.4400.
    """

    dims = 3

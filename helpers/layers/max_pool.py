"""MaxPool1d, 2d and 3d, MaxUnpool1d, 2d and 3d: shells of helpers.functional's functions.

Zeiler & Fergus, Visualizing and understanding convolutional networks, arXiv:1311.2901 (unpooling).
Axes: n batch, c channels, then one to three spatial axes (*size).
"""

from jaxtyping import Float, Int
from torch import Tensor, nn

from helpers.functional import max_pool1d, max_pool2d, max_pool3d, max_unpool1d, max_unpool2d, max_unpool3d

POOL = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}
UNPOOL = {1: max_unpool1d, 2: max_unpool2d, 3: max_unpool3d}


class _MaxPool(nn.Module):
    """What the three share: torch's constructor and forward."""

    dims: int

    def __init__(
        self,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] | None = None,
        padding: int | tuple[int, ...] = 0,
        dilation: int | tuple[int, ...] = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation, self.return_indices, self.ceil_mode = padding, dilation, return_indices, ceil_mode

    def forward(
        self, x: Float[Tensor, "n c *size"]
    ) -> Float[Tensor, "n c *size_out"] | tuple[Float[Tensor, "n c *size_out"], Int[Tensor, "n c *size_out"]]:
        """Give the largest number of each window, with return_indices also where it stood."""
        pool = POOL[self.dims]
        return pool(x, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"return_indices={self.return_indices}, ceil_mode={self.ceil_mode}"
        )


class _MaxUnpool(nn.Module):
    """What the three share: torch's constructor and forward."""

    dims: int

    def __init__(self, kernel_size: int | tuple[int, ...], stride: int | tuple[int, ...] | None = None, padding: int | tuple[int, ...] = 0):
        super().__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, kernel_size if stride is None else stride, padding

    def forward(
        self, x: Float[Tensor, "n c *size"], indices: Int[Tensor, "n c *size"], output_size: tuple[int, ...] | None = None
    ) -> Float[Tensor, "n c *size_out"]:
        """Give zeros with the numbers of x at their indices."""
        return UNPOOL[self.dims](x, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxPool1d(_MaxPool):
    """The largest number of each window of a signal.

    torch.nn.MaxPool1d with its names and defaults.
    size_out = (size + 2*padding - dilation*(kernel_size - 1) - 1) // stride + 1; ceil_mode rounds up.

    >>> import torch
    >>> MaxPool1d(2)(torch.tensor([[[1.0, 3.0, 2.0, 0.0]]]))
    tensor([[[3., 2.]]])

    Raises ValueError, in forward, for what max_pool1d refuses. Source: docs of torch.nn.MaxPool1d.
    """

    dims = 1


class MaxPool2d(_MaxPool):
    """The largest number of each window of an image.

    torch.nn.MaxPool2d with its names and defaults.
    size_out = (size + 2*padding - dilation*(kernel_size - 1) - 1) // stride + 1; ceil_mode rounds up.

    >>> import torch
    >>> MaxPool2d(3, stride=2)(torch.zeros(1, 4, 7, 9)).shape
    torch.Size([1, 4, 3, 4])

    Raises ValueError, in forward, for what max_pool2d refuses. Source: docs of torch.nn.MaxPool2d.
    """

    dims = 2


class MaxPool3d(_MaxPool):
    """The largest number of each window of a volume.

    torch.nn.MaxPool3d with its names and defaults.
    size_out = (size + 2*padding - dilation*(kernel_size - 1) - 1) // stride + 1; ceil_mode rounds up.

    >>> import torch
    >>> MaxPool3d(2)(torch.zeros(1, 4, 4, 6, 8)).shape
    torch.Size([1, 4, 2, 3, 4])

    Raises ValueError, in forward, for what max_pool3d refuses. Source: docs of torch.nn.MaxPool3d.
    """

    dims = 3


class MaxUnpool1d(_MaxUnpool):
    """Every number of a signal goes back where the max pool found it, zeros elsewhere.

    torch.nn.MaxUnpool1d with its names and defaults. size_out = (size - 1)*stride - 2*padding + kernel_size, or output_size.

    >>> import torch
    >>> MaxUnpool1d(2)(torch.tensor([[[3.0, 2.0]]]), torch.tensor([[[1, 2]]]))
    tensor([[[0., 3., 2., 0.]]])

    Raises ValueError, in forward, for what max_unpool1d refuses. Source: arXiv:1311.2901.
    """

    dims = 1


class MaxUnpool2d(_MaxUnpool):
    """Every number of an image goes back where the max pool found it, zeros elsewhere.

    torch.nn.MaxUnpool2d with its names and defaults. size_out = (size - 1)*stride - 2*padding + kernel_size, or output_size.

    >>> import torch
    >>> MaxUnpool2d(2)(torch.tensor([[[[9.0]]]]), torch.tensor([[[[2]]]])).view(2, 2)
    tensor([[0., 0.],
            [9., 0.]])

    Raises ValueError, in forward, for what max_unpool2d refuses. Source: arXiv:1311.2901.
    """

    dims = 2


class MaxUnpool3d(_MaxUnpool):
    """Every number of a volume goes back where the max pool found it, zeros elsewhere.

    torch.nn.MaxUnpool3d with its names and defaults. size_out = (size - 1)*stride - 2*padding + kernel_size, or output_size.

    >>> import torch
    >>> MaxUnpool3d(2)(torch.zeros(1, 1, 1, 2, 3), torch.arange(6).view(1, 1, 1, 2, 3)).shape
    torch.Size([1, 1, 2, 4, 6])

    Raises ValueError, in forward, for what max_unpool3d refuses. Source: arXiv:1311.2901.
    """

    dims = 3

"""Activations without parameters, as layers: shells of helpers.functional's functions.

Goodfellow, Bengio & Courville, Deep Learning, 2016, section 6.3; GELU: arXiv:1606.08415.
Axes: any.
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import gelu, leaky_relu, relu, relu6, sigmoid, softmax, tanh


class ReLU(nn.Module):
    """Keep what is positive, put 0 for the rest.

    torch.nn.ReLU, without the in-place form. The shape stays.

    >>> import torch
    >>> ReLU()(torch.tensor([-2.0, 3.0]))
    tensor([0., 3.])

    Source: Nair & Hinton, ICML 2010.
    """

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give relu(x)."""
        return relu(x)


class ReLU6(nn.Module):
    """ReLU that ends at 6.

    torch.nn.ReLU6, without the in-place form. The shape stays.

    >>> import torch
    >>> ReLU6()(torch.tensor([-2.0, 3.0, 9.0]))
    tensor([0., 3., 6.])

    Source: MobileNetV2, arXiv:1801.04381.
    """

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give relu6(x)."""
        return relu6(x)


class LeakyReLU(nn.Module):
    """Keep what is positive, multiply the rest by negative_slope.

    torch.nn.LeakyReLU, without the in-place form. The shape stays.

    >>> import torch
    >>> LeakyReLU(0.5)(torch.tensor([-2.0, 3.0]))
    tensor([-1.,  3.])

    Source: Maas, Hannun & Ng 2013.
    """

    def __init__(self, negative_slope: float = 0.01):
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give leaky_relu(x) with the layer's slope."""
        return leaky_relu(x, self.negative_slope)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"negative_slope={self.negative_slope}"


class GELU(nn.Module):
    """Give x times the probability that a standard Gaussian number is at most x.

    torch.nn.GELU with its tanh form. The shape stays.

    >>> import torch
    >>> GELU()(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.1587,  0.0000,  0.8413])

    Raises ValueError, in forward, if approximate is neither "none" nor "tanh". Source: arXiv:1606.08415.
    """

    def __init__(self, approximate: str = "none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give gelu(x)."""
        return gelu(x, self.approximate)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"approximate={self.approximate!r}"


class Sigmoid(nn.Module):
    """Squash every number into (0, 1).

    torch.nn.Sigmoid. The shape stays.

    >>> import torch
    >>> Sigmoid()(torch.tensor([-1000.0, 0.0]))
    tensor([0.0000, 0.5000])

    Source: Goodfellow, Bengio & Courville, Deep Learning, 2016, equation 3.30.
    """

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give sigmoid(x)."""
        return sigmoid(x)


class Tanh(nn.Module):
    """Squash every number into (-1, 1).

    torch.nn.Tanh. The shape stays.

    >>> import torch
    >>> Tanh()(torch.tensor([-1000.0, 0.0]))
    tensor([-1.,  0.])

    Source: Goodfellow, Bengio & Courville, Deep Learning, 2016, section 6.3.2.
    """

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give tanh(x)."""
        return tanh(x)


class Softmax(nn.Module):
    """Turn the numbers along `dim` into shares that add up to 1.

    torch.nn.Softmax, but `dim` must be named. The shape stays.

    >>> import torch
    >>> Softmax(dim=0)(torch.tensor([0.0, 0.0]))
    tensor([0.5000, 0.5000])

    Raises ValueError, in forward, if x has no axis `dim`. Source: Bridle 1990.
    """

    def __init__(self, dim: int):
        super().__init__()
        self.dim = dim

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give softmax(x) along the layer's axis."""
        return softmax(x, self.dim)

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return f"dim={self.dim}"

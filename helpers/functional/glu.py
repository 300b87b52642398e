"""Gated linear units: one half of the numbers opens or closes the other half.

Dauphin et al., Language modeling with gated convolutional networks, arXiv:1612.08083; the variants: Shazeer, arXiv:2002.05202.
Axes: any; one of them, of size 2*half, is split.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_dim
from helpers.functional.cdf_activation import gelu, silu
from helpers.functional.relu import relu
from helpers.functional.sigmoid import sigmoid


def glu(x: Float[Tensor, "..."], dim: int = -1) -> Float[Tensor, "..."]:
    """Split x into two halves a, b along `dim` and give a * sigmoid(b).

    The numbers of torch.nn.functional.glu. The size of `dim` is halved.

    >>> import torch
    >>> glu(torch.tensor([3.0, 4.0, 0.0, 1000.0]))
    tensor([1.5000, 4.0000])

    Raises ValueError if x has no axis `dim`, or its size is odd. Source: arXiv:1612.08083.
    """
    return _gated(x, dim, sigmoid)


def reglu(x: Float[Tensor, "..."], dim: int = -1) -> Float[Tensor, "..."]:
    """Split x into two halves a, b along `dim` and give a * relu(b).

    torch has no such function; as in its glu, the second half is the gate. The size of `dim` is halved.

    >>> import torch
    >>> reglu(torch.tensor([3.0, 4.0, -1.0, 2.0]))
    tensor([0., 8.])

    Raises ValueError if x has no axis `dim`, or its size is odd. Source: arXiv:2002.05202, equation 5.
    """
    return _gated(x, dim, relu)


def geglu(x: Float[Tensor, "..."], dim: int = -1) -> Float[Tensor, "..."]:
    """Split x into two halves a, b along `dim` and give a * gelu(b).

    torch has no such function; as in its glu, the second half is the gate. The size of `dim` is halved.

    >>> import torch
    >>> geglu(torch.tensor([3.0, 10.0, 0.0, 1.0]))
    tensor([0.0000, 8.4134])

    Raises ValueError if x has no axis `dim`, or its size is odd. Source: arXiv:2002.05202, equation 5.
    """
    return _gated(x, dim, gelu)


def swiglu(x: Float[Tensor, "..."], dim: int = -1) -> Float[Tensor, "..."]:
    """Split x into two halves a, b along `dim` and give a * silu(b).

    torch has no such function; as in its glu, the second half is the gate. The size of `dim` is halved.

    >>> import torch
    >>> swiglu(torch.tensor([3.0, 4.0, 0.0, 100.0]))
    tensor([  0., 400.])

    Raises ValueError if x has no axis `dim`, or its size is odd. Source: arXiv:2002.05202, equation 5.
    """
    return _gated(x, dim, silu)


def bilinear_glu(x: Float[Tensor, "..."], dim: int = -1) -> Float[Tensor, "..."]:
    """Split x into two halves a, b along `dim` and give a * b: the gate is the number itself.

    torch has no such function (its nn.Bilinear is another thing). The size of `dim` is halved.

    >>> import torch
    >>> bilinear_glu(torch.tensor([3.0, 4.0, -1.0, 2.0]))
    tensor([-3.,  8.])

    Raises ValueError if x has no axis `dim`, or its size is odd. Source: arXiv:2002.05202, equation 5.
    """
    return _gated(x, dim, lambda gate: gate)


GLU_VARIANTS = {"glu": glu, "reglu": reglu, "geglu": geglu, "swiglu": swiglu, "bilinear": bilinear_glu}


def glu_variant(name: str) -> Callable[..., Tensor]:
    """Give the gated linear unit of this name: glu, reglu, geglu, swiglu or bilinear.

    Only "glu" is torch's.

    >>> glu_variant("reglu") is reglu
    True

    Raises ValueError if there is none of that name. Source: arXiv:2002.05202.
    """
    if name not in GLU_VARIANTS:
        raise ValueError(f"variant must be one of {', '.join(GLU_VARIANTS)}; got {name!r}")
    return GLU_VARIANTS[name]


def _gated(x, dim, gate):
    """a * gate(b) for the two halves of x."""
    check_dim(x, dim)
    if x.ndim == 0:
        raise ValueError("a gate needs an axis to split, got one number, shape ()")
    if x.shape[dim] % 2:
        raise ValueError(f"a gate needs an even number along axis {dim}, got {x.shape[dim]}: shape {tuple(x.shape)}")
    a, b = x.chunk(2, dim)
    return a * gate(b)

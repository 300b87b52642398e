"""The discrete Fourier transform, slow and fast, and circular correlation by the convolution theorem.

Cooley & Tukey, An algorithm for the machine calculation of complex Fourier series, Math. Comp. 1965.
Axes: any number of leading axes, then d samples (frequencies after the transform).
"""

import torch
from jaxtyping import Complex, Float, Shaped
from torch import Tensor

from helpers.geometry import require_at_least


def dft_matrix(d: int, dtype: torch.dtype = torch.complex64) -> Complex[Tensor, "d d"]:
    """Write the discrete Fourier transform of d samples as a matrix; row u is a wave that goes round u times.

    The columns are torch.fft.fft of the unit vectors.
    F[u, t] = exp(-2*pi*i*u*t / d)

    >>> dft_matrix(2).real
    tensor([[ 1.,  1.],
            [ 1., -1.]])

    Raises ValueError if d is below 1. Source: docs of torch.fft.fft.
    """
    require_at_least(1, d=d)
    t = torch.arange(d)
    return _wave(t[:, None] * t % d, d, dtype)  # whole turns dropped: the angle stays small and exact


def _wave(steps: Tensor, d: int, dtype: torch.dtype) -> Complex[Tensor, "..."]:
    angles = -2 * torch.pi * steps.to(torch.float64) / d
    return torch.polar(torch.ones_like(angles), angles).to(dtype)


def _complex(name: str, x: Tensor) -> Complex[Tensor, "... d"]:
    if x.ndim == 0:
        raise ValueError(f"{name} needs at least one axis of samples, got one number, shape ()")
    require_at_least(1, d=x.shape[-1])
    return x + 0j


def dft(x: Shaped[Tensor, "... d"]) -> Complex[Tensor, "... d"]:
    """Multiply with the matrix of the transform: d*d products.

    The numbers of torch.fft.fft on the last axis, for real and complex x.
    out[u] = sum over t of x[t]*exp(-2*pi*i*u*t / d)

    >>> dft(torch.tensor([3.0, 1.0])).real
    tensor([4., 2.])

    Raises ValueError if there is no sample. Source: docs of torch.fft.fft.
    """
    x = _complex("dft", x)
    return x @ dft_matrix(x.shape[-1], x.dtype).to(x.device)  # the matrix is symmetric


def fft(x: Shaped[Tensor, "... d"]) -> Complex[Tensor, "... d"]:
    """Transform the even and the odd samples on their own and join them: d*log2(d) products where d is a power of two.

    The numbers of torch.fft.fft on the last axis, for real and complex x. An odd d is left to dft.
    out[u] = even[u] + exp(-2*pi*i*u / d)*odd[u], and out[u + d/2] has a minus.

    >>> fft(torch.tensor([1.0, 2.0, 3.0, 4.0])).real
    tensor([10., -2., -2., -2.])

    Raises ValueError if there is no sample. Source: Cooley & Tukey 1965.
    """
    x = _complex("fft", x)
    d = x.shape[-1]
    if d % 2:
        return dft(x)
    even, odd = fft(x[..., 0::2]), fft(x[..., 1::2])
    odd = odd * _wave(torch.arange(d // 2), d, x.dtype).to(x.device)
    return torch.cat([even + odd, even - odd], -1)


def ifft(x: Shaped[Tensor, "... d"]) -> Complex[Tensor, "... d"]:
    """Go back from frequencies to samples: the transform with the waves turning the other way, divided by d.

    The numbers of torch.fft.ifft on the last axis.
    out[t] = sum over u of x[u]*exp(2*pi*i*u*t / d) / d

    >>> ifft(torch.tensor([4.0, 2.0])).real
    tensor([3., 1.])

    Raises ValueError if there is no sample. Source: docs of torch.fft.ifft.
    """
    x = _complex("ifft", x)
    return fft(x.conj()).conj() / x.shape[-1]


def circular_correlation(a: Float[Tensor, "... d"], b: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
    """Slide b along a cyclic a, at each shift multiply and add up: what a convolutional layer does, by three transforms.

    The numbers of torch.fft.ifft(torch.fft.fft(a) * torch.fft.fft(b).conj()).real: the transform of b is conjugated.
    out[i] = sum over j of a[(i + j) % d]*b[j]

    >>> circular_correlation(torch.tensor([1.0, 2.0, 4.0, 8.0]), torch.tensor([-1.0, 1.0, 0.0, 0.0]))
    tensor([ 1.,  2.,  4., -7.])

    Raises ValueError if a and b differ in size or are not real. Source: docs of torch.fft.fft.
    """
    _check_pair("circular_correlation", a, b)
    return ifft(fft(a) * fft(b).conj()).real


def circular_convolution(a: Float[Tensor, "... d"], b: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
    """Do the same with b turned round, the convolution of mathematics: the transforms are multiplied as they are.

    The numbers of torch.fft.ifft(torch.fft.fft(a) * torch.fft.fft(b)).real; a and b may change places.
    out[i] = sum over j of a[(i - j) % d]*b[j]

    >>> circular_convolution(torch.tensor([1.0, 2.0, 4.0, 8.0]), torch.tensor([-1.0, 1.0, 0.0, 0.0]))
    tensor([ 7., -1., -2., -4.])

    Raises ValueError if a and b differ in size or are not real. Source: docs of torch.fft.fft.
    """
    _check_pair("circular_convolution", a, b)
    return ifft(fft(a) * fft(b)).real


def _check_pair(name: str, a: Tensor, b: Tensor) -> None:
    if a.ndim == 0 or b.ndim == 0 or a.shape[-1] != b.shape[-1]:
        raise ValueError(f"{name} needs a and b with the same number of samples, got shapes {tuple(a.shape)} and {tuple(b.shape)}")
    if any(left != right and 1 not in (left, right) for left, right in zip(a.shape[::-1], b.shape[::-1], strict=False)):
        raise ValueError(f"{name} needs leading axes of one size, or of size 1; got shapes {tuple(a.shape)} and {tuple(b.shape)}")
    if a.is_complex() or b.is_complex():
        raise ValueError(f"{name} needs real numbers, got {a.dtype} and {b.dtype}")

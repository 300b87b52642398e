"""What the units of a tensor read of the input: for each axis of the image, where it lies in the tensor and each unit's range of pixels."""

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import NamedTuple

from torch import Tensor

from helpers.analysis.unit_ranges import Ranges, together, widest


class Place(NamedTuple):
    """One axis of the image in a tensor: inside dimension `dim`, with `left`·`right` other numbers before and after it in there."""

    ranges: Ranges
    dim: int | None  # None: no longer there, every number of the tensor reads the same
    left: int = 1
    right: int = 1


Places = tuple[Place, ...]


def places_of(value: object) -> Places | None:
    """What a tensor's units read; None if it does not depend on the input."""
    return getattr(value, "_places", None) if isinstance(value, Tensor) else None


def mark(x: Tensor, places: Places) -> Tensor:
    """Note on a tensor what its units read."""
    x._places = places
    return x


def gathered(place: Place, shape: tuple[int, ...]) -> Place:
    """The axis after a sum over it."""
    return place if place.dim is None else Place(together(place.ranges, shape[place.dim] // (place.left * place.right)), None)


def gather(x: Tensor, dims: tuple[int, ...]) -> Places:
    """Every number along `dims` is read by all: a mean, a softmax, a matrix product."""
    dims = {dim % x.ndim for dim in dims}
    return tuple(gathered(p, x.shape) if p.dim in dims else p for p in x._places)


def moved(places: Places, new_dim: Callable[[int], int]) -> Places:
    """The same axes with the dimensions renumbered."""
    return tuple(p if p.dim is None else p._replace(dim=new_dim(p.dim)) for p in places)


def join(out: Tensor, inputs: list[Tensor]) -> Places:
    """Widest path of tensors that are combined number by number; a dimension of 1 is repeated, as torch broadcasts."""
    paths = []
    for x in inputs:
        repeated = [d for d in range(x.ndim) if x.shape[d] != out.shape[d + out.ndim - x.ndim]]
        paths.append(moved(gather(x, repeated) if repeated else x._places, lambda dim, x=x: dim + out.ndim - x.ndim))
    joined = paths[0]
    for path in paths[1:]:
        pairs = []
        for a, b in zip(joined, path, strict=True):
            if a[1:] != b[1:] and a.dim is not None and b.dim is not None:  # one axis in two dimensions: pairs of pixels, as in attention
                a, b = gathered(a, out.shape), gathered(b, out.shape)
            at = a if a.dim is not None else b
            count = 1 if at.dim is None else out.shape[at.dim] // (at.left * at.right)
            pairs.append(at._replace(ranges=widest(a.ranges, b.ranges, count)))
        joined = tuple(pairs)
    return joined


def windows(x: Tensor, dims: int, reads: Callable[[int], tuple[Fraction, Callable[[int], range]]]) -> Places:
    """Let unit o of the k-th of the last `dims` dimensions read the units that reads(k) tells: (ratio, o -> units)."""
    places = []
    for p in x._places:
        k = -1 if p.dim is None else p.dim - (x.ndim - dims)
        if k >= 0 and (p.left, p.right) != (1, 1):
            raise ValueError("a window slides over an axis that a view has merged with another")
        places.append(p._replace(ranges=p.ranges.seen_through(*reads(k))) if k >= 0 else p)
    return tuple(places)


def sliding(kernel: int, stride: int, padding: int, dilation: int) -> tuple[Fraction, Callable[[int], range]]:
    """The units that a convolution's or a pooling's unit o reads."""
    return Fraction(stride), lambda o: range(o * stride - padding, o * stride - padding + dilation * (kernel - 1) + 1, dilation)


def scattered(kernel: int, stride: int, padding: int, dilation: int) -> tuple[Fraction, Callable[[int], list[int]]]:
    """The units that a transposed convolution's unit o reads: those that put a tap of the kernel on it."""
    return Fraction(1, stride), lambda o: [
        (o + padding - t * dilation) // stride for t in range(kernel) if (o + padding - t * dilation) % stride == 0
    ]


def viewed(x: Tensor, shape: tuple[int, ...]) -> Places:
    """Find each axis again after a view: as many numbers lie before and after it as did."""
    places = []
    for p in x._places:
        if p.dim is None:
            places.append(p)
            continue
        before = prod(x.shape[: p.dim]) * p.left
        until = before * (x.shape[p.dim] // (p.left * p.right))
        found = []
        for dim, size in enumerate(shape):
            start = prod(shape[:dim])
            if before % start == 0 and (start * size) % until == 0:
                found.append(Place(p.ranges, dim, before // start, start * size // until))
        if not found:
            raise ValueError(f"a view cuts an axis into pieces, from shape {tuple(x.shape)} to {tuple(shape)}")
        places.append(min(found, key=lambda place: place.left * place.right))
    return tuple(places)


def padded(x: Tensor, pad: list[int]) -> Places:
    """pad is torch's: (before, after) of the last dimension first. A cell beyond the edge keeps its number: -1, -2, …"""
    return windows(x, len(pad) // 2, lambda k: sliding(1, 1, pad[len(pad) - 2 - 2 * k], 1))

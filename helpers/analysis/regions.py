"""Connected regions of a mask: pixels that touch get one number, so that cells can be counted and coloured.

Rosenfeld & Pfaltz, Sequential operations in digital picture processing, Journal of the ACM 13, 1966.
Axes: *size, one to three spatial axes.
"""

from itertools import product

import torch
from jaxtyping import Bool, Int
from torch import Tensor


def connected_regions(mask: Bool[Tensor, "*size"], diagonal: bool = False) -> Int[Tensor, "*size"]:
    """Number the regions of a mask 1, 2, 3 ... in the order of their first pixels; 0 is what lies outside the mask.

    Not in torch; skimage.measure.label with connectivity 1, or with diagonal=True, where pixels also touch at corners, its highest.
    Every pixel starts with a number of its own and takes the smallest of its neighbours' until nothing changes.

    >>> connected_regions(torch.tensor([[1, 1, 0, 1], [0, 0, 1, 0], [1, 0, 1, 1]]).bool())
    tensor([[1, 1, 0, 2],
            [0, 0, 3, 0],
            [4, 0, 3, 3]])

    Raises ValueError if mask is not boolean or has no axis. Source: Rosenfeld & Pfaltz 1966.
    """
    if mask.dtype != torch.bool or mask.ndim == 0:
        raise ValueError(f"connected_regions needs a mask of booleans with at least one axis, got {mask.dtype}, {tuple(mask.shape)}")
    outside = mask.numel()
    numbers = torch.arange(outside, device=mask.device).view(mask.shape).masked_fill(~mask, outside)
    steps = [step for step in product((-1, 0, 1), repeat=mask.ndim) if any(step) and (diagonal or sum(map(abs, step)) == 1)]
    while True:
        before = numbers.clone()
        for step in steps:
            here, there = (tuple(_overlap(sign * s) for s in step) for sign in (1, -1))
            numbers[here] = torch.where(mask[here], torch.minimum(numbers[here], numbers[there]), outside)
        inside = mask.nonzero(as_tuple=True)
        numbers[inside] = numbers.flatten()[numbers[inside]]  # jump to the number of the pixel that gave its own: long regions end sooner
        if torch.equal(numbers, before):
            break
    first = torch.unique(numbers[mask])  # sorted: each region's first pixel
    regions = torch.zeros_like(numbers)
    regions[mask] = torch.searchsorted(first, numbers[mask]) + 1
    return regions


def _overlap(step):
    """The pixels that have a neighbour `step` further on, along one axis."""
    return slice(None, -1) if step == 1 else slice(1, None) if step == -1 else slice(None)

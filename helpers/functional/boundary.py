"""Padding: what a signal, an image or a volume is beyond its edge.

The numbers of torch.nn.functional.pad and numpy.pad. Each padded cell copies one input cell (helpers.geometry.source_indices
says which) or holds a constant; the axes are padded one after the other, so a corner copies what its row's and its column's rule say.
"""

import torch
from jaxtyping import Shaped
from torch import Tensor

from helpers.functional.arguments import check_tensors
from helpers.geometry import canonical_mode, require_at_least, source_indices


def pad(x: Shaped[Tensor, "..."], padding: int | tuple[int, ...], mode: str = "zeros", value: float = 0.0) -> Shaped[Tensor, "..."]:
    """Put cells around `x` by one of the six boundary rules; `padding` is (left, right), then (top, bottom), then (front, back).

    torch.nn.functional.pad's order, last axis first; leading axes (batch, channels) are left alone. Beyond torch: `symmetric`,
    `circular` wider than the signal, any number of leading axes, and one int for both sides of the last axis. `value` fills
    mode "constant".
    h_out = top + h + bottom, w_out = left + w + right.

    >>> pad(torch.tensor([1, 2, 3]), (3, 3), mode="symmetric").tolist()
    [3, 2, 1, 1, 2, 3, 3, 2, 1]
    >>> pad(torch.tensor([[1, 2], [3, 4]]), (1, 0, 0, 1), mode="circular")
    tensor([[2, 1, 2],
            [4, 3, 4],
            [2, 1, 2]])

    Raises ValueError for an odd number of amounts, more pairs than axes, a negative amount, an empty axis, reflect padding not
    smaller than the size, a value for a mode that has none, an unknown mode. Source: docs of torch.nn.functional.pad and numpy.pad.
    """
    padded = pad_or_same(x, padding, mode, value)
    return padded.clone() if padded is x else padded


def pad_or_same(x: Shaped[Tensor, "..."], padding: int | tuple[int, ...], mode: str = "zeros", value: float = 0.0) -> Shaped[Tensor, "..."]:
    """Do what pad does, but give x itself where there is nothing to put around it: for what only reads the result."""
    check_tensors("pad", x=x)
    mode = canonical_mode(mode)
    amounts = tuple(padding) if isinstance(padding, tuple | list) else (padding, padding)
    if len(amounts) % 2 or len(amounts) > 2 * x.ndim:
        raise ValueError(
            f"padding needs a pair for each axis from the last: up to {2 * x.ndim} numbers for shape {tuple(x.shape)}, got {len(amounts)}"
        )
    if value and mode != "constant":
        raise ValueError(f"mode {mode!r} takes no value, got value {value}; mode 'constant' does")
    sides = {}  # axis, counted from the last: (before, after)
    for axis, before, after in zip(range(-1, -x.ndim - 1, -1), amounts[::2], amounts[1::2], strict=False):
        require_at_least(0, padding=before)
        require_at_least(0, padding=after)
        if before or after:
            require_at_least(1, size=x.shape[axis])
            sides[axis] = before, after
    if not sides:
        return x
    if mode in ("zeros", "constant"):
        return _frame(x, sides, value)
    for axis, (before, after) in sides.items():
        x = _copy_cells(x, axis, before, after, mode)
    return x


def _frame(x: Tensor, sides: dict[int, tuple[int, int]], value: float) -> Tensor:
    """Paste x into a larger tensor that holds `value` everywhere."""
    shape, inside = list(x.shape), [slice(None)] * x.ndim
    for axis, (before, after) in sides.items():
        shape[axis] += before + after
        inside[axis] = slice(before, before + x.shape[axis])
    framed = x.new_full(shape, value)
    framed[tuple(inside)] = x
    return framed


def _copy_cells(x: Tensor, axis: int, before: int, after: int, mode: str) -> Tensor:
    """Put copies of cells of x before and after it on one axis."""
    size = x.shape[axis]
    sources = torch.tensor(source_indices(size, before, after, mode), device=x.device)
    return torch.cat([x.index_select(axis, sources[:before]), x, x.index_select(axis, sources[before + size :])], axis)

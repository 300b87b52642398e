"""Examples in batches: pairs of tensors (x, y), or a DataLoader of such pairs."""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

Data = tuple[Tensor, Tensor] | Iterable


def batches(data: Data, batch_size: int, generator: torch.Generator | None = None) -> Iterator[tuple[Tensor, Tensor]]:
    """Cut (x, y) into batches, in an order drawn from `generator`, else as they lie; a DataLoader goes through unchanged.

    The last batch is smaller if batch_size does not divide the number of examples.

    >>> [len(x) for x, y in batches((torch.zeros(5, 1), torch.zeros(5)), batch_size=2)]
    [2, 2, 1]

    Raises ValueError if x and y differ in length or are empty, a DataLoader gives no pairs, or batch_size is below 1.
    """
    if not is_pair(data):
        for batch in data:
            check_pair(batch, data)
            yield batch
        return
    x, y = data
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(f"x and y need the same number of examples, at least 1; got {len(x)} and {len(y)}")
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    order = None if generator is None else torch.randperm(len(x), generator=generator).to(x.device)
    for first in range(0, len(x), batch_size):
        chosen = slice(first, first + batch_size) if order is None else order[first : first + batch_size]
        yield x[chosen], y[chosen]


def is_pair(data: Data) -> bool:
    """Whether the data are two tensors (x, y), not an iterable of batches."""
    return isinstance(data, tuple | list) and len(data) == 2 and all(isinstance(part, Tensor) for part in data)


def check_pair(batch: object, data: Data) -> None:
    """Refuse a batch of `data` that is not two tensors.

    Raises ValueError that tells what it is instead.
    """
    if not is_pair(batch):
        raise ValueError(f"data must be two tensors (x, y), or batches that are; got {_told(batch)} in {_told(data)}")


def _told(data: object) -> str:
    """A sequence with its length, anything else by its type."""
    length = f" of {len(data)}" if isinstance(data, tuple | list) else ""
    return f"a {type(data).__name__}{length}"


def onto(device: torch.device | str | None, *tensors: Tensor) -> tuple[Tensor, ...]:
    """Move tensors to a device; None leaves them where they are."""
    return tensors if device is None else tuple(tensor.to(device) for tensor in tensors)

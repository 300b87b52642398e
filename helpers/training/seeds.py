"""Seeds and threads: the same numbers again, on one thread."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


def seed_everything(seed: int = 0) -> None:
    """Start the random numbers of Python, numpy and torch (every device) from `seed`.

    >>> seed_everything(0); first = torch.rand(1); seed_everything(0); bool(torch.rand(1) == first)
    True
    """
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


@contextmanager
def threads(count: int | None = 1) -> Iterator[None]:
    """Let torch use `count` threads inside the with block, None: as many as before. Small networks are fastest on one."""
    before = torch.get_num_threads()
    torch.set_num_threads(count or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def one_thread() -> None:
    """Let torch use one thread from now on: with busy neighbours two can cost many times the CPU of one.

    >>> one_thread(); torch.get_num_threads()
    1
    """
    torch.set_num_threads(1)

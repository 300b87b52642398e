"""Exercise 15.5: the size of a U-Net's output, asked of torch, and the walk in whole numbers with something exchanged."""

import torch
import torch.nn.functional as F


def twice(x):
    for _ in range(2):
        if x.shape[-1] < 3:
            raise ValueError("nothing is left")
        x = F.conv1d(x, torch.ones(1, 1, 3))
    return x


def torch_size(size, depth):
    """Ask torch: send a row of zeros through every layer."""
    x = torch.zeros(1, 1, size)
    for _ in range(depth):
        x = twice(x)
        if x.shape[-1] % 2:
            raise ValueError(f"a pool meets an odd size, {x.shape[-1]}")
        x = F.max_pool1d(x, 2)
    x = twice(x)
    for _ in range(depth):
        x = twice(F.conv_transpose1d(x, torch.ones(1, 1, 2), stride=2))
    return x.shape[-1]


def refuse(what):
    raise ValueError(what)


def instead(value):
    """Something to do with a size that does not fit, other than raise ValueError."""
    return lambda what: value


def failed_assert(what):
    raise AssertionError(what)


def walk(
    size,
    depth,
    down=4,
    bottom=4,
    up=4,
    odd=refuse,
    empty=refuse,
    levels=0,
    levels_up=None,
    grow=lambda size: 2 * size,
    after=0,
    gone=lambda size: size < 1,
):
    """The walk in whole numbers, with something exchanged; `odd` and `empty` say what happens then, None: nothing.

    `after`: pixels taken away after a pool; `gone`: the test for nothing left.
    """
    depth += levels
    for _ in range(depth):
        size -= down
        if odd and size % 2:
            return odd("odd")
        if empty and gone(size):
            return empty("empty")
        size = size // 2 - after
    size -= bottom
    if empty and gone(size):
        return empty("empty")
    for _ in range(depth if levels_up is None else levels_up(depth)):
        size = grow(size) - up
        if empty and gone(size):
            return empty("empty")
    return size


def bottom_at_the_end(size, depth, **options):
    """The bottom's convolutions come after the way up."""
    size = walk(size, depth, bottom=0, **options) - 4
    return refuse("empty") if options["empty"] and size < 1 else size

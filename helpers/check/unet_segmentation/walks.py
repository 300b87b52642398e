"""Exercise 15.5: the size of a U-Net's output, asked of torch, and the many ways to walk through it wrongly."""

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


def wrong(more=None, **exchanged):
    """Answers that make this mistake: with both refusals, with one of them, with none; `more`: another walk that makes it."""
    variants = [dict(odd=odd, empty=empty) for odd in (refuse, None) for empty in (refuse, None)]
    made = [lambda size, depth, v=variant: walk(size, depth, **exchanged, **v) for variant in variants]
    made += [lambda size, depth, v=variant: more(size, depth, **v) for variant in variants if more]
    return dict(answer=made[0], also=tuple(made[1:]))


def refusals(do):
    """Answers that do this with both kinds of size, or with one kind and raise ValueError for the other."""
    variants = [dict(odd=do, empty=do), dict(odd=do), dict(empty=do)]
    made = [lambda size, depth, v=variant: walk(size, depth, **v) for variant in variants]
    return dict(answer=made[0], also=tuple(made[1:]))


def four_levels(size, depth, odd=refuse, empty=refuse):
    return walk(size, 4, odd=odd, empty=empty)


def before_the_loop(test):
    """One test of the input's size, before the loop; with and without one for nothing left."""

    def answer(size, depth, empty=refuse):
        return refuse("does not fit") if test(size, depth) else walk(size, depth, odd=None, empty=empty)

    return dict(answer=answer, also=(lambda size, depth: answer(size, depth, None),))


def first_pool_only(size, depth, empty=refuse):
    return refuse("odd") if (size - 4) % 2 else walk(size, depth, odd=None, empty=empty)


def below_0(size, depth, odd=refuse):
    """Refuses what is below 0, lets 0 through."""
    for _ in range(depth):
        size -= 4
        if odd and size % 2:
            return odd("odd")
        size //= 2
    size -= 4
    for _ in range(depth):
        if size < 0:
            return refuse("empty")
        size = 2 * size - 4
    return refuse("empty") if size < 0 else size


def only_at_the_bottom(size, depth, odd=refuse):
    inside = size
    for _ in range(depth):
        inside = (inside - 4) // 2
    return refuse("empty") if inside - 4 < 1 else walk(size, depth, odd=odd, empty=None)


def half_pixels(size, depth, empty=refuse):
    """The walk with /, nothing refused but, perhaps, what is empty."""
    for _ in range(depth):
        size = (size - 4) / 2
    size -= 4
    for _ in range(depth):
        if empty and size < 1:
            return empty("empty")
        size = 2 * size - 4
    return empty("empty") if empty and size < 1 else size

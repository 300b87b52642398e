"""Exercise 15.5: the many ways to walk through a U-Net wrongly."""

from functools import partial

from helpers.check.unet_segmentation.walks import refuse, walk


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

    return dict(answer=answer, also=(partial(answer, empty=None),))


def first_pool_only(size, depth, empty=refuse):
    return refuse("odd") if (size - 4) % 2 else walk(size, depth, odd=None, empty=empty)


def odd_after_halving(size, depth, empty=refuse):
    inside = size
    for _ in range(depth):
        inside = (inside - 4) // 2
        if inside % 2:
            return refuse("odd")
    return walk(size, depth, empty=empty)


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

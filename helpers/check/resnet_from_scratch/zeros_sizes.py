"""Mistakes of exercise 13.3 in the size of the channels of zeros, and x that is not cut to that size."""

from functools import partial

import torch

from helpers.check.engine import Mistake
from helpers.check.resnet_from_scratch.wrong_shortcuts import (
    above,
    below,
    full,
    joined,
    kept,
    true_division,
    true_division_tuple,
    true_division_zeros,
    with_rest,
    written,
)

SIZES = [
    Mistake(
        "zeros of h // s",
        "Right where s divides the size. Of 3 rows with s = 2 the slice keeps two, and h // s is 1: read the sizes off the slice.",
        partial(joined, size=below),
        also=(partial(written, size=below),),
    ),
    Mistake(
        "zeros of h // s + 1",
        "Right where s does not divide the size. Of 4 rows with s = 2 the slice keeps two, and h // s + 1 is 3: "
        "read the sizes off the slice.",
        partial(joined, size=above),
        also=(partial(written, size=above),),
    ),
    Mistake(
        "zeros of h // s + h % s",
        "Right where h % s is 0 or 1. Of 8 rows with s = 3 the slice keeps three, and h // s + h % s is 4: read the sizes off the slice.",
        partial(joined, size=with_rest),
        also=(partial(written, size=with_rest),),
    ),
    Mistake(
        "zeros of full size",
        "The zeros have the size of x. They must be as small as what the slice keeps: read their size off the slice.",
        partial(joined, size=full),
        also=(partial(written, size=full),),
    ),
    Mistake(
        "zeros turned",
        "Your zeros are as high as the slice is wide. If the slice is y, y.shape[2] is its height and y.shape[3] its width, in this order.",
        lambda x, c_out, s: joined(x, c_out, s, lambda h, w, s: kept(w, h, s)),
        also=(lambda x, c_out, s: joined(x, c_out, s, lambda h, w, s: kept(w, w, s)),),
    ),
    Mistake(
        "square zeros",
        "Your zeros are as wide as the slice is high. Height and width are two numbers: if the slice is y, y.shape[2] and y.shape[3].",
        lambda x, c_out, s: joined(x, c_out, s, lambda h, w, s: kept(h, h, s)),
    ),
    Mistake(
        "h / s",
        "A size must be a whole number, and / gives a float. Read the sizes of the zeros off the slice: y.shape[2] and y.shape[3].",
        true_division,
        also=(true_division_zeros, true_division_tuple),
    ),
]


def _uncut(x, c_out, s, size, rows=1, columns=1):
    """Zeros of the right size, or of h // s, joined to an x that is not cut along both axes."""
    n, c, h, w = x.shape
    kept_of_x = x[:, :, :: s if rows else 1, :: s if columns else 1]
    return torch.cat([kept_of_x, x.new_zeros(n, c_out - c, *size(h, w, s))], 1)


NOT_CUT = [
    Mistake(
        "x not cut",
        "x itself is not cut, or only along one axis. Join the zeros to x[:, :, ::s, ::s].",
        partial(_uncut, size=below, rows=0, columns=0),
        also=(
            *(partial(_uncut, size=size, rows=rows, columns=1 - rows) for size in (below, kept) for rows in (0, 1)),
            partial(_uncut, size=kept, rows=0, columns=0),
            partial(written, size=below, cut=False),
            partial(written, size=kept, cut=False),
        ),
    ),
]

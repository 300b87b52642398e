"""Mistakes of exercise 13.3 in the size of the channels of zeros."""

from helpers.check.engine import Mistake
from helpers.check.resnet_from_scratch.wrong_shortcuts import joined, kept, true_division, true_division_tuple, true_division_zeros

SIZES = [
    Mistake(
        "zeros of h // s",
        "Right for even sizes. Of 5 rows with s = 2 the slice keeps three, and h // s is 2: read the sizes of the zeros off the slice.",
        lambda x, c_out, s: joined(x, c_out, s, lambda h, w, s: (h // s, w // s)),
    ),
    Mistake(
        "zeros of full size",
        "The channels of zeros have the size of x. They must be as small as what the slice keeps: read their size off the slice.",
        lambda x, c_out, s: joined(x, c_out, s, lambda h, w, s: (h, w)),
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

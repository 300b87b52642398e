"""Exercise 15.5: the mistakes in refusing sizes that do not fit."""

from helpers.check.engine import Mistake
from helpers.check.unet_segmentation.walks import failed_assert, instead, walk
from helpers.check.unet_segmentation.wrong_walks import before_the_loop, below_0, first_pool_only, only_at_the_bottom, refusals

MORE = [
    Mistake(
        "not refused: odd",
        "A pool of 2 that meets an odd size loses a pixel: raise ValueError there, before you halve. You return a number.",
        lambda size, depth: walk(size, depth, odd=None),
    ),
    Mistake(
        "not refused: empty",
        "When nothing is left, raise ValueError: a map of 0 or fewer pixels is none. That can happen at the bottom and at the end.",
        lambda size, depth: walk(size, depth, empty=None),
    ),
    Mistake(
        "nothing refused",
        "The sizes that fit are right. Sizes that do not fit must raise ValueError: an odd size before a pool, or nothing left.",
        lambda size, depth: walk(size, depth, odd=None, empty=None),
        also=(lambda size, depth: size - 12 * 2**depth + 8,),
    ),
    Mistake(
        "only the first pool",
        "Every pool needs an even size, not only the first one: test inside the loop.",
        first_pool_only,
        also=(lambda size, depth: first_pool_only(size, depth, None),),
    ),
    Mistake(
        "odd input",
        "You test the input's size. Before each pool it is another one: test inside the loop, after the 4 pixels are gone.",
        **before_the_loop(lambda size, depth: size % 2),
    ),
    Mistake(
        "0 is let through",
        "A map of 0 pixels is none either: refuse a size below 1, not only one below 0.",
        below_0,
    ),
    Mistake(
        "only 0 is refused",
        "You refuse a map of 0 pixels, but the size can jump over 0, to -2 for example. Ask whether it is below 1: if size < 1.",
        lambda size, depth: walk(size, depth, gone=lambda size: size == 0),
        also=(lambda size, depth: walk(size, depth, odd=None, gone=lambda size: size == 0),),
    ),
    Mistake(
        "refused at the bottom only",
        "At the bottom something may be left and at the end nothing: test after every stage on the way up, too.",
        only_at_the_bottom,
    ),
    Mistake(
        "None for a refusal",
        'You return None for a size that does not fit. Whoever called would go on with it: write raise ValueError("why").',
        **refusals(instead(None)),
    ),
    Mistake(
        "-1 for a refusal",
        'You return -1 for a size that does not fit. A number can be mistaken for a size: write raise ValueError("why").',
        **refusals(instead(-1)),
    ),
    Mistake(
        "0 for a refusal",
        'You return 0 (or False) for a size that does not fit. A number can be mistaken for a size: write raise ValueError("why").',
        **refusals(instead(0)),
    ),
    Mistake(
        "assert for a refusal",
        'An assert raises AssertionError. Here it must be a ValueError: if …: raise ValueError("why").',
        **refusals(failed_assert),
    ),
]

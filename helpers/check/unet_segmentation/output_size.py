"""Exercise 15.5, Predict the output's size: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake


def _twice(x):
    for _ in range(2):
        if x.shape[-1] < 3:
            raise ValueError("nothing is left")
        x = F.conv1d(x, torch.ones(1, 1, 3))
    return x


def _torch_size(size, depth):
    """Ask torch: send a row of zeros through every layer."""
    x = torch.zeros(1, 1, size)
    for _ in range(depth):
        x = _twice(x)
        if x.shape[-1] % 2:
            raise ValueError(f"a pool meets an odd size, {x.shape[-1]}")
        x = F.max_pool1d(x, 2)
    x = _twice(x)
    for _ in range(depth):
        x = _twice(F.conv_transpose1d(x, torch.ones(1, 1, 2), stride=2))
    return x.shape[-1]


def _walk(size, depth, down=4, bottom=4, up=4, odd=True, empty=True, levels_up=None, double=2, answer=None):
    """The walk in whole numbers, with something exchanged."""
    for _ in range(depth):
        size -= down
        if (odd and size % 2) or (empty and size < 1):
            if answer is not None:
                return answer
            raise ValueError("does not fit")
        size //= 2
    size -= bottom
    for _ in range(depth if levels_up is None else levels_up):
        if empty and size < 1:
            if answer is not None:
                return answer
            raise ValueError("does not fit")
        size = size * double - up
    if empty and size < 1:
        if answer is not None:
            return answer
        raise ValueError("does not fit")
    return size


def _first_pool_only(size, depth):
    if (size - 4) % 2:
        raise ValueError("does not fit")
    return _walk(size, depth, odd=False)


def _divisible(size, depth):
    if size % 2**depth:
        raise ValueError("does not fit")
    return _walk(size, depth, odd=False)


output_size = FunctionExercise(
    number="15.5",
    title="Predict the output's size",
    oracle=_torch_size,
    cases=[
        Case("28 pixels, 1 pool", (28, 1)),
        Case("the U-Net of 2015: 572 pixels, 4 pools", (572, 4)),
        Case("60 pixels, 2 pools", (60, 2)),
        Case("23 pixels, 1 pool: the pool would meet 19", (23, 1), raises=ValueError),
        Case("140 pixels, 3 pools", (140, 3)),
        Case("46 pixels, 2 pools: the second pool would meet 17", (46, 2), raises=ValueError),
        Case("12 pixels, 1 pool: nothing is left at the bottom", (12, 1), raises=ValueError),
        Case("16 pixels, 1 pool: nothing is left at the end", (16, 1), raises=ValueError),
        Case("44 pixels, 2 pools", (44, 2)),
    ],
    mistakes=[
        Mistake(
            "one convolution a stage",
            "A stage has two 3×3 convolutions: it takes 4 pixels away, not 2.",
            lambda size, depth: _walk(size, depth, 2, 2, 2),
        ),
        Mistake(
            "bottom forgotten",
            "The bottom is a stage, too: after the last pool its two convolutions take 4 more.",
            lambda size, depth: _walk(size, depth, bottom=0),
        ),
        Mistake(
            "way up without convolutions",
            "On the way up each stage has two convolutions as well: double the size, then take 4 away.",
            lambda size, depth: _walk(size, depth, up=0),
        ),
        Mistake(
            "same padding",
            "You lose nothing in the convolutions. Without padding, each 3×3 convolution takes one pixel on each side.",
            lambda size, depth: _walk(size, depth, 0, 0, 0),
        ),
        Mistake(
            "not refused: odd",
            "Some sizes do not fit and yet you return a number: a pool of 2 that meets an odd size loses a pixel. Raise ValueError.",
            lambda size, depth: _walk(size, depth, odd=False),
        ),
        Mistake(
            "not refused: empty",
            "When nothing is left, raise ValueError: a map of 0 or fewer pixels is none. That can happen at the bottom and at the end.",
            lambda size, depth: _walk(size, depth, empty=False),
        ),
        Mistake(
            "nothing refused",
            "The sizes that fit are right. Sizes that do not fit must raise ValueError: an odd size before a pool, or nothing left.",
            lambda size, depth: _walk(size, depth, odd=False, empty=False),
        ),
        Mistake(
            "only the first pool",
            "Every pool needs an even size, not only the first one: test inside the loop.",
            _first_pool_only,
        ),
        Mistake(
            "divisible by 2^depth",
            "That the input is divisible by 2**depth is the rule for padding same. Here 4 pixels go before each pool: test the size there.",
            _divisible,
        ),
        Mistake(
            "0 for a refusal",
            "You return 0 for a size that does not fit. Raise ValueError: a number can be mistaken for a size.",
            lambda size, depth: _walk(size, depth, answer=0),
        ),
        Mistake(
            "one level too few on the way up",
            "The way up has as many steps as there are pools: depth of them.",
            lambda size, depth: _walk(size, depth, levels_up=depth - 1),
        ),
        Mistake(
            "halved with /",
            "Right, but the result is a float: / always gives one. Pixels are counted: use //.",
            lambda size, depth: float(_torch_size(size, depth)),
        ),
        Mistake(
            "4 a level only on the way down",
            "You count the convolutions of the way down and of the bottom, none on the way up.",
            lambda size, depth: _walk(size, depth, up=0, empty=False),
        ),
    ],
)

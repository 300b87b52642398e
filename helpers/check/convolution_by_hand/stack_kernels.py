"""Exercise 1.5, One kernel for two layers: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import correlate2d, grid, random
from helpers.check.engine import Case, FunctionExercise, Mistake


def _full(k1, k2):
    """All stops of k2 that overlap k1 at all, k2 not turned."""
    kh, kw = k2.shape
    return correlate2d(F.pad(k1, (kw - 1, kw - 1, kh - 1, kh - 1)), k2)


def _stack(k1, k2):
    return _full(k1, k2.flip(0, 1))


def _crop(k1, k2):
    h, w = k1.shape
    return _stack(k1, k2)[:h, :w]


def _padded_sum(k1, k2):
    h, w = _stack(k1, k2).shape
    return sum(F.pad(k, (0, w - k.shape[1], 0, h - k.shape[0])) for k in (k1, k2))


def _overwritten(k1, k2):
    kh, kw = k1.shape
    k = torch.zeros_like(_stack(k1, k2))
    for p in range(k2.shape[0]):
        for q in range(k2.shape[1]):
            k[p : p + kh, q : q + kw] = k2[p, q] * k1
    return k


stack_kernels = FunctionExercise(
    number="1.5",
    title="One kernel for two layers",
    oracle=lambda k1, k2: _stack(k1, k2),
    cases=[
        Case("k1 is 1×1 and only doubles", (grid([2]), grid([1, 2], [3, 4]))),
        Case("the difference (−1 1), twice", (grid([-1, 1]), grid([-1, 1]))),
        Case("(1 2) then (3 5)", (grid([1, 2]), grid([3, 5]))),
        Case("a row (1 2 4), then a column (1 10)", (grid([1, 2, 4]), grid([1], [10]))),
        Case("2×2, then 3×3", lambda: (random(2, 2, seed=13), random(3, 3, seed=14))),
        Case("4×3, then 2×5", lambda: (random(4, 3, seed=15), random(2, 5, seed=16))),
    ],
    mistakes=[
        Mistake(
            "correlated",
            "The indices of k2 run backwards: your product k2[p, q] * k1[u, v] does not land on cell (p + u, q + v) of k. "
            "Layer two reads p further on, layer one u further on from there: the steps add up.",
            _full,
        ),
        Mistake(
            "turned round",
            "Your kernel is the right one turned by 180 degrees: the product k2[p, q] * k1[u, v] belongs on cell (p + u, q + v), counted "
            "from the top left corner.",
            lambda k1, k2: _stack(k1, k2).flip(0, 1),
        ),
        Mistake(
            "k1 backwards",
            "The indices of k1 run backwards: k1[0, 0] times k2[p, q] belongs on cell (p, q) of k, and k1[u, v] further down and right.",
            lambda k1, k2: _full(k1, k2).flip(0, 1),
        ),
        Mistake(
            "overwritten",
            "The copies of k1 overlap in k, and `=` writes over what an earlier one has left there. Add with `+=`.",
            _overwritten,
        ),
        Mistake(
            "too small",
            "The answer has the size of k1. Two layers together see more than one: kh1 + kh2 - 1 rows, and the same for columns.",
            _crop,
        ),
        Mistake(
            "added",
            "You added the kernels. That is two layers side by side; here the second one reads what the first one wrote.",
            _padded_sum,
        ),
        Mistake(
            "rows and columns swapped",
            "Right numbers, rows and columns swapped: cell (p + u, q + v) has the row first.",
            lambda k1, k2: _stack(k1, k2).T,
        ),
    ],
)

"""Exercise 1.2, Convolve in a circle: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import filled, random, signal
from helpers.check.engine import Case, FunctionExercise, Mistake


def _sum(a, b, index):
    """One number for each i: the sum over j of a[index(i, j)] * b[j], zero where the index is None."""
    d = len(a)
    picks = [[index(i, j, d) for j in range(d)] for i in range(d)]
    return torch.stack([sum(a[p] * b[j] for j, p in enumerate(row) if p is not None) + 0 * a[0] for row in picks])


def _weights(a, b, keep):
    """Circular convolution with only some of the weights."""
    return _sum(a, torch.where(torch.tensor([keep(j, len(b)) for j in range(len(b))]), b, 0 * b), lambda i, j, d: (i + j) % d)


def _circular(a, b):
    return _weights(a, b, lambda j, d: True)


circular = FunctionExercise(
    number="1.2",
    title="Convolve in a circle",
    oracle=lambda a, b: F.conv1d(F.pad(a[None, None], (0, len(b) - 1), mode="circular"), b[None, None])[0, 0],
    cases=[
        Case("b = (1 0 0) returns a", (signal(4, 5, 6), signal(1, 0, 0))),
        Case("b = (0 1 0) reads one step ahead", (signal(4, 5, 6), signal(0, 1, 0))),
        Case("b = (0 0 1) reads two steps ahead", (signal(7, -2, 4), signal(0, 0, 1))),
        Case("the slide's example", (signal(1, 2, 3, 4, 5, 4, 3, 2, 1), signal(1, -1, 0, 0, 0, 0, 0, 0, 0))),
        Case("two random vectors of 5", lambda: (random(5, seed=1), random(5, seed=2))),
        Case("two random vectors of 8", lambda: (random(8, seed=3), random(8, seed=4))),
    ],
    mistakes=[
        Mistake(
            "flipped",
            "You read a[i - j]: that flips b. The deep-learning version reads a[i + j].",
            lambda a, b: _sum(a, b, lambda i, j, d: (i - j) % d),
        ),
        Mistake(
            "zeros after the end",
            "Right until the window leaves the signal: there you stop or read zeros. Use the index modulo d, so that it starts again at 0.",
            lambda a, b: _sum(a, b, lambda i, j, d: i + j if i + j < d else None),
        ),
        Mistake(
            "a and b swapped",
            "a and b have swapped places: b stays where it is and a is read at i + j. The order matters here.",
            lambda a, b: _sum(b, a, lambda i, j, d: (i + j) % d),
        ),
        Mistake(
            "one off",
            "Every value stands one place too far left: the first window starts at a[0].",
            lambda a, b: _sum(a, b, lambda i, j, d: (i + j + 1) % d),
        ),
        Mistake("no sliding", "You multiply a and b where they stand. Move the window: output i reads a[i], a[i+1], …", lambda a, b: a * b),
        Mistake(
            "running total",
            "The total of one output is carried into the next. Start from 0 for every i.",
            lambda a, b: _circular(a, b).cumsum(0),
        ),
        Mistake(
            "output 0 skipped",
            "Output 0 is never computed, it is still 0. Let i run over range(d): it starts at 0.",
            lambda a, b: filled(_circular(a, b), slice(1, None)),
        ),
        Mistake(
            "last output skipped",
            "The last output is never computed, it is still 0: range(d) runs to d - 1, range(d - 1) stops one earlier.",
            lambda a, b: filled(_circular(a, b), slice(0, -1)),
        ),
        Mistake(
            "return inside the loop",
            "Only output 0 is filled: `return` stands inside the outer loop and ends it in the first round. Move it out.",
            lambda a, b: filled(_circular(a, b), slice(0, 1)),
        ),
        Mistake(
            "weight 0 skipped",
            "The weight b[0] is never used. Let j run over range(d): it starts at 0.",
            lambda a, b: _weights(a, b, lambda j, d: j > 0),
        ),
        Mistake(
            "last weight skipped",
            "The last weight, b[d-1], is never used. Let j run over range(d).",
            lambda a, b: _weights(a, b, lambda j, d: j < d - 1),
        ),
        Mistake(
            "two weights only",
            "You use b[0] and b[1] alone. That does for the lecture's example; here all d weights count.",
            lambda a, b: _weights(a, b, lambda j, d: j < 2),
        ),
        Mistake(
            "overwritten",
            "Each c[i] holds only its last product, a[(i + d - 1) % d] * b[d - 1]: `=` writes over the one before. Add with `+=`.",
            lambda a, b: _weights(a, b, lambda j, d: j == d - 1),
        ),
    ],
    unlikely=("border",),  # a circle has none
)

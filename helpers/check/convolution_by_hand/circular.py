"""Exercise 1.2, Convolve in a circle: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import filled, random, signal
from helpers.check.convolution_by_hand.circular_slips import (
    add,
    by_loops,
    circularly,
    length_nine,
    modulo_first,
    modulo_nine,
    no_modulo,
    numpy_same,
    short_c,
    slid,
    weights,
)
from helpers.check.engine import Case, FunctionExercise, Mistake

circular = FunctionExercise(
    number="1.2",
    title="Convolve in a circle",
    oracle=lambda a, b: F.conv1d(F.pad(a[None, None], (0, len(b) - 1), mode="circular"), b[None, None])[0, 0],
    cases=[
        Case("b = (1 0 0) returns a", (signal(4, 5, 6), signal(1, 0, 0))),
        Case("b = (0 1 0) reads one step ahead", (signal(4, 5, 6), signal(0, 1, 0))),
        Case("b = (0 0 1) reads two steps ahead", (signal(7, -2, 4), signal(0, 0, 1))),
        Case("the example above", (signal(1, 2, 3, 4, 5, 4, 3, 2, 1), signal(1, -1, 0, 0, 0, 0, 0, 0, 0))),
        Case("two random vectors of 5", lambda: (random(5, seed=1), random(5, seed=2))),
        Case("two random vectors of 8", lambda: (random(8, seed=3), random(8, seed=4))),
    ],
    mistakes=[
        Mistake(
            "flipped",
            "b is flipped: your output i adds up a[i - j] * b[j]. The deep-learning version reads a[i + j] "
            "(with roll: a.roll(-j); as a matrix: row i is b.roll(i)).",
            lambda a, b: slid(a, b, lambda i, j, d: (i - j) % d),
        ),
        Mistake(
            "zeros after the end",
            "Right until the window leaves the signal: there you stop or read zeros. Use the index modulo d, so that it starts again at 0.",
            lambda a, b: slid(a, b, lambda i, j, d: i + j if i + j < d else None),
        ),
        Mistake(
            "a and b swapped",
            "a and b have swapped places, or a is read at j - i: b stays where it is and a is read at i + j. The order matters here. "
            "(With roll: a.roll(-i), not a.roll(i). As a matrix: row i is b.roll(i), not b.roll(-i).)",
            lambda a, b: slid(b, a, lambda i, j, d: (i + j) % d),
            also=(
                lambda a, b: torch.stack([b.roll(-i) for i in range(len(b))]) @ a,
                lambda a, b: torch.stack([torch.dot(a.roll(i), b) for i in range(len(a))]),
                lambda a, b: slid(a, b, lambda i, j, d: (j - i) % d),
            ),
        ),
        Mistake(
            "one off",
            "Every value stands one place too far left: the first window starts at a[0].",
            lambda a, b: slid(a, b, lambda i, j, d: (i + j + 1) % d),
        ),
        Mistake("no sliding", "You multiply a and b where they stand. Move the window: output i reads a[i], a[i+1], …", lambda a, b: a * b),
        Mistake(
            "running total",
            "The total of one output is carried into the next. Start from 0 for every i.",
            lambda a, b: circularly(a, b).cumsum(0),
        ),
        Mistake(
            "output 0 skipped",
            "Output 0 is never computed, it is still 0. Let i run over range(d): it starts at 0.",
            lambda a, b: filled(circularly(a, b), slice(1, None)),
        ),
        Mistake(
            "last output skipped",
            "The last output is never computed, it is still 0: range(d) runs to d - 1, range(d - 1) stops one earlier.",
            lambda a, b: filled(circularly(a, b), slice(0, -1)),
        ),
        Mistake(
            "return inside the loop",
            "Only output 0 is filled: `return` stands inside the outer loop and ends it in the first round. Move it out.",
            lambda a, b: filled(circularly(a, b), slice(0, 1)),
        ),
        Mistake(
            "weight 0 skipped",
            "The weight b[0] is never used. Let j run over range(d): it starts at 0.",
            lambda a, b: weights(a, b, lambda j, d: j > 0),
        ),
        Mistake(
            "last weight skipped",
            "The last weight, b[d-1], is never used. Let j run over range(d).",
            lambda a, b: weights(a, b, lambda j, d: j < d - 1),
        ),
        Mistake(
            "two weights only",
            "You use b[0] and b[1] alone. That does for the lecture's example; here all d weights count.",
            lambda a, b: weights(a, b, lambda j, d: j < 2),
        ),
        Mistake(
            "one weight a window",
            "Each output is one weight times the sum of all of a. While the window stands at i, j counts the products: "
            "c[i] += a[(i + j) % d] * b[j]. Did you write b[i] for b[j], or c[j] for c[i]?",
            lambda a, b: by_loops(a, b, lambda c, i, j, p: add(c, i, a[p] * b[i])),
            also=(lambda a, b: by_loops(a, b, lambda c, i, j, p: add(c, j, a[p] * b[j])),),
        ),
        Mistake(
            "sum of sums",
            "You add the two numbers, a[…] + b[j]. Multiply the pair, a[…] * b[j], and add up the products.",
            lambda a, b: by_loops(a, b, lambda c, i, j, p: add(c, i, a[p] + b[j])),
        ),
        Mistake(
            "only the lecture's filter",
            "This is a[i] - a[i+1], the filter of the example, whatever b is. The weights must come from b.",
            lambda a, b: a - a.roll(-1),
        ),
        Mistake(
            "one number",
            "All products go into one number. There is one sum for each output: start from c = torch.zeros(d) and add to c[i].",
            lambda a, b: a.sum() * b.sum(),
            also=(lambda a, b: (a.sum() * b.sum()).item(),),
        ),
        Mistake(
            "a @ b",
            "a @ b is one sum of products, that of output 0. There are d outputs: for each i the window stands one place further on.",
            lambda a, b: a @ b,
            also=(lambda a, b: (a * b).sum().item(),),
        ),
        Mistake(
            "numpy's convolve",
            "numpy.convolve flips b, and it reads zeros beyond both ends. Here b is not flipped and the signal is a circle.",
            numpy_same,
        ),
        Mistake(
            "conv1d without the circle",
            "F.conv1d keeps the window inside the signal, and here it fits only once. "
            "Put the first d - 1 numbers of a behind its end first.",
            lambda a, b: F.conv1d(a[None, None], b[None, None])[0, 0],
            also=(lambda a, b: F.conv1d(a[None, None], b[None, None]),),
        ),
        Mistake(
            "% before +",
            "Python does % before +, so it takes one of the two numbers alone. Put brackets around the sum: (i + j) % d.",
            modulo_first,
            line=r"\[\s*\w+\s*(\+\s*\(?\w+\s*%|%\s*\w+\s*\+)",
        ),
        Mistake(
            "% a fixed number",
            "An index is too large although there is a %: the number after it, in range(), or in zeros() is not the signals' length. "
            "Signals have different lengths: take d = len(a), range(d), torch.zeros(d) and (i + j) % d.",
            modulo_nine,
            also=(length_nine, short_c),
            line=r"^(?!.*\[\s*\w+\s*\+[^\]]*\]\s*\+?=).*\)\s*%",  # and none is y[i + 1] = …
        ),
        Mistake(
            "index past the end",
            "i + j runs past the end of a. On the circle a[0] follows a[d-1]: write a[(i + j) % d].",
            no_modulo,
            line=r"^(?!.*%).*a\[\s*\w+\s*\+",
        ),
        Mistake(
            "overwritten",
            "Each c[i] holds only its last product, a[(i + d - 1) % d] * b[d - 1]. Either `=` writes over the one before: add with `+=`. "
            "Or the sum is set to 0 inside the inner loop.",
            lambda a, b: weights(a, b, lambda j, d: j == d - 1),
        ),
        Mistake(
            "a never moves",
            "Your output i is a[i] times the sum of b: a never moves. Read a[(i + j) % d]; with roll, a.roll(-j) returns a new tensor.",
            lambda a, b: a * b.sum(),
        ),
        Mistake(
            "return inside the inner loop",
            "Only a[0] * b[0] is there: `return` stands inside the inner loop and ends both in the first round. Move it out.",
            lambda a, b: filled(weights(a, b, lambda j, d: j == 0), slice(0, 1)),
        ),
        Mistake(
            "only the last output",
            "Only the last output is there: zeros(d) stands inside the loop, so c is made anew in each round. Move it above the loops.",
            lambda a, b: filled(circularly(a, b), slice(-1, None)),
        ),
    ],
    unlikely=("border",),  # a circle has none
)

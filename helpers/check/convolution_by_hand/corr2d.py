"""Exercise 1.4, Slide the window over an image: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import correlate2d, filled, random
from helpers.check.engine import Case, FunctionExercise, Mistake


def _one_stop_short(x, k):
    out = correlate2d(x, k)
    return out[:-1, :-1]


def _padded(x, k):
    kh, kw = k.shape
    return correlate2d(F.pad(x, ((kw - 1) // 2, kw // 2, (kh - 1) // 2, kh // 2)), k)


def _corr2d(x, k, *, rows=0, columns=0, size=None, swap=False, turn=False, cell=lambda window, k: (window * k).sum()):
    """The double loop with something wrong in it: loops longer or shorter, another size, swapped names, another inner line."""
    (h, w), (kh, kw) = x.shape, k.shape
    if swap:
        h, w = w, h
    y = torch.zeros(size or (h - kh + 1, w - kw + 1))
    tall, wide = (kw, kh) if turn else (kh, kw)
    for i in range(h - kh + 1 + rows):
        for j in range(w - kw + 1 + columns):
            y[i, j] = cell(x[i : i + tall, j : j + wide], k)
    return y


corr2d = FunctionExercise(
    number="1.4",
    title="Slide the window over an image",
    oracle=correlate2d,
    cases=[
        Case("the slide's 3×3 image, 1×1 kernel", lambda: (torch.arange(9.0).view(3, 3), torch.full((1, 1), 2.0))),
        Case("the slide's 3×3 image, 2×2 kernel", lambda: (torch.arange(9.0).view(3, 3), torch.arange(4.0).view(2, 2))),
        Case("3×4 image, 2×3 kernel", lambda: (random(3, 4, seed=5), random(2, 3, seed=6))),
        Case("6×5 image, 4×1 kernel", lambda: (random(6, 5, seed=7), random(4, 1, seed=8))),
        Case("kernel as large as the image, 3×5", lambda: (random(3, 5, seed=9), random(3, 5, seed=10))),
        Case("7×9 image, 3×2 kernel", lambda: (random(7, 9, seed=11), random(3, 2, seed=12))),
    ],
    mistakes=[
        Mistake(
            "flipped",
            "The kernel is flipped. A CNN layer does cross-correlation: k[0, 0] meets the top-left pixel of the window.",
            lambda x, k: correlate2d(x, k.flip(0, 1)),
        ),
        Mistake(
            "one stop short",
            "The last row and the last column are missing: there are h - kh + 1 stops, so the loop is range(h - kh + 1).",
            _one_stop_short,
        ),
        Mistake("no kernel", "You add up the window without the kernel's weights.", lambda x, k: correlate2d(x, torch.ones_like(k))),
        Mistake("mean", "You take the mean of the products. A convolution takes their sum.", lambda x, k: correlate2d(x, k) / k.numel()),
        Mistake(
            "same size",
            "Your output is as large as the image: you let the window hang over the edge. Here it stays inside, nothing is padded.",
            _padded,
        ),
        Mistake(
            "rows and columns swapped",
            "Right numbers, rows and columns swapped: y[i, j] has the row first.",
            lambda x, k: correlate2d(x, k).T,
        ),
        Mistake(
            "running total",
            "The total of one stop is carried into the next. Start from 0 at every stop.",
            lambda x, k: correlate2d(x, k).flatten().cumsum(0).view(correlate2d(x, k).shape),
        ),
        Mistake(
            "sum missing",
            "A window times the kernel is still a table of products, and one cell of y has no room for it. Add them up: `.sum()`.",
            lambda x, k: _corr2d(x, k, cell=lambda window, k: window * k),
        ),
        Mistake(
            "matrix product",
            "`@` is the matrix product. Here the numbers that lie on each other are multiplied: `*`.",
            lambda x, k: _corr2d(x, k, cell=lambda window, k: (window @ k).sum()),
        ),
        Mistake(
            "last row and column not filled",
            "The last row and column of y are still 0: the loops stop one early. There are h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: _corr2d(x, k, rows=-1, columns=-1),
        ),
        Mistake(
            "h and w swapped",
            "h and w have swapped places: `x.shape` gives the rows first, so it is `h, w = x.shape`.",
            lambda x, k: _corr2d(x, k, swap=True),
        ),
        Mistake(
            "zeros as large as the image",
            "The right values are there, with rows and columns of 0 after them: y was made as large as the image. "
            "It has h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: _corr2d(x, k, size=tuple(x.shape)),
        ),
        Mistake(
            "loops over the whole image",
            "The loops run to the image's last row and column, where the window hangs over the edge. There are h - kh + 1 stops down "
            "and w - kw + 1 across.",
            lambda x, k: _corr2d(x, k, size=tuple(x.shape), rows=k.shape[0] - 1, columns=k.shape[1] - 1),
        ),
        Mistake(
            "kh and kw swapped",
            "kh and kw have swapped places in the slices: the window is kh rows tall and kw columns wide, x[i : i + kh, j : j + kw].",
            lambda x, k: _corr2d(x, k, turn=True),
        ),
        Mistake(
            "return inside the loop",
            "Only y[0, 0] is filled: `return` stands inside a loop and ends it too soon. Move it out, in line with the first `for`.",
            lambda x, k: filled(correlate2d(x, k), slice(0, 1), slice(0, 1)),
        ),
        Mistake(
            "only the first row",
            "Only row 0 is filled: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda x, k: filled(correlate2d(x, k), slice(0, 1)),
        ),
    ],
)

"""Exercise 1.3, Slide the window over an image: what is right, and the mistakes that the check knows by name."""

import torch

from helpers.check.convolution_by_hand import corr2d_slips as slips
from helpers.check.convolution_by_hand.cases import correlate2d, filled, grid, random, whole
from helpers.check.engine import Case, FunctionExercise, Mistake

corr2d = FunctionExercise(
    number="1.3",
    title="Slide the window over an image",
    oracle=correlate2d,
    cases=[
        Case("the 3×3 image above, 1×1 kernel", lambda: (torch.arange(9.0).view(3, 3), torch.full((1, 1), 2.0))),
        Case("the 3×3 image above, 2×2 kernel", lambda: (torch.arange(9.0).view(3, 3), torch.arange(4.0).view(2, 2))),
        Case("3×4 image, 2×3 kernel", (grid([1, 0, 2, 3], [4, 1, 0, 2], [2, 5, 1, 0]), grid([1, 2, 0], [3, -1, 1]))),
        Case("6×5 image, 4×1 kernel", lambda: (whole(6, 5, seed=7), grid([1], [2], [-1], [3]))),
        Case("kernel as large as the image, 3×5", lambda: (whole(3, 5, seed=9), whole(3, 5, seed=10))),
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
            slips.one_stop_short,
        ),
        Mistake("no kernel", "You add up the window without the kernel's weights.", lambda x, k: correlate2d(x, torch.ones_like(k))),
        Mistake("mean", "You take the mean of the products. A convolution takes their sum.", lambda x, k: correlate2d(x, k) / k.numel()),
        Mistake(
            "same size",
            "Your output is as large as the image: you let the window hang over the edge. Here it stays inside, nothing is padded.",
            slips.padded,
        ),
        Mistake(
            "rows and columns swapped",
            "Right numbers, rows and columns swapped: y[i, j] has the row first.",
            lambda x, k: correlate2d(x, k).T,
            also=(slips.written_across,),
        ),
        Mistake(
            "squeeze",
            "squeeze() drops every axis of size 1, also the rows or columns of y where there is only one. "
            "Take off the batch and the channel alone: [0, 0].",
            lambda x, k: correlate2d(x, k).squeeze(),
        ),
        Mistake(
            "running total",
            "The total of one stop is carried into the next. Start from 0 at every stop.",
            lambda x, k: correlate2d(x, k).flatten().cumsum(0).view(correlate2d(x, k).shape),
        ),
        Mistake(
            "sum missing",
            "A window times the kernel is still a table of products, and one cell of y has no room for it. Add them up, with brackets "
            "around the product: (window * k).sum(). In window * k.sum() only k is added up.",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: x[i : i + kh, j : j + kw] * k),
        ),
        Mistake(
            "two pairs of brackets",
            "x[a:b][c:d] cuts the rows twice: the second pair of brackets takes rows again. With a comma it takes columns: "
            "x[i : i + kh, j : j + kw].",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kh][j : j + kw] * k).sum()),
        ),
        Mistake(
            "sizes of the example",
            "The sizes of the example above stand in your code. Take those of x and k: h, w = x.shape and kh, kw = k.shape.",
            lambda x, k: slips.windows(x, k, image=(3, 3)),
            also=(slips.copied,),
        ),
        Mistake(
            "h - 1 stops",
            "h - 1 stops are right for a kernel of two rows. There are h - kh + 1 down and w - kw + 1 across.",
            lambda x, k: slips.windows(x, k, rows=k.shape[0] - 2, columns=k.shape[1] - 2),
            also=(
                lambda x, k: slips.windows(x, k, rows=k.shape[0] - 2, columns=k.shape[1] - 2, size=tuple(max(n - 1, 0) for n in x.shape)),
            ),
        ),
        Mistake(
            "y made one number",
            "`y = …` inside the loops makes y a single number, that of the last window. Write into its place: y[i, j] = …",
            lambda x, k: correlate2d(x, k)[-1, -1],
        ),
        Mistake(
            "kh for kw",
            "kh stands where kw belongs, or h where w belongs: rows have h and kh, columns have w and kw. The window is "
            "x[i : i + kh, j : j + kw].",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kh, j : j + kh] * k).sum()),
            also=(
                lambda x, k: slips.two_loops(
                    x,
                    k,
                    lambda i, j, kh, kw: (x[i : i + kh, j : j + kh] * k).sum(),
                    columns=x.shape[0] - x.shape[1] - k.shape[0] + k.shape[1],
                ),
                lambda x, k: slips.windows(x, k, columns=x.shape[0] - x.shape[1] - k.shape[0] + k.shape[1]),
            ),
        ),
        Mistake(
            "matrix product",
            "`@` is the matrix product. Here the numbers that lie on each other are multiplied: `*`.",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kh, j : j + kw] @ k).sum()),
        ),
        Mistake(
            "last row and column not filled",
            "The last row and column of y are still 0: the loops stop one early. There are h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: slips.windows(x, k, rows=-1, columns=-1),
        ),
        Mistake(
            "h and w swapped",
            "h and w have swapped places: `x.shape` gives the rows first, so it is `h, w = x.shape`.",
            lambda x, k: slips.windows(x, k, swap="x"),
        ),
        Mistake(
            "zeros as large as the image",
            "The right values are there, with rows and columns of 0 after them: y was made as large as the image. "
            "It has h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: slips.windows(x, k, size=tuple(x.shape)),
        ),
        Mistake(
            "loops over the whole image",
            "The loops run to the image's last row and column, where the window hangs over the edge. There are h - kh + 1 stops down "
            "and w - kw + 1 across.",
            lambda x, k: slips.windows(x, k, size=tuple(x.shape), rows=k.shape[0] - 1, columns=k.shape[1] - 1),
        ),
        Mistake(
            "kh and kw swapped",
            "kh and kw have swapped places in the slices: the window is kh rows tall and kw columns wide, x[i : i + kh, j : j + kw].",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kw, j : j + kh] * k).sum()),
        ),
        Mistake(
            "stops past the edge",
            "y has the right size, but the loops run over the whole image: the last stop is row h - kh and column w - kw, so "
            "range(h - kh + 1) and range(w - kw + 1).",
            lambda x, k: slips.windows(x, k, rows=k.shape[0] - 1, columns=k.shape[1] - 1),
            also=(lambda x, k: slips.four_loops(x, k, lambda i, p: i + p, rows=k.shape[0] - 1, columns=k.shape[1] - 1),),
            line=r"^(?!.*\[[^\]=]*\+[^\]=]*\]\s*\+?=)",  # and none is y[i + kh // 2, …] = …
        ),
        Mistake(
            "i and j swapped",
            "i and j have swapped places in the slices: i counts rows and stands before the comma, x[i : i + kh, j : j + kw].",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[j : j + kh, i : i + kw] * k).sum()),
        ),
        Mistake(
            "columns taken first",
            "Both shapes are read the wrong way round: .shape gives the rows first, so it is h, w = x.shape and kh, kw = k.shape.",
            lambda x, k: slips.windows(x, k, swap="xk"),
        ),
        Mistake(
            "kernel's rows and columns swapped",
            "`k.shape` gives the rows first: it is kh, kw = k.shape.",
            lambda x, k: slips.windows(x, k, swap="k"),
        ),
        Mistake(
            "taken for square",
            "You take the image or the kernel for square. Take both sizes of both, h, w = x.shape and kh, kw = k.shape. (len() gives the "
            "rows alone.)",
            slips.taken_square,
        ),
        Mistake(
            "window of two by two",
            "Your window is always 2×2, as in the example above. It is as large as the kernel: x[i : i + kh, j : j + kw].",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + 2, j : j + 2] * k).sum()),
        ),
        Mistake(
            "window one too small",
            "The window is one row and one column too small: a slice leaves out its end, so x[i : i + kh] holds kh rows.",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kh - 1, j : j + kw - 1] * k).sum()),
        ),
        Mistake(
            "slice ends at kh",
            "The slice x[i : kh] ends at row kh, wherever it starts. It has to move with i: x[i : i + kh, j : j + kw].",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i:kh, j:kw] * k).sum()),
        ),
        Mistake(
            "centred window",
            "Your window begins before i and j. Here output (i, j) belongs to the window whose top left corner is at (i, j).",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i - 1 : i + kh - 1, j - 1 : j + kw - 1] * k).sum()),
            also=(lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i - 1 : i + 2, j - 1 : j + 2] * k).sum()),),
        ),
        Mistake(
            "step of the kernel's size",
            "Your window jumps by its own size. It moves one row or one column at a time, and windows overlap.",
            lambda x, k: slips.windows(x, k, step=tuple(k.shape)),
            also=(slips.jumping,),
        ),
        Mistake(
            "flipped along one axis",
            "The kernel is turned over along one axis. Here it is not flipped at all: k[0, 0] meets the window's top left pixel.",
            lambda x, k: correlate2d(x, k.flip(0)),
            also=(lambda x, k: correlate2d(x, k.flip(1)),),
        ),
        Mistake(
            "kernel transposed",
            "The kernel is transposed, rows and columns swapped. Use k as it is, and no k.T.",
            lambda x, k: slips.two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kh, j : j + kw] * k.T).sum()),
            also=(lambda x, k: correlate2d(x, k.T),),
        ),
        Mistake(
            "overwritten",
            "Each output holds only its last product: `=` writes over the ones before. Add with `+=`.",
            slips.assigned,
        ),
        Mistake(
            "reads backwards",
            "You read x[i - p, j - q]: that goes up and to the left. The window lies below and to the right, x[i + p, j + q].",
            lambda x, k: slips.four_loops(x, k, lambda i, p: i - p),
        ),
        Mistake(
            "p and q swapped",
            "Two indices have swapped places, in k or in the window of x. With p for the kernel's rows and q for its columns it is "
            "k[p, q] and x[i + p, j + q]: p stands with i.",
            lambda x, k: slips.four_loops(x, k, lambda i, p: i + p, weight=lambda p, q: (q, p)),
            also=(slips.read_across,),
        ),
        Mistake(
            "not filled",
            "y is still 0 everywhere: nothing is written into it. The inner line must begin with y[i, j] = …",
            lambda x, k: torch.zeros_like(correlate2d(x, k)),
        ),
        Mistake(
            "last row or column not filled",
            "The last row or the last column of y is still 0: that loop stops one early. There are h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: slips.windows(x, k, rows=-1),
            also=(lambda x, k: slips.windows(x, k, columns=-1),),
        ),
        Mistake(
            "one row under many names",
            "All rows are the same: [[0] * n] * m holds one row m times, and what you write into one stands in all. Use torch.zeros.",
            slips.one_row_many_names,
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

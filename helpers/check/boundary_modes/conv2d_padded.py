"""Exercise 2.4, Frame it, then slide: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.boundary_modes import framed_slips as slips
from helpers.check.boundary_modes.cases import random, signal
from helpers.check.boundary_modes.framed_sizes import SIZES
from helpers.check.engine import Case, FunctionExercise, Mistake

conv2d_padded = FunctionExercise(
    number="2.4",
    title="Frame it, then slide",
    oracle=lambda x, w, p: F.conv2d(x[None, None], w[None, None], padding=p)[0, 0],
    cases=[
        Case("3×3 image, 2×2 kernel, p = 0", (torch.arange(9.0).view(3, 3), signal(0, 1, 2, 3).view(2, 2), 0)),
        Case("2×3 image, 2×2 kernel, p = 1", (signal(1, 2, 3, 4, 5, 6).view(2, 3), signal(1, 2, 0, -1).view(2, 2), 1)),
        Case("3×3 image, 2×2 kernel, p = 1", (torch.arange(9.0).view(3, 3), signal(0, 1, 2, 3).view(2, 2), 1)),
        Case("3×1 image, 1×3 kernel, p = 1", (signal(1, 2, 3).view(3, 1), signal(2, 1, -1).view(1, 3), 1)),
        Case("3×5 image, 3×3 kernel, p = 1", (random(3, 5, seed=1), random(3, 3, seed=2), 1)),
        Case("6×4 image, 2×3 kernel, p = 2", (random(6, 4, seed=3), random(2, 3, seed=4), 2)),
        Case("2×4 image, 5×3 kernel, p = 3", (random(2, 4, seed=5), random(5, 3, seed=6), 3)),
    ],
    mistakes=[
        Mistake(
            "frame on one side",
            "The zeros stand above and to the left only: paste the image into rows p to p + h and columns p to p + w of the frame.",
            lambda x, w, p: slips.correlate(x, w, (2 * p, 0, 2 * p, 0)),
        ),
        Mistake(
            "p in all",
            "p is counted once, in the frame or in the result's size. It stands on both sides: the frame has h + 2p rows and width + 2p "
            "columns, and the result h + 2p - kh + 1 rows.",
            lambda x, w, p: slips.correlate(x, w, (p, 0, p, 0)),
            also=(
                slips.frame_of_one_p,
                lambda x, w, p: slips.frame_of_one_p(x, w, p, taps=True),
                lambda x, w, p: slips.loops(F.pad(x, (p, 0, p, 0)), w, 0),
                lambda x, w, p: slips.loops(x, w, p, less=(p, p)),
            ),
        ),
        Mistake(
            "block ends at the size",
            "A slice a:b ends before b; it does not hold b values. The block that starts at (i, j) and has oh rows and ow columns is "
            "frame[i : i + oh, j : j + ow].",
            slips.block_ends_at_the_size,
        ),
        Mistake(
            "flipped",
            "The kernel is flipped. A CNN layer does not flip: w[0, 0] meets the top-left pixel.",
            lambda x, w, p: slips.correlate(x, w.flip(0, 1), (p,) * 4),
        ),
        Mistake(
            "matrix product",
            "`@` is the matrix product. Here the numbers that lie on each other are multiplied, and then added up: (window * w).sum().",
            lambda x, w, p: slips.loops(x, w, p, cell=lambda window: window @ w),
            also=(lambda x, w, p: slips.loops(x, w, p, cell=lambda window: (window @ w).sum()),),
            line="@",
        ),
        Mistake(
            "transposed kernel",
            "Rows and columns of the kernel are swapped: it is w, not w.T.",
            lambda x, w, p: slips.correlate(x, w.T, (p,) * 4),
            also=(lambda x, w, p: slips.loops(x, w, p, cell=lambda window: (window * w.T).sum()),),
        ),
        *SIZES,
        Mistake(
            "pasted in the corner",
            "The picture lies in the top left corner of the frame, rows 0 to h: paste it into rows p to p + h and columns p to p + width.",
            lambda x, w, p: slips.correlate(x, w, (0, 2 * p, 0, 2 * p)),
        ),
        Mistake(
            "overwritten",
            "Only the kernel's last cell, w[kh - 1, kw - 1], is left: `=` writes over the products before it. Add them up with `+=`.",
            lambda x, w, p: slips.some_taps(x, w, p, slice(-1, None), slice(-1, None)),
        ),
        Mistake(
            "last row and column not filled",
            "The last row and column of the result are still 0: the loops over the outputs stop one early.",
            lambda x, w, p: slips.loops(x, w, p, short=(1, 1)),
        ),
        Mistake(
            "last row not filled",
            "The last row of the result is still 0: the loop over the rows stops one early.",
            lambda x, w, p: slips.loops(x, w, p, short=(1, 0)),
        ),
        Mistake(
            "last column not filled",
            "The last column of the result is still 0: the loop over the columns stops one early.",
            lambda x, w, p: slips.loops(x, w, p, short=(0, 1)),
        ),
        Mistake(
            "kernel's last row and column skipped",
            "The last row and column of the kernel are never used: let i run over range(kh) and j over range(kw).",
            lambda x, w, p: slips.some_taps(x, w, p, slice(-1), slice(-1)),
        ),
        Mistake(
            "kernel's last row skipped",
            "The last row of the kernel is never used: the loop over its rows is range(kh).",
            lambda x, w, p: slips.some_taps(x, w, p, slice(-1), slice(None)),
        ),
        Mistake(
            "kernel's last column skipped",
            "The last column of the kernel is never used: the loop over its columns is range(kw).",
            lambda x, w, p: slips.some_taps(x, w, p, slice(None), slice(-1)),
        ),
        Mistake(
            "kernel index swapped",
            "The kernel's two indices are swapped: it is w[i, j], row first. (With a kernel that is not square, w[j, i] does not exist.)",
            slips.tap_index_swapped,
        ),
        Mistake(
            "block's i and j swapped",
            "i and j have swapped places in the slice: i counts rows and stands before the comma, frame[i : i + oh, j : j + ow].",
            lambda x, w, p: slips.taps(x, w, p, lambda i, j, frame, out: frame[j : j + out.shape[0], i : i + out.shape[1]]),
        ),
        Mistake(
            "return inside the inner loop",
            "Only the first output is filled: `return` stands inside the inner loop and ends both in the first round. Move it out.",
            lambda x, w, p: slips.loops(x, w, p, only=(1, 1)),
        ),
        Mistake(
            "return inside the outer loop",
            "Only the first row is filled: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda x, w, p: slips.loops(x, w, p, only=(1, None)),
        ),
        Mistake(
            "return after one kernel cell",
            "Only the kernel cell w[0, 0] is counted: `return` stands inside the inner loop and ends both in the first round. Move it out.",
            lambda x, w, p: slips.some_taps(x, w, p, slice(1), slice(1)),
        ),
        Mistake(
            "return after one kernel row",
            "Only the kernel's first row is counted: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda x, w, p: slips.some_taps(x, w, p, slice(1), slice(None)),
        ),
        Mistake(
            "a p of one's own",
            "The frame is not p cells wide: it comes from the kernel, or it is always 1. Take the p that the function is given.",
            lambda x, w, p: slips.correlate(x, w, (1,) * 4),
            also=(
                lambda x, w, p: slips.loops(x, w, 1),
                lambda x, w, p: slips.correlate(x, w, (w.shape[0] // 2,) * 4),
                lambda x, w, p: slips.correlate(x, w, ((w.shape[0] - 1) // 2,) * 4),
                lambda x, w, p: slips.loops(x, w, w.shape[0] // 2),
                lambda x, w, p: slips.loops(x, w, (w.shape[0] - 1) // 2),
            ),
        ),
        Mistake(
            "p:-p",
            "Right for every p but 0: there frame[p:-p] is frame[0:0], which is empty. Write frame[p : p + h, p : p + width].",
            lambda x, w, p: slips.loops(x, w, p, minus_p=True),
        ),
        Mistake(
            "transposed result",
            "Right numbers, rows and columns swapped: out[i, j] has the row first.",
            lambda x, w, p: slips.correlate(x, w, (p,) * 4).T,
        ),
        Mistake(
            "not padded",
            "The padding does nothing yet: slide over the frame, not over x (and F.pad returns a new tensor, so keep its result).",
            lambda x, w, p: slips.correlate(x, w, (0,) * 4),
            also=(lambda x, w, p: slips.loops(x, w, 0),),
        ),
        Mistake(
            "all zero",
            "Your result is zero everywhere: either nothing is added to it, or the picture was never written into the frame.",
            lambda x, w, p: 0 * slips.correlate(x, w, (p,) * 4),
        ),
        Mistake("frame of edge values", "The frame repeats the edge. Here it holds zeros.", slips.edge_frame),
        Mistake("only the frame", "This is the padded image itself. Now slide the kernel over it.", lambda x, w, p: F.pad(x, (p,) * 4)),
    ],
)

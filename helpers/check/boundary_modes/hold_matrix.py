"""Exercise 2.3, Fold the weights back: what is right, and the mistakes that the check knows by name."""

import torch

from helpers.check.boundary_modes import folded_matrices
from helpers.check.boundary_modes.cases import signal
from helpers.check.engine import Case, FunctionExercise, Mistake

hold_matrix = FunctionExercise(
    number="2.3",
    title="Fold the weights back",
    oracle=lambda b, n: folded_matrices.padded_matrix(b, n, "edge"),
    cases=[
        Case("b = (1 10 100), signal of 4", (signal(1, 10, 100), 4)),
        Case("b = (1 2 3), signal of 6", (signal(1, 2, 3), 6)),
        Case("b = (3), signal of 3", (signal(3), 3)),
        Case("five weights, signal of 7", (signal(1, -2, 4, 0.5, 3), 7)),
        Case("five weights, signal of 3: both edges fold at once", (signal(1, -2, 4, 0.5, 3), 3)),
    ],
    mistakes=[
        Mistake(
            "overwritten",
            "Two weights that land in the same cell must be added up, and only one of them is kept. Use += instead of =. Where you "
            "do, with a tensor of positions: a position that occurs twice in it is added once only, so loop over the weights.",
            folded_matrices.overwritten,
            also=(folded_matrices.added_once, lambda b, n: folded_matrices.overwritten(b.flip(0), n).flip(0, 1)),
        ),
        Mistake(
            "zeros",
            "The weights that stick out are dropped: that is zero padding. "
            "Hold reads the edge value again, so add them to the edge's column.",
            lambda b, n: folded_matrices.padded_matrix(b, n, "constant"),
        ),
        Mistake(
            "circulant",
            "The weights that stick out come back at the other end: that is the cyclic boundary. Hold keeps them at the near edge.",
            lambda b, n: folded_matrices.padded_matrix(b, n, "wrap"),
        ),
        Mistake(
            "flipped",
            "The kernel is flipped. A CNN layer does not flip: b[0] meets the left neighbour.",
            lambda b, n: folded_matrices.padded_matrix(b.flip(0), n, "edge"),
        ),
        Mistake(
            "transposed",
            "Rows and columns are swapped: row i holds the weights of output i.",
            lambda b, n: folded_matrices.padded_matrix(b, n, "edge").T.contiguous(),
        ),
        Mistake(
            "symmetric",
            "The weights that stick out are mirrored. Hold puts all of them on the edge value itself.",
            lambda b, n: folded_matrices.padded_matrix(b, n, "symmetric"),
        ),
        Mistake(
            "reflect",
            "The weights that stick out are mirrored at the edge cell: that is torch's reflect. Hold puts them on the edge value.",
            folded_matrices.reflected,
        ),
        Mistake(
            "last row not filled",
            "The last row is still 0: i runs over range(n), which ends at n - 1.",
            lambda b, n: torch.cat([folded_matrices.padded_matrix(b, n, "edge")[:-1], b.new_zeros(1, n)]),
        ),
        Mistake(
            "last weight skipped",
            "The last weight is never used: j runs over range(len(b)), which ends at len(b) - 1.",
            lambda b, n: folded_matrices.padded_matrix(torch.cat([b[:-1], 0 * b[-1:]]), n, "edge"),
        ),
        Mistake(
            "first weight skipped",
            "The first weight is never used: j runs over range(len(b)), which starts at 0.",
            lambda b, n: folded_matrices.padded_matrix(torch.cat([0 * b[:1], b[1:]]), n, "edge"),
        ),
        Mistake(
            "return inside the loop",
            "Only the first row is filled: `return` stands inside the loop over the rows. Move it out, in line with the first `for`.",
            lambda b, n: torch.cat([folded_matrices.padded_matrix(b, n, "edge")[:1], b.new_zeros(n - 1, n)]),
        ),
        Mistake(
            "b[j] with a negative j",
            "Where j counts from -m to m, b[j] is not the weight: b[-1] is read from the back, it is the last one. Take b[j + m].",
            folded_matrices.counted_from_the_middle,
        ),
        Mistake(
            "only those that stick out overwrite",
            "Inside you add, but a weight that sticks out replaces what its column holds already: there, too, `=` must be `+=`.",
            folded_matrices.stuck_out_overwrite,
        ),
        Mistake(
            "two corners",
            "Only two cells are mended, one weight each. Of five weights two stick out in row 0 and one in row 1, of a single weight none: "
            "go through all rows and all weights.",
            folded_matrices.two_corners,
        ),
        Mistake(
            "h:-h",
            "Right for every kernel but a single weight: there h is 0, and M[:, 0:-0] is empty. Cut out M[:, h : h + n].",
            lambda b, n: folded_matrices.padded_matrix(b, n, "edge")[:, : n if len(b) > 1 else 0],
        ),
        Mistake(
            "one weight a row",
            "You add one weight to each row near the edge. Of five weights two stick out in row 0, b[0] and b[1], and one in row 1, b[0]: "
            "row by row, all that stick out go into the edge's column.",
            folded_matrices.one_weight_a_row,
        ),
        Mistake(
            "slice that begins below 0",
            "Near the left edge the slice begins below 0, so near the end instead, and is empty; near the right edge it is too short. Go "
            "through the weights one by one and keep each position between 0 and n - 1.",
            folded_matrices.sliced,
        ),
        Mistake(
            "left edge only",
            "The left edge is right. The weights beyond the right edge are lost, dropped or overwritten by a later `=`: "
            "add them to the last column, n - 1.",
            lambda b, n: folded_matrices.one_edge(b, n, left=True),
        ),
        Mistake(
            "right edge only",
            "The right edge is right. The weights beyond the left edge are lost, dropped or overwritten by a later `=`: "
            "add them to column 0.",
            lambda b, n: folded_matrices.one_edge(b, n, left=False),
        ),
        Mistake(
            "only the right side clamped",
            "Only the right side is held. On the left i + j - len(b) // 2 is negative, and matrix[i, -1] is the last column, without an "
            "error. Keep it between 0 and n - 1: min(max(…, 0), n - 1).",
            folded_matrices.right_clamped,
        ),
        Mistake(
            "beyond the last column",
            "The column goes beyond the last one, n - 1. Keep it between 0 and n - 1: min(max(…, 0), n - 1). "
            "(Below 0 nothing stops: matrix[i, -1] is the last column.)",
            folded_matrices.unclamped,
            also=(folded_matrices.left_clamped,),
        ),
        Mistake(
            "all in the corners",
            "Only the first and the last row hold weights that were folded back. Of five weights one sticks out in row 1, too: "
            "fold each row by itself.",
            folded_matrices.all_in_the_corners,
        ),
        Mistake(
            "not centred",
            "The window starts at i instead of being centred on it: weight j meets position i + j - len(b) // 2.",
            folded_matrices.uncentred,
        ),
        Mistake(
            "always 1",
            "i + j - 1 is right for three weights only: the middle one of len(b) weights has the number len(b) // 2.",
            folded_matrices.middle_always_one,
        ),
        Mistake(
            "without decimals",
            "The values have lost their decimals: int() and an integer tensor do that. A weight may be 0.5.",
            lambda b, n: folded_matrices.padded_matrix(b.trunc(), n, "edge"),
        ),
    ],
)

"""Exercise 2.3, Fold the weights back: what is right, and the mistakes that the check knows by name."""

import numpy as np
import torch
import torch.nn.functional as F

from helpers.check.boundary_modes.cases import signal
from helpers.check.engine import Case, FunctionExercise, Mistake


def _matrix(b, n, mode):
    """The n x n matrix of a same-size correlation, column by column: the answer to each unit vector."""
    reach = len(b) // 2
    columns = torch.from_numpy(np.pad(np.eye(n), ((0, 0), (reach, reach)), mode=mode))
    return F.conv1d(columns[:, None], b.view(1, 1, -1))[:, 0].T.contiguous()


def _overwritten(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        for j in range(len(b)):
            matrix[i, min(max(i + j - reach, 0), n - 1)] = b[j]
    return matrix


def _uncentred(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            matrix[i, min(i + j, n - 1)] += b[j]
    return matrix


def _reflected(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        for j in range(len(b)):
            position = abs(i + j - reach)
            matrix[i, position if position < n else 2 * (n - 1) - position] += b[j]
    return matrix


def _counted_from_the_middle(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        for j in range(-reach, reach + 1):
            matrix[i, min(max(i + j, 0), n - 1)] += b[j]
    return matrix


def _stuck_out_overwrite(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            position = i + j - len(b) // 2
            if position < 0:
                matrix[i, 0] = b[j]
            elif position >= n:
                matrix[i, n - 1] = b[j]
            else:
                matrix[i, position] += b[j]
    return matrix


def _added_once(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        positions = (torch.arange(len(b)) + i - len(b) // 2).clamp(0, n - 1)
        matrix[i, positions] += b
    return matrix


def _one_edge(b, n, left):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            position = i + j - len(b) // 2
            if 0 <= position < n or (position < 0) == left:
                matrix[i, max(0, min(position, n - 1))] += b[j]
    return matrix


def _all_in_the_corners(b, n):
    matrix, reach = _matrix(b, n, "constant"), len(b) // 2
    matrix[0, 0] += b[:reach].sum()
    matrix[-1, -1] += b[reach + 1 :].sum()
    return matrix


def _two_corners(b, n):
    matrix = _matrix(b, n, "constant")
    matrix[0, 0] += b[0]
    matrix[-1, -1] += b[-1]
    return matrix


hold_matrix = FunctionExercise(
    number="2.3",
    title="Fold the weights back",
    oracle=lambda b, n: _matrix(b, n, "edge"),
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
            _overwritten,
            also=(_added_once,),
        ),
        Mistake(
            "zeros",
            "The weights that stick out are dropped: that is zero padding. "
            "Hold reads the edge value again, so add them to the edge's column.",
            lambda b, n: _matrix(b, n, "constant"),
        ),
        Mistake(
            "circulant",
            "The weights that stick out come back at the other end: that is the cyclic boundary. Hold keeps them at the near edge.",
            lambda b, n: _matrix(b, n, "wrap"),
        ),
        Mistake(
            "flipped",
            "The kernel is flipped. A CNN layer does not flip: b[0] meets the left neighbour.",
            lambda b, n: _matrix(b.flip(0), n, "edge"),
        ),
        Mistake(
            "transposed",
            "Rows and columns are swapped: row i holds the weights of output i.",
            lambda b, n: _matrix(b, n, "edge").T.contiguous(),
        ),
        Mistake(
            "symmetric",
            "The weights that stick out are mirrored. Hold puts all of them on the edge value itself.",
            lambda b, n: _matrix(b, n, "symmetric"),
        ),
        Mistake(
            "reflect",
            "The weights that stick out are mirrored at the edge cell: that is torch's reflect. Hold puts them on the edge value.",
            _reflected,
        ),
        Mistake(
            "last row not filled",
            "The last row is still 0: i runs over range(n), which ends at n - 1.",
            lambda b, n: torch.cat([_matrix(b, n, "edge")[:-1], b.new_zeros(1, n)]),
        ),
        Mistake(
            "last weight skipped",
            "The last weight is never used: j runs over range(len(b)), which ends at len(b) - 1.",
            lambda b, n: _matrix(torch.cat([b[:-1], 0 * b[-1:]]), n, "edge"),
        ),
        Mistake(
            "first weight skipped",
            "The first weight is never used: j runs over range(len(b)), which starts at 0.",
            lambda b, n: _matrix(torch.cat([0 * b[:1], b[1:]]), n, "edge"),
        ),
        Mistake(
            "return inside the loop",
            "Only the first row is filled: `return` stands inside the loop over the rows. Move it out, in line with the first `for`.",
            lambda b, n: torch.cat([_matrix(b, n, "edge")[:1], b.new_zeros(n - 1, n)]),
        ),
        Mistake(
            "b[j] with a negative j",
            "Where j counts from -m to m, b[j] is not the weight: b[-1] is read from the back, it is the last one. Take b[j + m].",
            _counted_from_the_middle,
        ),
        Mistake(
            "only those that stick out overwrite",
            "Inside you add, but a weight that sticks out replaces what its column holds already: there, too, `=` must be `+=`.",
            _stuck_out_overwrite,
        ),
        Mistake(
            "two corners",
            "Only two cells are mended, one weight each. Of five weights two stick out in row 0 and one in row 1, of a single weight none: "
            "go through all rows and all weights.",
            _two_corners,
        ),
        Mistake(
            "left edge only",
            "The left edge is right. The weights beyond the right edge are dropped: they belong to the last column, n - 1.",
            lambda b, n: _one_edge(b, n, left=True),
        ),
        Mistake(
            "right edge only",
            "The right edge is right. The weights beyond the left edge are dropped: they belong to column 0.",
            lambda b, n: _one_edge(b, n, left=False),
        ),
        Mistake(
            "all in the corners",
            "Only the first and the last row hold weights that were folded back. Of five weights one sticks out in row 1, too: "
            "fold each row by itself.",
            _all_in_the_corners,
        ),
        Mistake(
            "not centred",
            "The window starts at i instead of being centred on it: weight j meets position i + j - len(b) // 2.",
            _uncentred,
        ),
    ],
)

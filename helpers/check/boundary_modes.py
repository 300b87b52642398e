"""Exercises of notebook 02, boundary modes: what is right, and the mistakes that the check knows by name."""

import warnings

import numpy as np
import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake


def _signal(*values):
    return torch.tensor(values, dtype=torch.float64)


def _random(*shape, seed):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


# 2.1 ------------------------------------------------------------------------------------------------------------------


def _numpy_pad(x, width, mode):
    return torch.from_numpy(np.pad(x.numpy(), width, mode=mode))


def _ends_swapped(x, width):
    n = len(x)
    return torch.cat([x[torch.arange(width) % n], x, x[torch.arange(-width, 0) % n]])


def _repeat_once(x, width):
    return torch.cat([x[-width:], x, x[:width]])


def _only_right(x, width):
    return torch.cat([x, x[torch.arange(2 * width) % len(x)]])


def _one_off(x, width):
    return x[(torch.arange(-width, len(x) + width) + 1) % len(x)]


cyclic = FunctionExercise(
    number="2.1",
    title="Let the signal repeat",
    oracle=lambda x, width: _numpy_pad(x, width, "wrap"),
    cases=[
        Case("(1 2 3), one cell on each side", (_signal(1, 2, 3), 1)),
        Case("(1 2 3), three cells on each side", (_signal(1, 2, 3), 3)),
        Case("five values, width 2", (_signal(4, -1, 0.5, 2, 7), 2)),
        Case("(1 2 3), seven cells on each side: more than the signal has", (_signal(1, 2, 3), 7)),
        Case("width 0", (_signal(5, 6, 8), 0)),
    ],
    mistakes=[
        Mistake(
            "ends swapped",
            "The two sides are swapped. To the left of the first value stands the signal's last value, "
            "as on a clock where 12 comes before 1.",
            _ends_swapped,
        ),
        Mistake(
            "only one copy",
            "The signal is repeated once, and that is too little (or, at width 0, too much: x[-0:] is all of x). "
            "Count positions from -width to n + width - 1 and take each one modulo n.",
            _repeat_once,
        ),
        Mistake(
            "ends swapped, one copy",
            "The two sides are swapped: the last values stand on the left, x[-width:] first, and the first ones on the right. "
            "Slices do so only up to width n; positions modulo n have no such limit.",
            lambda x, w: torch.cat([x[:w], x, x[-w:]]),
        ),
        Mistake(
            "reversed",
            "The right values in reversed order: the signal goes on in the direction in which it runs.",
            lambda x, w: _numpy_pad(x, w, "wrap").flip(0),
        ),
        Mistake(
            "new cells reversed",
            "The new cells come from the correct end of x, but in reversed order: they repeat the signal in the direction it runs.",
            lambda x, w: torch.cat([x[-w:].flip(0), x, x[:w].flip(0)]),
        ),
        Mistake(
            "extra axes",
            "The values are right, in a tensor of shape (1, 1, n + 2·width). Drop the first two axes: [0, 0] or .flatten().",
            lambda x, w: _numpy_pad(x, w, "wrap")[None, None],
        ),
        Mistake(
            "torch's circular, extra axes",
            "F.pad leaves the batch and the channel axis in front: the shape is (1, 1, n + 2·width), drop them with [0, 0]. "
            "And its circular raises an error for a width larger than n: take positions modulo n instead.",
            lambda x, w: F.pad(x[None, None], (w, w), mode="circular"),
        ),
        Mistake(
            "torch's circular",
            "F.pad's circular wants a batch and a channel axis, and it wraps round once only: a width larger than n raises an error. "
            "Take positions modulo n instead.",
            lambda x, w: F.pad(x[None, None], (w, w), mode="circular")[0, 0],
        ),
        Mistake("one side only", "All new cells stand on the right. `width` cells belong on each side.", _only_right),
        Mistake("one off", "Every value sits one place too far left: the positions start at -width, not at -width + 1.", _one_off),
        Mistake(
            "hold",
            "You repeat the value at the edge: that is the lecture's hold, torch's replicate.",
            lambda x, w: _numpy_pad(x, w, "edge"),
        ),
        Mistake(
            "mirror, edge repeated",
            "You run backwards from the edge: that is a mirror (numpy's symmetric). Cyclic starts again at the other end.",
            lambda x, w: _numpy_pad(x, w, "symmetric"),
        ),
        Mistake("mirror", "You run backwards from the edge: that is a mirror (reflect).", lambda x, w: _numpy_pad(x, w, "reflect")),
        Mistake("zeros", "You put zeros outside. The new cells copy the signal.", lambda x, w: _numpy_pad(x, w, "constant")),
        Mistake("input unchanged", "You return the signal unchanged.", lambda x, w: x),
    ],
)

# 2.2 ------------------------------------------------------------------------------------------------------------------


def _torch_same(kernel_size, dilation):
    """Ask torch: a kernel that copies its first cell moves an impulse to the right by the padding before."""
    length = 2 * dilation * (kernel_size - 1) + 3
    impulse, first = torch.zeros(1, 1, length), torch.zeros(1, 1, kernel_size)
    impulse[..., length // 2] = first[..., 0] = 1
    with warnings.catch_warnings():  # torch warns, once, that an even kernel costs it a padded copy
        warnings.simplefilter("ignore")
        moved = F.conv1d(impulse, first, padding="same", dilation=dilation)
    before = int(moved.argmax()) - length // 2
    return before, dilation * (kernel_size - 1) - before


def _halves(total):
    return total // 2, total - total // 2


same_padding = FunctionExercise(
    number="2.2",
    title="Keep the size, for every kernel",
    oracle=_torch_same,
    cases=[
        Case("kernel 3, dilation 1", (3, 1)),
        Case("kernel 5, dilation 1", (5, 1)),
        Case("kernel 1, dilation 1", (1, 1)),
        Case("kernel 4, dilation 1", (4, 1)),
        Case("kernel 3, dilation 2", (3, 2)),
        Case("kernel 2, dilation 3", (2, 3)),
        Case("kernel 6, dilation 3", (6, 3)),
    ],
    mistakes=[
        Mistake(
            "larger half before",
            "The sum is right, but torch puts the odd cell after the signal: before is the smaller half.",
            lambda k, d: _halves(d * (k - 1))[::-1],
        ),
        Mistake(
            "rounded down",
            "Both sides are rounded down, so an even kernel loses one cell: before + after must be dilation * (kernel_size - 1).",
            lambda k, d: (d * (k - 1) // 2,) * 2,
        ),
        Mistake(
            "rounded up",
            "Both sides are rounded up, so an even kernel makes the output one cell too long.",
            lambda k, d: ((d * (k - 1) + 1) // 2,) * 2,
        ),
        Mistake(
            "dilation forgotten",
            "The dilation is missing: a dilated kernel reaches over dilation * (kernel_size - 1) + 1 cells.",
            lambda k, d: _halves(k - 1),
        ),
        Mistake(
            "dilated kernel_size",
            "You pad by dilation * kernel_size in all; the output is short of less: dilation * (kernel_size - 1).",
            lambda k, d: _halves(d * k),
        ),
        Mistake(
            "big",
            "This is the *big* output: all of dilation * (kernel_size - 1) on both sides. The two sides share it.",
            lambda k, d: (d * (k - 1),) * 2,
        ),
        Mistake(
            "all after",
            "The sum is right, but all of it stands after the signal. Both sides share it: before is total // 2.",
            lambda k, d: (0, d * (k - 1)),
        ),
        Mistake(
            "all before",
            "The sum is right, but all of it stands before the signal. Both sides share it: before is total // 2.",
            lambda k, d: (d * (k - 1), 0),
        ),
        Mistake(
            "total only",
            "This is the total of both sides. Return two numbers, (before, after).",
            lambda k, d: d * (k - 1),
        ),
        Mistake(
            "one number",
            "This is one side only. Return two numbers, (before, after).",
            lambda k, d: d * (k - 1) // 2,
        ),
        Mistake(
            "always one more after",
            "The extra cell goes after the signal only when the total is odd. total - total // 2 gives what remains in both cases.",
            lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + 1),
        ),
        Mistake(
            "dilation - 1",
            "The total is dilation * (kernel_size - 1). You multiply by dilation - 1, which is 0 for an undilated kernel.",
            lambda k, d: _halves((d - 1) * (k - 1)),
        ),
        Mistake(
            "halved with /",
            "With / the halves are not whole numbers. Cells are counted: use //, and give the rest to the other side.",
            lambda k, d: (d * (k - 1) / 2,) * 2,
        ),
        Mistake("no padding", "Without padding the output shrinks to the valid size.", lambda k, d: (0, 0)),
    ],
)

# 2.3 ------------------------------------------------------------------------------------------------------------------


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


hold_matrix = FunctionExercise(
    number="2.3",
    title="Fold the weights back",
    oracle=lambda b, n: _matrix(b, n, "edge"),
    cases=[
        Case("b = (1 10 100), signal of 4", (_signal(1, 10, 100), 4)),
        Case("b = (1 2 3), signal of 6", (_signal(1, 2, 3), 6)),
        Case("b = (3), signal of 3", (_signal(3), 3)),
        Case("five weights, signal of 7", (_signal(1, -2, 4, 0.5, 3), 7)),
        Case("five weights, signal of 3: both edges fold at once", (_signal(1, -2, 4, 0.5, 3), 3)),
    ],
    mistakes=[
        Mistake(
            "overwritten",
            "Two weights that land in the same cell must be added up. You keep only the last of them: use += instead of =.",
            _overwritten,
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
            "not centred",
            "The window starts at i instead of being centred on it: weight j meets position i + j - len(b) // 2.",
            _uncentred,
        ),
    ],
)

# 2.4 ------------------------------------------------------------------------------------------------------------------


def _correlate(x, w, pads, mode="constant"):
    """2-D cross-correlation after padding by (left, right, top, bottom)."""
    return F.conv2d(F.pad(x[None, None], pads, mode=mode), w[None, None])[0, 0]


def _edge_frame(x, w, p):
    return _correlate(x, w, (p,) * 4, "replicate") if p else _correlate(x, w, (0,) * 4)


def _loops(x, w, p, *, swap=False, turn=False, swap_out=False, short=(0, 0), less=(0, 0), only=(None, None), minus_p=False):
    """The solution's loops with something wrong in them: swapped names, short ranges, a small output, a `return` that comes early."""
    (h, width), (kh, kw) = x.shape, w.shape
    h, width = (width, h) if swap else (h, width)
    kh, kw = (kw, kh) if turn else (kh, kw)
    frame = x.new_zeros(h + 2 * p, width + 2 * p)
    frame[(slice(p, -p),) * 2 if minus_p else (slice(p, p + h), slice(p, p + width))] = x
    size = (h + 2 * p - kh + 1 - less[0], width + 2 * p - kw + 1 - less[1])
    out = x.new_zeros(*(size[::-1] if swap_out else size))
    for i in range(size[0] - short[0])[: only[0]]:
        for j in range(size[1] - short[1])[: only[1]]:
            out[i, j] = (frame[i : i + kh, j : j + kw] * w).sum()
    return out


def _some_taps(x, w, p, rows, columns):
    """Only the kernel's cells in these rows and columns are counted."""
    kept = torch.zeros_like(w)
    kept[rows, columns] = w[rows, columns]
    return _correlate(x, kept, (p,) * 4)


def _tap_index_swapped(x, w, p):
    frame = F.pad(x, (p,) * 4)
    h, width = frame.shape[0] - w.shape[0] + 1, frame.shape[1] - w.shape[1] + 1
    return sum(w[j, i] * frame[i : i + h, j : j + width] for i in range(w.shape[0]) for j in range(w.shape[1]))


conv2d_padded = FunctionExercise(
    number="2.4",
    title="Frame it, then slide",
    oracle=lambda x, w, p: F.conv2d(x[None, None], w[None, None], padding=p)[0, 0],
    cases=[
        Case("3×3 image, 2×2 kernel, p = 0", (torch.arange(9.0, dtype=torch.float64).view(3, 3), _signal(0, 1, 2, 3).view(2, 2), 0)),
        Case("2×3 image, 2×2 kernel, p = 1", (_signal(1, 2, 3, 4, 5, 6).view(2, 3), _signal(1, 2, 0, -1).view(2, 2), 1)),
        Case("3×3 image, 2×2 kernel, p = 1", (torch.arange(9.0, dtype=torch.float64).view(3, 3), _signal(0, 1, 2, 3).view(2, 2), 1)),
        Case("3×5 image, 3×3 kernel, p = 1", (_random(3, 5, seed=1), _random(3, 3, seed=2), 1)),
        Case("6×4 image, 2×3 kernel, p = 2", (_random(6, 4, seed=3), _random(2, 3, seed=4), 2)),
        Case("2×4 image, 5×3 kernel, p = 3", (_random(2, 4, seed=5), _random(5, 3, seed=6), 3)),
    ],
    mistakes=[
        Mistake(
            "frame on one side",
            "The zeros stand above and to the left only: paste the image into rows p to p + h and columns p to p + w of the frame.",
            lambda x, w, p: _correlate(x, w, (2 * p, 0, 2 * p, 0)),
        ),
        Mistake(
            "p in all",
            "The image grew by p in all. It must grow by p on every side: h + 2p rows.",
            lambda x, w, p: _correlate(x, w, (p, 0, p, 0)),
        ),
        Mistake(
            "flipped",
            "The kernel is flipped. A CNN layer does not flip: w[0, 0] meets the top-left pixel.",
            lambda x, w, p: _correlate(x, w.flip(0, 1), (p,) * 4),
        ),
        Mistake("transposed kernel", "Rows and columns of the kernel are swapped.", lambda x, w, p: _correlate(x, w.T, (p,) * 4)),
        Mistake(
            "pasted in the corner",
            "The picture lies in the top left corner of the frame, rows 0 to h: paste it into rows p to p + h and columns p to p + width.",
            lambda x, w, p: _correlate(x, w, (0, 2 * p, 0, 2 * p)),
        ),
        Mistake(
            "overwritten",
            "Only the kernel's last cell, w[kh - 1, kw - 1], is left: `=` writes over the products before it. Add them up with `+=`.",
            lambda x, w, p: _some_taps(x, w, p, slice(-1, None), slice(-1, None)),
        ),
        Mistake(
            "last row and column not filled",
            "The last row and column of the result are still 0: the loops over the outputs stop one early.",
            lambda x, w, p: _loops(x, w, p, short=(1, 1)),
        ),
        Mistake(
            "last row not filled",
            "The last row of the result is still 0: the loop over the rows stops one early.",
            lambda x, w, p: _loops(x, w, p, short=(1, 0)),
        ),
        Mistake(
            "last column not filled",
            "The last column of the result is still 0: the loop over the columns stops one early.",
            lambda x, w, p: _loops(x, w, p, short=(0, 1)),
        ),
        Mistake(
            "kernel's last row and column skipped",
            "The last row and column of the kernel are never used: let i run over range(kh) and j over range(kw).",
            lambda x, w, p: _some_taps(x, w, p, slice(-1), slice(-1)),
        ),
        Mistake(
            "kernel's last row skipped",
            "The last row of the kernel is never used: the loop over its rows is range(kh).",
            lambda x, w, p: _some_taps(x, w, p, slice(-1), slice(None)),
        ),
        Mistake(
            "kernel's last column skipped",
            "The last column of the kernel is never used: the loop over its columns is range(kw).",
            lambda x, w, p: _some_taps(x, w, p, slice(None), slice(-1)),
        ),
        Mistake(
            "kernel index swapped",
            "The kernel's two indices are swapped: it is w[i, j], row first. (With a kernel that is not square, w[j, i] does not exist.)",
            _tap_index_swapped,
        ),
        Mistake(
            "+1 missing",
            "The result is one row and one column short: a window of kh rows has h + 2p - kh + 1 stops. Do not forget the + 1.",
            lambda x, w, p: _loops(x, w, p, less=(1, 1)),
        ),
        Mistake(
            "+1 missing for the rows",
            "The result is one row short: there are h + 2p - kh + 1 of them.",
            lambda x, w, p: _loops(x, w, p, less=(1, 0)),
        ),
        Mistake(
            "+1 missing for the columns",
            "The result is one column short: there are width + 2p - kw + 1 of them.",
            lambda x, w, p: _loops(x, w, p, less=(0, 1)),
        ),
        Mistake(
            "return inside the inner loop",
            "Only the first output is filled: `return` stands inside the inner loop and ends both in the first round. Move it out.",
            lambda x, w, p: _loops(x, w, p, only=(1, 1)),
        ),
        Mistake(
            "return inside the outer loop",
            "Only the first row is filled: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda x, w, p: _loops(x, w, p, only=(1, None)),
        ),
        Mistake(
            "return after one kernel cell",
            "Only the kernel cell w[0, 0] is counted: `return` stands inside the inner loop and ends both in the first round. Move it out.",
            lambda x, w, p: _some_taps(x, w, p, slice(1), slice(1)),
        ),
        Mistake(
            "return after one kernel row",
            "Only the kernel's first row is counted: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda x, w, p: _some_taps(x, w, p, slice(1), slice(None)),
        ),
        Mistake(
            "p:-p",
            "Right for every p but 0: there frame[p:-p] is frame[0:0], which is empty. Write frame[p : p + h, p : p + width].",
            lambda x, w, p: _loops(x, w, p, minus_p=True),
        ),
        Mistake(
            "h and width swapped",
            "h and width have swapped places: `x.shape` gives the rows first, so it is `h, width = x.shape`.",
            lambda x, w, p: _loops(x, w, p, swap=True),
        ),
        Mistake(
            "kh and kw swapped",
            "kh and kw have swapped places: `w.shape` gives the rows first, so it is `kh, kw = w.shape`.",
            lambda x, w, p: _loops(x, w, p, turn=True),
        ),
        Mistake(
            "rows and columns of the result swapped",
            "The result has its rows and columns swapped: it has h + 2p - kh + 1 rows, and each of them width + 2p - kw + 1 values.",
            lambda x, w, p: _loops(x, w, p, swap_out=True),
        ),
        Mistake(
            "transposed result",
            "Right numbers, rows and columns swapped: out[i, j] has the row first.",
            lambda x, w, p: _correlate(x, w, (p,) * 4).T,
        ),
        Mistake("not padded", "The padding does nothing yet: p is ignored.", lambda x, w, p: _correlate(x, w, (0,) * 4)),
        Mistake("frame of edge values", "The frame repeats the edge. Here it holds zeros.", _edge_frame),
        Mistake("only the frame", "This is the padded image itself. Now slide the kernel over it.", lambda x, w, p: F.pad(x, (p,) * 4)),
    ],
)

# 2.5 ------------------------------------------------------------------------------------------------------------------


def _panorama(x, w, across="circular", down="replicate", turn=False):
    """Pad each axis by its own rule and correlate; `across` is along the width, `down` along the height."""
    kh, kw = w.shape[::-1] if turn else w.shape
    padded = x[None, None]
    for pads, mode in (((kw // 2, kw // 2, 0, 0), across), ((0, 0, kh // 2, kh // 2), down)):
        if any(pads):
            padded = F.pad(padded, pads, mode=mode)
    return F.conv2d(padded, w[None, None])[0, 0]


def _one_axis(x, w, axis):
    """Padded along one axis only."""
    padded = x[None, None]
    if reach := w.shape[axis] // 2:
        pads, mode = ((reach, reach, 0, 0), "circular") if axis else ((0, 0, reach, reach), "replicate")
        padded = F.pad(padded, pads, mode=mode)
    return F.conv2d(padded, w[None, None])[0, 0]


conv_panorama = FunctionExercise(
    number="2.5",
    title="Design a layer for a panorama",
    oracle=_panorama,
    cases=[
        Case(
            "3×4 picture, 1×3 kernel: only the width matters",
            (torch.arange(12.0, dtype=torch.float64).view(3, 4), _signal(1, 10, 100).view(1, 3)),
        ),
        Case(
            "3×4 picture, 3×1 kernel: only the height matters",
            (torch.arange(12.0, dtype=torch.float64).view(3, 4), _signal(1, 10, 100).view(3, 1)),
        ),
        Case("4×6 picture, 3×3 kernel", (_random(4, 6, seed=11), _random(3, 3, seed=12))),
        Case("7×5 picture, 5×3 kernel", (_random(7, 5, seed=13), _random(5, 3, seed=14))),
        Case("4×8 picture, 3×7 kernel", (_random(4, 8, seed=15), _random(3, 7, seed=16))),
    ],
    mistakes=[
        Mistake(
            "axes swapped",
            "The axes are swapped: the last axis (width) goes round, rows above and below repeat the edge. "
            "F.pad counts from the last axis: (left, right, top, bottom).",
            lambda x, w: _panorama(x, w, "replicate", "circular"),
        ),
        Mistake(
            "round both ways",
            "The picture wraps from top to bottom too: the sky meets the ground. Repeat the edge there.",
            lambda x, w: _panorama(x, w, "circular", "circular"),
        ),
        Mistake(
            "edge both ways",
            "Left and right still have an edge. In a panorama the first column is the last one's neighbour.",
            lambda x, w: _panorama(x, w, "replicate", "replicate"),
        ),
        Mistake(
            "zeros above and below",
            "Left and right are right; above and below stand zeros instead of the repeated edge.",
            lambda x, w: _panorama(x, w, "circular", "constant"),
        ),
        Mistake(
            "zeros all round",
            "The frame holds zeros: this is F.conv2d's own padding.",
            lambda x, w: _panorama(x, w, "constant", "constant"),
        ),
        Mistake(
            "mirror above and below",
            "Above and below you mirror the picture; repeat the edge row instead.",
            lambda x, w: _panorama(x, w, "circular", "reflect"),
        ),
        Mistake("flipped", "The kernel is flipped. A CNN layer does not flip.", lambda x, w: _panorama(x, w.flip(0, 1))),
        Mistake(
            "kh and kw swapped",
            "kh and kw have swapped places: `weight.shape` gives the rows first. The padding across is kw // 2, the one down is kh // 2.",
            lambda x, w: _panorama(x, w, turn=True),
        ),
        Mistake(
            "only across",
            "The picture is padded across only and loses rows. `F.pad` returns a new tensor: is the second result kept, x = F.pad(x, …)?",
            lambda x, w: _one_axis(x, w, 1),
        ),
        Mistake(
            "only down",
            "It is padded above and below only and loses columns. `F.pad` returns a new tensor: is each result kept, x = F.pad(x, …)?",
            lambda x, w: _one_axis(x, w, 0),
        ),
        Mistake(
            "extra axes",
            "The values are right, with the batch and the channel axis still in front: drop them with [0, 0].",
            lambda x, w: _panorama(x, w)[None, None],
        ),
        Mistake(
            "valid",
            "Nothing is padded, so the picture shrinks. `F.pad` returns a new tensor: is its result kept, x = F.pad(x, …)?",
            lambda x, w: F.conv2d(x[None, None], w[None, None])[0, 0],
        ),
    ],
)

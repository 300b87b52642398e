"""Exercise 2.5, Design a layer for a panorama: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.boundary_modes.cases import random, signal
from helpers.check.engine import Case, FunctionExercise, Mistake


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


def _tuples_swapped(x, w):
    """The rules on the right axes' numbers, the pairs of F.pad in the other order."""
    kh, kw = w.shape
    padded = x[None, None]
    for pads, mode in (((0, 0, kw // 2, kw // 2), "circular"), ((kh // 2, kh // 2, 0, 0), "replicate")):
        if any(pads):
            padded = F.pad(padded, pads, mode=mode)
    return F.conv2d(padded, w[None, None])[0, 0]


def _by_cat(x, w, side, up):
    """The rows and columns put together; `side` and `up`: how many of them."""
    x = torch.cat([x[:1]] * up + [x] + [x[-1:]] * up)
    padded = torch.cat([x[:, -side:], x, x[:, :side]], dim=1)
    return F.conv2d(padded[None, None], w[None, None])[0, 0]


def _by_pad(x, w, side, up):
    """As _panorama, with `side` columns and `up` rows."""
    padded = F.pad(F.pad(x[None, None], (side, side, 0, 0), mode="circular"), (0, 0, up, up), mode="replicate")
    return F.conv2d(padded, w[None, None])[0, 0]


def _one_side(x, w):
    padded = F.pad(F.pad(x[None, None], (w.shape[1] // 2, 0, 0, 0), mode="circular"), (0, 0, w.shape[0] // 2, 0), mode="replicate")
    return F.conv2d(padded, w[None, None])[0, 0]


def _padded_twice(x, w, by="rows"):
    """Circular (on both axes if by="rows"), then replicate (on both axes if by="columns"), then no padding, or padding="same"."""
    up, side = (size // 2 for size in w.shape)
    padded = F.pad(x[None, None], (side, side, *((up, up) if by == "rows" else (0, 0))), mode="circular")
    padded = F.pad(padded, (*((side, side) if by == "columns" else (0, 0)), up, up), mode="replicate")
    return F.conv2d(padded, w[None, None], padding="same" if by == "same" else 0)[0, 0]


conv_panorama = FunctionExercise(
    number="2.5",
    title="Design a layer for a panorama",
    oracle=lambda x, weight: _panorama(x, weight),
    cases=[
        Case(
            "3×4 picture, 1×3 kernel: only the width matters",
            (torch.arange(12.0).view(3, 4), signal(1, 10, 100).view(1, 3)),
        ),
        Case(
            "3×4 picture, 3×1 kernel: only the height matters",
            (torch.arange(12.0).view(3, 4), signal(1, 10, 100).view(3, 1)),
        ),
        Case("4×6 picture, 3×3 kernel", (random(4, 6, seed=11), random(3, 3, seed=12))),
        Case("7×5 picture, 5×3 kernel", (random(7, 5, seed=13), random(5, 3, seed=14))),
        Case("4×8 picture, 3×7 kernel", (random(4, 8, seed=15), random(3, 7, seed=16))),
    ],
    mistakes=[
        Mistake(
            "axes swapped",
            "The axes are swapped: the last axis (width) goes round, rows above and below repeat the edge. "
            "F.pad counts from the last axis: (left, right, top, bottom).",
            lambda x, w: _panorama(x, w, "replicate", "circular"),
        ),
        Mistake(
            "pairs swapped",
            "The new cells stand along the wrong axis: circular needs columns, left and right, replicate needs rows. "
            "F.pad counts from the last axis, (left, right, top, bottom), np.pad from the first.",
            _tuples_swapped,
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
            "zeros left and right",
            "Above and below are right; left and right stand zeros. The first column is the last one's neighbour.",
            lambda x, w: _panorama(x, w, "constant", "replicate"),
        ),
        Mistake(
            "mirror left and right",
            "Left and right you mirror the picture. In a panorama the first column is the last one's neighbour.",
            lambda x, w: _panorama(x, w, "reflect", "replicate"),
        ),
        Mistake(
            "one number for both axes",
            "You take the kernel for square: the padding across is kw // 2 columns, the one above and below kh // 2 rows.",
            lambda x, w: _by_pad(x, w, w.shape[1] // 2, w.shape[1] // 2),
            also=(lambda x, w: _by_pad(x, w, w.shape[0] // 2, w.shape[0] // 2),),
        ),
        Mistake(
            "mirror above and below",
            "Above and below you mirror the picture; repeat the edge row instead.",
            lambda x, w: _panorama(x, w, "circular", "reflect"),
        ),
        Mistake(
            "x[:, -0:]",
            "For a kernel of one column kw // 2 is 0, and x[:, -0:] is not empty: it is the whole picture. "
            "Write x[:, x.shape[1] - kw // 2 :], which is empty then.",
            lambda x, w: _by_cat(x, w, w.shape[1] // 2, w.shape[0] // 2),
        ),
        Mistake(
            "kw instead of kw // 2",
            "The frame is too wide: a kernel of kw columns, centred on a cell, goes kw // 2 cells to each side, and kh // 2 up and down.",
            lambda x, w: _by_cat(x, w, w.shape[1], w.shape[0]),
            also=(
                lambda x, w: _by_cat(x, w, w.shape[1], w.shape[0] // 2),
                lambda x, w: _by_pad(x, w, w.shape[1] - 1, w.shape[0] - 1),
            ),
        ),
        Mistake(
            "padded twice",
            "Some cells are added twice, and the result is larger than the picture. Pad each axis once, (left, right, 0, 0) in one mode "
            "and (0, 0, top, bottom) in the other, and convolve without padding.",
            _padded_twice,
            also=(lambda x, w: _padded_twice(x, w, by="same"), lambda x, w: _padded_twice(x, w, by="columns")),
        ),
        Mistake(
            "one side only",
            "The cells stand on one side only. F.pad takes (left, right, top, bottom): kw // 2 columns left and right, kh // 2 rows above "
            "and below.",
            _one_side,
        ),
        Mistake(
            "always 1",
            "You add one cell on every side, whatever the kernel; that fits 3×3 only. Add kw // 2 columns and kh // 2 rows.",
            lambda x, w: _by_cat(x, w, 1, 1),
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

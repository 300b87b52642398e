"""Exercise 15.4, Crop and join: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import random


def _crop(link, up, start=lambda have, want: (have - want) // 2, swapped=False):
    """Cut h and w of `link` to those of `up`, beginning at start(have, want)."""
    (h_in, w_in), (h, w) = link.shape[2:], up.shape[2:]
    if swapped:
        top, left = start(w_in, w), start(h_in, h)
    else:
        top, left = start(h_in, h), start(w_in, w)
    return link[:, :, top : top + h, left : left + w]


def _join(link, up, **options):
    return torch.cat([_crop(link, up, **options), up], dim=1)


def _begin(link, up, halve=True):
    return [(have - want) // (2 if halve else 1) for have, want in zip(link.shape[2:], up.shape[2:], strict=True)]


def _sliced(rows, cols, axes=2, halve=True):
    """Cut link[rows, cols], both slices of (start, size, size of the link), in axes `axes` and the next."""

    def answer(link, up):
        top, left = _begin(link, up, halve)
        cut = rows(top, up.shape[2], link.shape[2]), cols(left, up.shape[3], link.shape[3])
        return torch.cat([link[(slice(None),) * axes + cut], up], dim=1)

    return answer


def _both(piece, **options):
    return _sliced(piece, piece, **options)


def _cut_up(link, up):
    top, left = _begin(link, up)
    return up[:, :, top : top + up.shape[2], left : left + up.shape[3]]


def _padded_up(link, up):
    h, w = (have - want for have, want in zip(link.shape[2:], up.shape[2:], strict=True))
    return torch.cat([link, F.pad(up, (w // 2, w - w // 2, h // 2, h - h // 2))], dim=1)


def _scaled(link, up):
    return torch.cat([F.interpolate(link, size=up.shape[2:]), up], dim=1)


crop_and_join = FunctionExercise(
    number="15.4",
    title="Crop and join",
    oracle=lambda link, up: _join(link, up),
    cases=[
        Case("link 4×4, up 2×2", (torch.arange(16.0, dtype=torch.float64).view(1, 1, 4, 4), -torch.ones(1, 1, 2, 2, dtype=torch.float64))),
        Case("link 6×8, up 4×4, 2 and 3 channels", (random(1, 2, 6, 8, seed=1), random(1, 3, 4, 4, seed=2))),
        Case("one pixel too many: link 5×6, up 4×3", (random(1, 1, 5, 6, seed=3), random(1, 1, 4, 3, seed=4))),
        Case("equal sizes", (random(1, 2, 3, 4, seed=5), random(1, 2, 3, 4, seed=6))),
        Case("2 pictures, link 9×12, up 4×8", (random(2, 2, 9, 12, seed=7), random(2, 2, 4, 8, seed=8))),
    ],
    mistakes=[
        Mistake(
            "top left corner",
            "You keep the top left corner of the link. Its pixels would meet others than their own: keep the middle.",
            lambda link, up: _join(link, up, start=lambda have, want: 0),
        ),
        Mistake(
            "bottom right corner",
            "You keep the bottom right corner of the link. Keep the middle: begin at (have - want) // 2.",
            lambda link, up: _join(link, up, start=lambda have, want: have - want),
        ),
        Mistake(
            "rounded up",
            "Right for an even number of pixels too many. An odd one goes at the end: begin at (have - want) // 2, rounded down.",
            lambda link, up: _join(link, up, start=lambda have, want: (have - want + 1) // 2),
        ),
        Mistake(
            "half of each rounded",
            "Begin at (have - want) // 2. You take have // 2 - want // 2, which is one too many when only `want` is odd.",
            lambda link, up: _join(link, up, start=lambda have, want: have // 2 - want // 2),
        ),
        Mistake(
            "top and left swapped",
            "The beginnings of rows and columns are swapped: rows (dim 2) come first, then columns (dim 3).",
            lambda link, up: _join(link, up, swapped=True),
        ),
        Mistake(
            "up first",
            "Right maps in the wrong order: the link comes first, torch.cat([cropped, up], dim=1).",
            lambda link, up: torch.cat([up, _crop(link, up)], dim=1),
        ),
        Mistake(
            "added",
            "You add the maps. Concatenate them along the channels, so that the next convolution can weigh both.",
            lambda link, up: _crop(link, up) + up,
            also=(lambda link, up: _crop(link, up).sum(1, keepdim=True) + up,),
        ),
        Mistake(
            "joined along the batch",
            "You concatenate along dim 0, the pictures. Channels are dim=1.",
            lambda link, up: torch.cat([_crop(link, up), up]),
        ),
        Mistake(
            "joined along the rows",
            "You concatenate along dim 2, the rows. Channels are dim=1.",
            lambda link, up: torch.cat([_crop(link, up), up], dim=2),
        ),
        Mistake(
            "joined along the columns",
            "You concatenate along dim 3, the columns. Channels are dim=1.",
            lambda link, up: torch.cat([_crop(link, up), up], dim=3),
        ),
        Mistake(
            "start:-start",
            "The slice start:-start is empty when start is 0 and one too long when the difference is odd. Write start : start + size.",
            _both(lambda start, size, have: slice(start, -start)),
        ),
        Mistake(
            "start:have - start",
            "The slice start : have - start is one too long when an odd number of pixels is too many. Write start : start + size.",
            _both(lambda start, size, have: slice(start, have - start)),
            also=(_both(lambda start, size, have: slice(start, -start or None)),),
        ),
        Mistake(
            "top for columns",
            "Columns begin at `top`, too. They have a beginning of their own: left = (w_link - w) // 2.",
            lambda link, up: torch.cat([link[:, :, (t := _begin(link, up)[0]) : t + up.shape[2], t : t + up.shape[3]], up], dim=1),
        ),
        Mistake(
            "left for rows",
            "Rows begin at `left`, too. They have a beginning of their own: top = (h_link - h) // 2.",
            lambda link, up: torch.cat([link[:, :, (t := _begin(link, up)[1]) : t + up.shape[2], t : t + up.shape[3]], up], dim=1),
        ),
        Mistake(
            "one too late",
            "The piece begins one row and one column too late: begin at (have - want) // 2.",
            lambda link, up: _join(link, up, start=lambda have, want: min((have - want) // 2 + 1, have - want)),
            also=(lambda link, up: _join(link, up, start=lambda have, want: (have - want) // 2 + 1),),
        ),
        Mistake(
            "halved with /",
            "With / the beginning is a float, and a slice needs whole numbers. Halve with //.",
            lambda link, up: _join(link, up, start=lambda have, want: (have - want) / 2),
        ),
        Mistake(
            "sizes differ",
            "Where you join them the two maps differ in size. Cut rows and columns of the link; a slice from top ends at top + h.",
            _both(lambda start, size, have: slice(0, 1)),
        ),
        Mistake(
            "not cropped",
            "The rows of the link (dim 2) are not cut. Cut rows and columns: link[:, :, top : top + h, left : left + w].",
            lambda link, up: torch.cat([link, up], dim=1),
            also=(_sliced(lambda start, size, have: slice(None), lambda start, size, have: slice(start, start + size)),),
        ),
        Mistake(
            "rows only",
            "Only the rows of the link are cut. Its columns are the fourth axis: link[:, :, top : top + h, left : left + w].",
            _sliced(lambda start, size, have: slice(start, start + size), lambda start, size, have: slice(None)),
        ),
        Mistake(
            "first two axes",
            "You cut the first two axes, pictures and channels. Rows and columns are the last two: link[:, :, …, …].",
            _both(lambda start, size, have: slice(start, start + size), axes=0),
        ),
        Mistake(
            "channels and rows",
            "You cut axes 1 and 2, channels and rows. Rows and columns are the last two: link[:, :, …, …], with two colons in front.",
            _both(lambda start, size, have: slice(start, start + size), axes=1),
        ),
        Mistake(
            "one too many",
            "The piece of the link is one row and one column too large. A slice stops *before* its end: top : top + h has h rows.",
            _both(lambda start, size, have: slice(start, start + size + 1)),
        ),
        Mistake(
            "one too few",
            "The piece of the link is one row and one column too small. A slice stops before its end: top : top + h has h rows.",
            _both(lambda start, size, have: slice(start, start + size - 1)),
        ),
        Mistake(
            "ends at h",
            "The slices end at h and w. From top on, h rows end at top + h.",
            _both(lambda start, size, have: slice(start, size)),
        ),
        Mistake(
            "difference not halved",
            "You take the whole difference off at both sides. Each side gets half of it: (have - want) // 2.",
            _both(lambda start, size, have: slice(start, -start), halve=False),
            also=(_both(lambda start, size, have: slice(start, have - start), halve=False),),
        ),
        Mistake(
            "difference turned round",
            "The difference is negative: (want - have) // 2 counts from the end. It is (have - want) // 2, the link's size first.",
            lambda link, up: _join(link, up, start=lambda have, want: (want - have) // 2),
        ),
        Mistake(
            "up cropped",
            "You cut `up`, which is the smaller one. Cut the link to the size of `up`.",
            lambda link, up: torch.cat([link, _crop(up, up, start=lambda have, want: 1)], dim=1),
            also=(lambda link, up: torch.cat([link, _cut_up(link, up)], dim=1),),
        ),
        Mistake(
            "cat without a list",
            "torch.cat takes one list: torch.cat([cropped, up], dim=1), with square brackets round the two maps.",
            lambda link, up: torch.cat(_crop(link, up), up, dim=1),
            also=(lambda link, up: torch.cat(_crop(link, up), up),),
        ),
        Mistake(
            "stacked",
            "torch.stack makes a new axis. torch.cat([cropped, up], dim=1) puts the channels behind each other.",
            lambda link, up: torch.stack([_crop(link, up), up], dim=1),
        ),
        Mistake("only cropped", "The link is cropped. Now torch.cat it with `up`.", _crop),
        Mistake(
            "link scaled",
            "You shrink the whole link to the smaller size. Its pixels must stay where they are: cut a piece out.",
            _scaled,
        ),
        Mistake(
            "up padded",
            "You pad `up` to the link's size. Here the link is cropped: nothing is invented.",
            _padded_up,
        ),
    ],
)

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


def _minus(link, up):
    """Slices written start:-start."""
    top, left = ((have - want) // 2 for have, want in zip(link.shape[2:], up.shape[2:], strict=True))
    return torch.cat([link[:, :, top:-top, left:-left], up], dim=1)


def _end_only(link, up):
    top, left = ((have - want) // 2 for have, want in zip(link.shape[2:], up.shape[2:], strict=True))
    return torch.cat([link[:, :, top : up.shape[2], left : up.shape[3]], up], dim=1)


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
            _minus,
        ),
        Mistake(
            "halved with /",
            "With / the beginning is a float, and a slice needs whole numbers. Halve with //.",
            lambda link, up: _join(link, up, start=lambda have, want: (have - want) / 2),
        ),
        Mistake(
            "sizes differ",
            "Where you join them the two maps differ in size. Cut rows and columns of the link; a slice from top ends at top + h.",
            lambda link, up: torch.cat([link, up], dim=1),
            also=(_end_only,),
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

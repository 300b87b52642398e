"""Exercise 15.4, Crop and join: what is right, and the mistakes that the check knows by name."""

import torch

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import random
from helpers.check.unet_segmentation.crops import ENDS, MORE, beginnings, both, cropped, resized, sliced, swapped_throughout

crop_and_join = FunctionExercise(
    number="15.4",
    title="Crop and join",
    oracle=lambda link, up: cropped(link, up),
    cases=[
        Case("link 4×4, up 2×2", (torch.arange(16.0).view(1, 1, 4, 4), -torch.ones(1, 1, 2, 2))),
        Case("link 4×8, up 2×4, 3 and 2 channels", (random(1, 3, 4, 8, seed=1), random(1, 2, 2, 4, seed=2))),
        Case("one row and three columns too many", (torch.arange(18.0).view(1, 1, 3, 6), -torch.arange(1, 7.0).view(1, 1, 2, 3))),
        Case("equal sizes", (random(1, 1, 2, 3, seed=5), random(1, 1, 2, 3, seed=6))),
        Case("2 pictures, link 8×11, up 5×8", (random(2, 2, 8, 11, seed=7), random(2, 2, 5, 8, seed=8))),
    ],
    mistakes=[
        *ENDS,  # in front: the general one speaks where Python's words agree and their numbers do not
        Mistake(
            "top left corner",
            "You keep the top left corner of the link. Its pixels would meet others than their own: keep the middle.",
            lambda link, up: cropped(link, up, start=lambda have, want: 0),
        ),
        Mistake(
            "bottom right corner",
            "You keep the bottom right corner of the link. Keep the middle: begin at (have - want) // 2.",
            lambda link, up: cropped(link, up, start=lambda have, want: have - want),
        ),
        Mistake(
            "rounded up",
            "Right for an even number of pixels too many. An odd one goes at the end: begin at (have - want) // 2, rounded down.",
            lambda link, up: cropped(link, up, start=lambda have, want: (have - want + 1) // 2),
        ),
        Mistake(
            "rounded up in one of the two",
            "In the rows, or in the columns, you round up. In both an odd pixel too many goes at the end: begin at (have - want) // 2.",
            lambda link, up: cropped(link, up, start_top=lambda have, want: (have - want + 1) // 2),
            also=(lambda link, up: cropped(link, up, start_left=lambda have, want: (have - want + 1) // 2),),
        ),
        Mistake(
            "round",
            "round(…) takes the half of 1 down to 0 and the half of 3 up to 2. Here it always goes down: (have - want) // 2.",
            lambda link, up: cropped(link, up, start=lambda have, want: round((have - want) / 2)),
        ),
        Mistake(
            "half of each rounded",
            "Begin at (have - want) // 2. You take have // 2 - want // 2, which is one too many when only `want` is odd.",
            lambda link, up: cropped(link, up, start=lambda have, want: have // 2 - want // 2),
        ),
        Mistake(
            "half of up",
            "Begin at (h_link - h) // 2, half of what is too many; h // 2 is half of what stays. For the columns likewise.",
            lambda link, up: cropped(link, up, start=lambda have, want: want // 2),
        ),
        Mistake(
            "top and left swapped",
            "The beginnings of rows and columns are swapped: rows (dim 2) come first, then columns (dim 3).",
            lambda link, up: cropped(link, up, swapped=True),
        ),
        Mistake(
            "start:-start",
            "The slice start:-start is empty when start is 0 and one too long when the difference is odd. Write start : start + size.",
            both(lambda start, size, have: slice(start, -start)),
        ),
        Mistake(
            "start:have - start",
            "The slice start : have - start is one too long when an odd number of pixels is too many. Write start : start + size.",
            both(lambda start, size, have: slice(start, have - start)),
            also=(both(lambda start, size, have: slice(start, -start or None)),),
        ),
        Mistake(
            "top for columns",
            "Columns begin where the rows do. They have a beginning of their own: left = (w_link - w) // 2.",
            lambda link, up: torch.cat([link[:, :, (t := beginnings(link, up)[0]) : t + up.shape[2], t : t + up.shape[3]], up], dim=1),
            also=(
                lambda link, up: torch.cat(
                    [link[:, :, (t := beginnings(link, up)[0]) : link.shape[2] - t, t : link.shape[3] - t], up],
                    dim=1,
                ),
            ),
        ),
        Mistake(
            "left for rows",
            "Rows begin where the columns do. They have a beginning of their own: top = (h_link - h) // 2.",
            lambda link, up: torch.cat([link[:, :, (t := beginnings(link, up)[1]) : t + up.shape[2], t : t + up.shape[3]], up], dim=1),
        ),
        Mistake(
            "rows by the width",
            "You cut as many rows as `up` has columns. dim 2 are the rows, h of them, dim 3 the columns, w of them: h, w = up.shape[2:].",
            resized(lambda h, w: (w, h), begin=False),
            also=(
                resized(lambda h, w: (w, h)),
                swapped_throughout,
                resized(lambda h, w: (w, w)),
                resized(lambda h, w: (w, w), begin=False),
            ),
        ),
        Mistake(
            "columns by the height",
            "You cut as many columns as `up` has rows. Each has a size of its own: h, w = up.shape[2:].",
            resized(lambda h, w: (h, h)),
            also=(resized(lambda h, w: (h, h), begin=False),),
        ),
        Mistake(
            "channels cut",
            "You cut the channels of the link too, to h of them. All channels stay: link[:, :, …, …], with two colons in front.",
            lambda link, up: cropped(link[:, : up.shape[2]], up),
        ),
        Mistake(
            "always one pixel",
            "You take one pixel off each side, whatever the sizes are. How many go is (have - want), half of them at the beginning.",
            both(lambda start, size, have: slice(1, -1)),
        ),
        Mistake(
            "one too late",
            "The piece begins one row and one column too late: begin at (have - want) // 2.",
            lambda link, up: cropped(link, up, start=lambda have, want: min((have - want) // 2 + 1, have - want)),
            also=(lambda link, up: cropped(link, up, start=lambda have, want: (have - want) // 2 + 1),),
        ),
        Mistake(
            "halved with /",
            "With / the beginning is a float, and a slice needs whole numbers. Halve with //.",
            lambda link, up: cropped(link, up, start=lambda have, want: (have - want) / 2),
        ),
        Mistake(
            "not cropped",
            "The rows of the link (dim 2) are not cut. Cut rows and columns: link[:, :, top : top + h, left : left + w].",
            lambda link, up: torch.cat([link, up], dim=1),
            also=(sliced(lambda start, size, have: slice(None), lambda start, size, have: slice(start, start + size)),),
        ),
        Mistake(
            "rows only",
            "Only the rows of the link are cut. Its columns are the fourth axis: link[:, :, top : top + h, left : left + w].",
            sliced(lambda start, size, have: slice(start, start + size), lambda start, size, have: slice(None)),
        ),
        Mistake(
            "first two axes",
            "You cut the first two axes, pictures and channels. Rows and columns are the last two: link[:, :, …, …].",
            both(lambda start, size, have: slice(start, start + size), axes=0),
        ),
        Mistake(
            "channels and rows",
            "You cut axes 1 and 2, channels and rows. Rows and columns are the last two: link[:, :, …, …], with two colons in front.",
            both(lambda start, size, have: slice(start, start + size), axes=1),
        ),
        Mistake(
            "one too many",
            "The piece of the link is one row and one column too large. A slice stops *before* its end: top : top + h has h rows.",
            both(lambda start, size, have: slice(start, start + size + 1)),
        ),
        Mistake(
            "one too few",
            "The piece of the link is one row and one column too small. A slice stops before its end: top : top + h has h rows.",
            both(lambda start, size, have: slice(start, start + size - 1)),
        ),
        Mistake(
            "ends at h",
            "The slices end at h and w. From top on, h rows end at top + h.",
            both(lambda start, size, have: slice(start, size)),
        ),
        Mistake(
            "difference not halved",
            "You take the whole difference off at both sides. Each side gets half of it: (have - want) // 2.",
            both(lambda start, size, have: slice(start, -start), halve=False),
            also=(both(lambda start, size, have: slice(start, have - start), halve=False),),
        ),
        Mistake(
            "difference turned round",
            "The difference is negative: (want - have) // 2 counts from the end. It is (have - want) // 2, the link's size first.",
            lambda link, up: cropped(link, up, start=lambda have, want: (want - have) // 2),
        ),
        *MORE,
    ],
)

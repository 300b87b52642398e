"""Exercise 13.3, Make x fit without a parameter: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.resnet_from_scratch.cases import random, whole
from helpers.check.resnet_from_scratch.wrong_shortcuts import (
    IMAGES_SLICED,
    joined,
    kept,
    layer_of_its_own,
    padded,
    spread,
    stacked,
)
from helpers.check.resnet_from_scratch.zeros_sizes import NOT_CUT, SIZES

shortcut_a = FunctionExercise(
    number="13.3",
    title="Make x fit without a parameter",
    oracle=lambda x, c_out, s: padded(x[:, :, ::s, ::s], 0, c_out - x.shape[1]),
    cases=[
        Case("1 image, 1 channel of 2×4 to 2 channels, s = 2", lambda: (torch.arange(1.0, 9.0).view(1, 1, 2, 4), 2, 2)),
        Case("2 channels of 4×4 to 4, s = 2", lambda: (whole(1, 2, 4, 4, seed=1), 4, 2)),
        Case("1 channel of 3×3 to 3, s = 2", lambda: (whole(1, 1, 3, 3, seed=6), 3, 2)),
        Case("1 channel of 8×5 to 2, s = 3", lambda: (whole(1, 1, 8, 5, seed=7), 2, 3)),
        Case("2 channels of 5×7 to 5, s = 2", lambda: (random(1, 2, 5, 7, seed=2), 5, 2)),
        Case("2 images, 3 channels of 7×6 to 4, s = 3", lambda: (random(2, 3, 7, 6, seed=3), 4, 3)),
        Case("2 channels of 3×4 to 3, s = 1", lambda: (random(2, 2, 3, 4, seed=4), 3, 1)),
        Case("4 channels of 6×5 to 4, s = 2", lambda: (random(1, 4, 6, 5, seed=5), 4, 2)),
    ],
    mistakes=[
        Mistake(
            "zeros in front",
            "The channels of zeros stand in front. They belong behind the channels of x.",
            lambda x, c_out, s: padded(x[:, :, ::s, ::s], c_out - x.shape[1], 0),
        ),
        Mistake(
            "zeros on both sides",
            "The channels of zeros are shared out, some in front and some behind. All of them belong behind the channels of x.",
            lambda x, c_out, s: padded(x[:, :, ::s, ::s], (c_out - x.shape[1]) // 2, c_out - x.shape[1] - (c_out - x.shape[1]) // 2),
        ),
        Mistake(
            "zeros between",
            "The channels of zeros stand between the old ones. They all belong behind the channels of x.",
            lambda x, c_out, s: spread(x[:, :, ::s, ::s], c_out),
        ),
        Mistake(
            "c_out zeros",
            "You add c_out channels of zeros. The result must have c_out channels in all: c_out - c of them are new.",
            lambda x, c_out, s: padded(x[:, :, ::s, ::s], 0, c_out),
        ),
        Mistake(
            "doubled",
            "You always double the channels. How many there must be is c_out.",
            lambda x, c_out, s: padded(x[:, :, ::s, ::s], 0, x.shape[1]),
        ),
        Mistake(
            "channels forgotten",
            "The size is right, the channels are not: append channels of zeros until there are c_out.",
            lambda x, c_out, s: x[:, :, ::s, ::s],
        ),
        Mistake(
            "only channels",
            "The channels are right, but no pixel was left out: take every s-th row and every s-th column.",
            lambda x, c_out, s: padded(x, 0, c_out - x.shape[1]),
        ),
        Mistake(
            "a colon missing",
            "x[:, ::s, ::s] slices channels and rows. Axis 1 are the channels, all of which stay: x[:, :, ::s, ::s].",
            lambda x, c_out, s: padded(x[:, ::s, ::s], 0, c_out - x.shape[1]),
            also=(lambda x, c_out, s: padded(x[:, ::s, ::s], 0, c_out - len(range(0, x.shape[1], s))),),
        ),
        Mistake(
            "rows only",
            "You leave out rows but no columns: the last axis needs a step of s too.",
            lambda x, c_out, s: padded(x[:, :, ::s], 0, c_out - x.shape[1]),
        ),
        Mistake(
            "columns only",
            "You leave out columns but no rows: the third axis needs a step of s too.",
            lambda x, c_out, s: padded(x[..., ::s], 0, c_out - x.shape[1]),
        ),
        Mistake(
            "channels left out",
            "You take every s-th channel as well. Only rows and columns are left out; all channels of x stay.",
            lambda x, c_out, s: padded(x[:, ::s, ::s, ::s], 0, c_out - len(range(0, x.shape[1], s))),
        ),
        Mistake(
            "starts at 1",
            "You keep pixels 1, 1 + s, … The first one kept is pixel 0: [::s], not [1::s].",
            lambda x, c_out, s: padded(x[:, :, 1::s, 1::s], 0, c_out - x.shape[1]),
        ),
        Mistake(
            "starts at s - 1",
            "You keep the last pixel of each group of s. The first one kept is pixel 0: [::s].",
            lambda x, c_out, s: padded(x[:, :, s - 1 :: s, s - 1 :: s], 0, c_out - x.shape[1]),
        ),
        Mistake(
            "always 2",
            "You always take every second pixel. The step is s.",
            lambda x, c_out, s: padded(x[:, :, ::2, ::2], 0, c_out - x.shape[1]),
        ),
        Mistake(
            "last pixel lost",
            "Right where s divides the size. With 5 rows and s = 2 the rows 0, 2 and 4 stay: (h - 1) // s + 1 of them, not h // s.",
            lambda x, c_out, s: padded(x[:, :, : x.shape[2] // s * s : s, : x.shape[3] // s * s : s], 0, c_out - x.shape[1]),
        ),
        Mistake(
            "averaged",
            "You average pixels. Option A keeps every s-th pixel as it is and drops the others.",
            lambda x, c_out, s: padded(F.avg_pool2d(x, s), 0, c_out - x.shape[1]),
            also=(lambda x, c_out, s: padded(F.avg_pool2d(x, s, ceil_mode=True), 0, c_out - x.shape[1]),),
        ),
        Mistake(
            "max pool",
            "You take the largest pixel of each group. Option A keeps every s-th pixel as it is and drops the others.",
            lambda x, c_out, s: padded(F.max_pool2d(x, s), 0, c_out - x.shape[1]),
            also=(lambda x, c_out, s: padded(F.max_pool2d(x, s, ceil_mode=True), 0, c_out - x.shape[1]),),
        ),
        Mistake(
            "first pixels only",
            "You cut a corner out of the image: [:h // s] keeps the first rows. A step keeps every s-th one: [::s].",
            lambda x, c_out, s: padded(x[:, :, : (x.shape[2] - 1) // s + 1, : (x.shape[3] - 1) // s + 1], 0, c_out - x.shape[1]),
            also=(lambda x, c_out, s: padded(x[:, :, : x.shape[2] // s, : x.shape[3] // s], 0, c_out - x.shape[1]),),
        ),
        Mistake(
            "channels repeated",
            "The new channels repeat those of x. In option A they hold zeros.",
            lambda x, c_out, s: x[:, :, ::s, ::s].repeat(1, -(-c_out // x.shape[1]), 1, 1)[:, :c_out],
            also=(
                lambda x, c_out, s: torch.cat([x[:, :, ::s, ::s]] * 2, 1)[:, :c_out],
                lambda x, c_out, s: torch.cat([x[:, :, ::s, ::s]] * (c_out // x.shape[1]), 1),
            ),
        ),
        Mistake(
            "channels of ones",
            "The new channels hold ones. They must hold zeros: adding them changes nothing.",
            lambda x, c_out, s: F.pad(x[:, :, ::s, ::s], (0, 0, 0, 0, 0, c_out - x.shape[1]), value=1.0),
        ),
        Mistake(
            "columns padded",
            "The zeros are at the end of the rows: F.pad counts axes from the last one. For channels it is (0, 0, 0, 0, 0, new).",
            lambda x, c_out, s: F.pad(x[:, :, ::s, ::s], (0, c_out - x.shape[1])),
        ),
        Mistake(
            "rows padded",
            "The zeros are below the image: F.pad counts axes from the last one. For channels it is (0, 0, 0, 0, 0, new).",
            lambda x, c_out, s: F.pad(x[:, :, ::s, ::s], (0, 0, 0, c_out - x.shape[1])),
        ),
        Mistake(
            "images added",
            "You put the zeros behind the images of the batch. Join them along axis 1, the channels.",
            lambda x, c_out, s: F.pad(x[:, :, ::s, ::s], (0, 0, 0, 0, 0, 0, 0, c_out - x.shape[1])),
            also=(lambda x, c_out, s: joined(x, c_out, s, kept, dim=0),),
        ),
        Mistake(
            "joined by rows or columns",
            "dim says along which axis torch.cat joins: -1 are the columns, 2 the rows. The channels are axis 1.",
            lambda x, c_out, s: joined(x, c_out, s, kept, dim=-1),
            also=(lambda x, c_out, s: joined(x, c_out, s, kept, dim=2),),
        ),
        *SIZES,
        *NOT_CUT,
        Mistake(
            "x behind itself",
            "You put the kept pixels behind themselves. The new channels hold zeros, and there are c_out - c of them.",
            lambda x, c_out, s: torch.cat([x[:, :, ::s, ::s]] * 2, 1),
        ),
        Mistake(
            "images and channels sliced",
            "x[::s, ::s] slices the first two axes, images and channels. Rows and columns are the last two: x[:, :, ::s, ::s].",
            IMAGES_SLICED[0],
            also=IMAGES_SLICED[1:],
        ),
        Mistake(
            "a layer",
            "nn.Conv2d has weights, random ones at the start. Option A has none: a slice, and channels of zeros behind.",
            layer_of_its_own(bias=True),
            also=(layer_of_its_own(bias=False), layer_of_its_own(bias=True, size=3), layer_of_its_own(bias=False, size=3)),
        ),
        Mistake(
            "stacked",
            "torch.stack puts tensors along a new axis. torch.cat joins them along one that is there: torch.cat([...], dim=1).",
            stacked,
        ),
    ],
)

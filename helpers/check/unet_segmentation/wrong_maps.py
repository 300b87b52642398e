"""Exercise 15.2: the mistakes in which map goes into which block."""

import torch.nn.functional as F

from helpers.check.engine import Mistake
from helpers.check.unet_segmentation.cases import halved
from helpers.check.unet_segmentation.passes import BOTTOM_NOT_POOLED, DOWN2_NOT_POOLED, exchanged

MAPS = [
    Mistake(
        "down2 left out",
        "The bottom gets a map of c channels and takes one of 2c: net.down2 is left out, or its map is not handed on, or down1 is called "
        "in its place.",
        exchanged(b=lambda v: halved(v.a)),
        also=(
            exchanged(b=lambda v: v.net.down1(halved(v.a))),
            exchanged(b=lambda v: v.a, low=lambda v: v.net.bottom(halved(halved(v.a)))),
            exchanged(low=lambda v: v.net.bottom(halved(v.a))),
            exchanged(low=lambda v: v.net.bottom(v.a)),
        ),
    ),
    Mistake(
        "up1 gets the bottom's map",
        "up1 gets the bottom's map, with 4c channels. It takes what join2 gives, with 2c: hand its result on.",
        exchanged(up1=lambda v: v.net.up1(v.low)),
    ),
    Mistake(
        "bottom forgotten",
        "up2 takes what the bottom gives, with 4c channels, and gets a map with fewer: net.up2(net.bottom(F.max_pool2d(b, 2))).",
        exchanged(low=lambda v: halved(v.b)),
        also=(exchanged(low=lambda v: v.b),),
    ),
    Mistake(
        "up2 called twice",
        "net.up2 is called a second time, where the map has 2c channels. At level 1 the step up is net.up1: it takes what join2 gives.",
        exchanged(up1=lambda v: v.net.up2(v.j2)),
    ),
    Mistake(
        "both joins left out",
        "What up2 gives goes straight to up1, and what up1 gives to the head: the joins are left out, or their results are thrown away. "
        "Join each with the encoder's map of its level, and go on with what the join block gives.",
        exchanged(up1=lambda v: v.net.up1(v.up2), out=lambda v: v.net.head(v.up1)),
    ),
    Mistake(
        "stride 1",
        "A block gets a map that has lost one row and one column, and should have been halved. A pool of 2 does that with stride 1, its "
        "third argument: F.max_pool2d(…, 2), without it, halves.",
        exchanged(b=lambda v: v.net.down2(F.max_pool2d(v.a, 2, 1))),
        also=(exchanged(low=lambda v: v.net.bottom(F.max_pool2d(v.b, 2, 1))),),
    ),
    Mistake(
        "bottom not pooled",
        "The bottom gets a map that is too large. It takes down2's map, halved by a pool: net.bottom(F.max_pool2d(b, 2)).",
        BOTTOM_NOT_POOLED,
        line="bottom",
    ),
    Mistake(
        "down2 not pooled",
        "down2 gets a map that is too large. It takes down1's map, halved by a pool: net.down2(F.max_pool2d(a, 2)).",
        DOWN2_NOT_POOLED,
        line="down2",
    ),
]

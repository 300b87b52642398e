"""Exercise 15.2: the mistakes in which map goes into which block."""

from helpers.check.engine import Mistake
from helpers.check.unet_segmentation.cases import halved
from helpers.check.unet_segmentation.passes import BOTTOM_NOT_POOLED, DOWN2_NOT_POOLED, exchanged

MAPS = [
    Mistake(
        "down2 left out",
        "The bottom gets a map of c channels and takes one of 2c: net.down2 is left out, or down1 is called in its place.",
        exchanged(b=lambda v: halved(v.a)),
        also=(exchanged(b=lambda v: v.net.down1(halved(v.a))), exchanged(b=lambda v: v.a, low=lambda v: v.net.bottom(halved(halved(v.a))))),
    ),
    Mistake(
        "up1 gets the bottom's map",
        "up1 gets the bottom's map, with 4c channels. It takes what join2 gives, with 2c: hand its result on.",
        exchanged(up1=lambda v: v.net.up1(v.low)),
    ),
    Mistake(
        "bottom forgotten",
        "up2 takes what the bottom gives, with 4c channels, and gets a map with fewer. Call net.bottom on the pooled map first.",
        exchanged(low=lambda v: halved(v.b)),
        also=(exchanged(low=lambda v: v.b),),
    ),
    Mistake(
        "both joins left out",
        "Neither link is used: what up2 gives goes straight to up1, and what up1 gives to the head. Join each with the encoder's map "
        "of its level.",
        exchanged(up1=lambda v: v.net.up1(v.up2), out=lambda v: v.net.head(v.up1)),
    ),
    Mistake(
        "bottom not pooled",
        "The bottom gets a map that is too large. Pool before it: net.bottom(F.max_pool2d(b, 2)).",
        BOTTOM_NOT_POOLED,
        line="bottom",
    ),
    Mistake(
        "down2 not pooled",
        "down2 gets a map that is too large. Pool before it: net.down2(F.max_pool2d(a, 2)).",
        DOWN2_NOT_POOLED,
        line="down2",
    ),
]

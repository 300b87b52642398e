"""Exercise 15.5, Predict the output's size: what is right, and the mistakes that the check knows by name."""

from functools import partial

from helpers.check.engine import Case, Mistake
from helpers.check.unet_segmentation.refused import MORE
from helpers.check.unet_segmentation.sizes_that_fit import FITTING, Sizes
from helpers.check.unet_segmentation.walks import bottom_at_the_end, refuse, torch_size, walk
from helpers.check.unet_segmentation.wrong_walks import four_levels, half_pixels, wrong

output_size = Sizes(
    number="15.5",
    title="Predict the output's size",
    oracle=torch_size,
    cases=[
        Case("28 pixels, 1 pool", (28, 1)),
        Case("the U-Net of 2015: 572 pixels, 4 pools", (572, 4)),
        Case("60 pixels, 2 pools", (60, 2)),
        Case("23 pixels, 1 pool: the pool would meet 19", (23, 1), raises=ValueError),
        Case("308 pixels, 3 pools", (308, 3)),
        Case("46 pixels, 2 pools: the second pool would meet 17", (46, 2), raises=ValueError),
        Case("12 pixels, 1 pool: nothing is left at the bottom", (12, 1), raises=ValueError),
        Case("16 pixels, 1 pool: nothing is left at the end", (16, 1), raises=ValueError),
        Case("14 pixels, 1 pool: less than nothing is left at the end", (14, 1), raises=ValueError),
        Case("18 pixels, 1 pool: 3 are left at the bottom, 2 at the end", (18, 1)),
        Case("44 pixels, 2 pools", (44, 2)),
    ],
    mistakes=[
        Mistake(
            "no convolutions",
            "You lose nothing in the convolutions. Without padding, each 3×3 convolution takes one pixel on each side: 2 of the size.",
            **wrong(down=0, bottom=0, up=0),
        ),
        Mistake(
            "one convolution a stage",
            "A stage has two 3×3 convolutions: it takes 4 pixels away, not 2.",
            **wrong(down=2, bottom=2, up=2),
        ),
        Mistake(
            "one pixel a convolution",
            "A 3×3 convolution takes one pixel on *each* side, 2 of the size. Two convolutions take 4; you take 1 in all.",
            **wrong(down=1, bottom=1, up=1),
        ),
        Mistake(
            "eight pixels a stage",
            "You take 8 pixels in every stage. A 3×3 convolution takes one pixel on each side, so two of them take 4.",
            lambda size, depth: walk(size, depth, down=8, bottom=8, up=8, empty=None),
            also=(
                lambda size, depth: walk(size, depth, down=8, bottom=8, up=8, odd=None),
                lambda size, depth: walk(size, depth, down=8, bottom=8, up=8, odd=None, empty=None),
            ),
        ),
        Mistake(
            "bottom forgotten",
            "The bottom is a stage, too: after the last pool its two convolutions take 4 more.",
            **wrong(bottom=0),
        ),
        Mistake(
            "bottom twice",
            "You take 8 pixels away between the last pool and the first step up. The bottom has two convolutions, as every stage: 4.",
            **wrong(bottom=8),
        ),
        Mistake(
            "way up without convolutions",
            "So many pixels are left if the convolutions of the way up are forgotten, or if the bottom's 4 come off at the very end. The "
            "bottom's come off before the first step up; then each stage on the way up doubles and takes 4 away.",
            **wrong(up=0, more=bottom_at_the_end),
        ),
        Mistake(
            "taken away before doubling",
            "On the way up you take 4 away and then double. The step up comes first: double, then take 4 away.",
            **wrong(up=0, grow=lambda size: 2 * (size - 4)),
        ),
        Mistake(
            "halved before the convolutions",
            "So many pixels are left if on the way down you halve and then take 4 away, or take 8 away and then halve. Two convolutions "
            "come before each pool: take 4 away, then halve.",
            **wrong(down=0, after=4, more=partial(walk, down=8)),
        ),
        Mistake(
            "convolutions on the way down only",
            "You count the convolutions on the way down only. The bottom has two, and so has every stage on the way up: 4 pixels each.",
            **wrong(bottom=0, up=0),
        ),
        Mistake(
            "way down without convolutions",
            "On the way down each stage has two convolutions *before* its pool: take 4 away, then halve.",
            **wrong(down=0),
        ),
        Mistake(
            "convolutions on the way up only",
            "You count the convolutions on the way up only. On the way down two come before each pool, and the bottom has two.",
            **wrong(down=0, bottom=0),
        ),
        Mistake(
            "convolutions at the bottom only",
            "You count the two convolutions of the bottom. Every stage has two, on the way down and on the way up.",
            **wrong(down=0, up=0),
        ),
        Mistake(
            "one convolution a stage on the way up",
            "On the way up you take 2 pixels a stage. Its two convolutions take 4, as on the way down.",
            **wrong(up=2),
        ),
        Mistake(
            "one convolution a stage on the way down",
            "On the way down you take 2 pixels a stage. Its two convolutions take 4, as on the way up.",
            **wrong(down=2),
        ),
        Mistake("one convolution at the bottom", "At the bottom you take 2 pixels. Its two convolutions take 4.", **wrong(bottom=2)),
        Mistake(
            "grows on the way up",
            "On the way up the convolutions take pixels away as well: double the size, then subtract 4. You add 4.",
            **wrong(up=-4),
        ),
        Mistake(
            "not doubled",
            "A step up doubles the size: on the way up it is 2 * size, then 4 less.",
            **wrong(grow=lambda size: size),
        ),
        Mistake(
            "one too few on the way up",
            "The way up has as many steps as there are pools: depth of them.",
            **wrong(levels_up=lambda depth: depth - 1),
        ),
        Mistake(
            "one level too few",
            "You walk depth - 1 levels down and up. There are `depth` pools: range(depth).",
            **wrong(levels=-1),
        ),
        Mistake(
            "one level too many",
            "You walk depth + 1 levels down and up. There are `depth` pools: range(depth). The bottom has no pool.",
            **wrong(levels=1),
        ),
        Mistake(
            "always 4 pools",
            "You always walk through 4 pools. How many there are is in `depth`: range(depth).",
            lambda size, depth: four_levels(size, depth, odd=None),
            also=(
                lambda size, depth: four_levels(size, depth, empty=None),
                lambda size, depth: four_levels(size, depth, odd=None, empty=None),
            ),
        ),
        Mistake(
            "572 - 388",
            "184 pixels are lost with 4 pools only. With `depth` of them walk through the stages: a loop down, the bottom, a loop up.",
            lambda size, depth: size - 184,
            also=(lambda size, depth: refuse("odd") if size % 2 else size - 184,),
        ),
        *FITTING,
        *MORE,
        Mistake(
            "halved with /",
            "Right where the size fits, but the result is a float: / always gives one. Pixels are counted: use //.",
            lambda size, depth: float(torch_size(size, depth)),
            also=(half_pixels, lambda size, depth: half_pixels(size, depth, None)),
        ),
    ],
)

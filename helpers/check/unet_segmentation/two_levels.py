"""Exercise 15.2, Walk through a U-Net: what is right, and the mistakes that the check knows by name."""

import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import TwoLevels, halved, joined, random
from helpers.check.unet_segmentation.joins import JOINS
from helpers.check.unet_segmentation.passes import (
    BLOCKS,
    exchanged,
    forward,
    input_linked,
    levels_swapped,
    one_name,
    one_name_at_level_1,
    with_relu,
)
from helpers.check.unet_segmentation.wrong_maps import MAPS

two_levels = FunctionExercise(
    number="15.2",
    title="Walk through a U-Net",
    oracle=lambda x, net: forward(x, net),
    cases=[
        Case("1 channel, 4×4 pixels", (random(1, 1, 4, 4, seed=1), TwoLevels(1, 1, 2, seed=11))),
        Case("2 pictures of 4×8 pixels", (random(2, 1, 4, 8, seed=2), TwoLevels(1, 2, 3, seed=12))),
        Case("3 channels, 12×8 pixels", (random(1, 3, 12, 8, seed=3), TwoLevels(3, 2, 2, seed=13))),
    ],
    mistakes=[
        Mistake(
            "joined without cat",
            "A join block takes one tensor. Put the two maps into one first: net.join2(torch.cat([link, up], dim=1)).",
            exchanged(j2=lambda v: v.net.join2(v.b, v.up2)),
            also=(exchanged(j1=lambda v: v.net.join1((v.a, v.up1))),),
        ),
        Mistake(
            "joined without cat, a list",
            "A join block takes one tensor, not a list. torch.cat makes one of the list: net.join2(torch.cat([link, up], dim=1)).",
            exchanged(j2=lambda v: v.net.join2([v.b, v.up2])),
            also=(exchanged(j1=lambda v: v.net.join1([v.a, v.up1])),),
        ),
        Mistake(
            "join2 forgotten or unused",
            "What join2 gives never reaches up1: it is left out, or its result is not used. Only what `up2` gives goes on.",
            exchanged(up1=lambda v: v.net.up1(v.up2)),
        ),
        Mistake(
            "join1 forgotten or unused",
            "What join1 gives never reaches the head: it is left out, or its result is not used. Only what `up1` gives goes on.",
            exchanged(out=lambda v: v.net.head(v.up1)),
        ),
        Mistake(
            "joins forgotten",
            "The two maps are concatenated, but the join block is not called: net.join2(torch.cat(…)), and net.join1(…) likewise.",
            exchanged(j2=lambda v: joined(v.b, v.up2)),
        ),
        Mistake(
            "join1's block forgotten",
            "The head gets the concatenated maps. First they go through net.join1, which makes c channels of 2c.",
            exchanged(j1=lambda v: joined(v.a, v.up1)),
        ),
        Mistake(
            "bottom pooled at its end",
            "You pool what the bottom gives. Pools stand before down2 and before the bottom only.",
            exchanged(low=lambda v: halved(v.net.bottom(halved(v.b)))),
        ),
        Mistake(
            "down1 skipped",
            "down2 gets the pooled picture. It takes the pooled map of down1.",
            exchanged(b=lambda v: v.net.down2(halved(v.x))),
        ),
        Mistake(
            "levels swapped on the way up",
            "up1 is called and up2 was not yet. Coming up, level 2 is first: net.up2 takes the bottom's map, join2 joins it with that "
            "of down2; then up1 and join1.",
            levels_swapped,
        ),
        Mistake(
            "one name for all maps",
            "In this line the link has the same name as the map that goes into the step up: the encoder's map is no longer in it. Give "
            "the encoder's maps names of their own, a = net.down1(x) and b = net.down2(…), and join those.",
            one_name,
            also=(one_name_at_level_1,),
            line=r"\[\s*(\w+)\s*,\s*net\.up[12]\(\s*\1\s*\)",
        ),
        Mistake(
            "relu",
            "You put a ReLU round the blocks. They are complete: call them as they are.",
            with_relu(*BLOCKS[:5]),
            also=(with_relu(*BLOCKS[:7]), with_relu(*BLOCKS), with_relu(*BLOCKS[:3])),
        ),
        Mistake(
            "sizes differ",
            "The two maps that you concatenate differ in size. A link is the encoder's map *before* it is pooled; each map is pooled, "
            "then goes one level down; on the way up level 2 comes first.",
            exchanged(j1=lambda v: v.net.join1(joined(v.low, v.up1))),
        ),
        Mistake(
            "level 2: first map half as large",
            "At level 2 the first map in torch.cat is half as large as the second. If that is the link, it was pooled, or its name was "
            "used again: keep the map as down2 gives it, and pool it only on its way to the bottom.",
            exchanged(
                b=lambda v: halved(v.net.down2(halved(v.a))),
                low=lambda v: v.net.bottom(v.b),
            ),
            also=(exchanged(j2=lambda v: v.net.join2(joined(halved(v.b), v.up2))),),
        ),
        Mistake(
            "level 2: second map half as large",
            "At level 2 the second map in torch.cat is half as large as the first. If that is what comes up: net.up2 doubles it first.",
            exchanged(up2=lambda v: v.low),
        ),
        Mistake(
            "first map twice as large",
            "In torch.cat the first map is twice as large as the second. Level 2 joins the map of down2 with what up2 gives, "
            "level 1 that of down1 with what up1 gives.",
            exchanged(j2=lambda v: v.net.join2(joined(v.a, v.up2))),
            also=(exchanged(up1=lambda v: v.j2),),
        ),
        Mistake(
            "second map twice as large",
            "At level 1 the second map in torch.cat is twice as large as the first. If the first is the link: it must be down1's map, "
            "before the pool.",
            exchanged(j1=lambda v: v.net.join1(joined(v.b, v.up1))),
            also=(exchanged(a=lambda v: halved(v.net.down1(v.x)), b=lambda v: v.net.down2(v.a)),),
        ),
        Mistake(
            "pooled too often",
            "A block gets a map that is too small: pooled once too often, or by more than 2. The picture goes into down1 whole; one "
            "F.max_pool2d(…, 2) stands before down2, one before the bottom.",
            exchanged(a=lambda v: v.net.down1(halved(v.x))),
        ),
        Mistake(
            "mean pool",
            "You pool with means. Take F.max_pool2d(…, 2).",
            lambda x, net: forward(x, net, pool=lambda maps: F.avg_pool2d(maps, 2)),
        ),
        Mistake(
            "head forgotten",
            "The head is missing: it turns the channels of join1's map into one score for each class.",
            lambda x, net: forward(x, net, head=False),
        ),
        Mistake(
            "input linked",
            "At level 1 you join the picture itself. The link is down1's map.",
            input_linked,
        ),
        Mistake(
            "softmax",
            "You end with a softmax. Return the scores; the loss takes the softmax itself.",
            lambda x, net: forward(x, net).softmax(1),
        ),
        Mistake(
            "argmax",
            "You return the class of each pixel. Return the scores of all classes: training needs them.",
            lambda x, net: forward(x, net).argmax(1),
        ),
        *JOINS,
        *MAPS,
    ],
)

"""Exercise 15.2, Walk through a U-Net: what is right, and the mistakes that the check knows by name."""

from types import SimpleNamespace

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import TwoLevels, random

BLOCKS = ("down1", "down2", "bottom", "join2", "join1", "up2", "up1", "head")


def _pool(x):
    return F.max_pool2d(x, 2)


def _cat(link, up):
    return torch.cat([link, up], dim=1)


def _forward(x, net, pool=_pool, join2=_cat, join1=_cat, head=True):
    """The right walk, with something exchanged."""
    a = net.down1(x)
    b = net.down2(pool(a))
    low = net.bottom(pool(b))
    up = net.join2(join2(b, net.up2(low)))
    up = net.join1(join1(a, net.up1(up)))
    return net.head(up) if head else up


def _exchanged(**lines):
    """The walk in eight lines, some of them exchanged."""
    steps = {
        "a": lambda v: v.net.down1(v.x),
        "b": lambda v: v.net.down2(_pool(v.a)),
        "low": lambda v: v.net.bottom(_pool(v.b)),
        "up2": lambda v: v.net.up2(v.low),
        "j2": lambda v: v.net.join2(_cat(v.b, v.up2)),
        "up1": lambda v: v.net.up1(v.j2),
        "j1": lambda v: v.net.join1(_cat(v.a, v.up1)),
        "out": lambda v: v.net.head(v.j1),
    }

    def answer(x, net):
        v = SimpleNamespace(x=x, net=net)
        for name, step in (steps | lines).items():
            setattr(v, name, step(v))
        return v.out

    return answer


def _levels_swapped(x, net):
    a = net.down1(x)
    b = net.down2(_pool(a))
    up = net.join1(_cat(b, net.up1(net.bottom(_pool(b)))))
    return net.head(net.join2(_cat(a, net.up2(up))))


def _one_name(x, net):
    x = net.down1(x)
    x = net.down2(_pool(x))
    x = net.bottom(_pool(x))
    x = net.join2(torch.cat([x, net.up2(x)], dim=1))
    x = net.join1(torch.cat([x, net.up1(x)], dim=1))
    return net.head(x)


def _one_name_at_level_1(x, net):
    x = net.down1(x)
    b = net.down2(_pool(x))
    x = net.join2(_cat(b, net.up2(net.bottom(_pool(b)))))
    x = net.join1(torch.cat([x, net.up1(x)], dim=1))
    return net.head(x)


def _with_relu(*where):
    """ReLU round some of the blocks."""

    def answer(x, net):
        f = {name: F.relu if name in where else (lambda maps: maps) for name in BLOCKS}
        a = f["down1"](net.down1(x))
        b = f["down2"](net.down2(_pool(a)))
        low = f["bottom"](net.bottom(_pool(b)))
        up = f["join2"](net.join2(_cat(b, f["up2"](net.up2(low)))))
        up = f["join1"](net.join1(_cat(a, f["up1"](net.up1(up)))))
        return f["head"](net.head(up))

    return answer


def _input_linked(x, net):
    b = net.down2(_pool(net.down1(x)))
    up = net.join2(_cat(b, net.up2(net.bottom(_pool(b)))))
    return net.head(net.join1(_cat(x, net.up1(up))))


def _only(which):
    return lambda link, up: torch.cat([which(link, up)] * 2, dim=1)


two_levels = FunctionExercise(
    number="15.2",
    title="Walk through a U-Net",
    oracle=lambda x, net: _forward(x, net),
    cases=[
        Case("1 channel, 4×4 pixels", (random(1, 1, 4, 4, seed=1), TwoLevels(1, 1, 2, seed=11))),
        Case("2 pictures of 4×8 pixels", (random(2, 1, 4, 8, seed=2), TwoLevels(1, 2, 3, seed=12))),
        Case("3 channels, 12×8 pixels", (random(1, 3, 12, 8, seed=3), TwoLevels(3, 2, 2, seed=13))),
    ],
    mistakes=[
        Mistake(
            "link last",
            "Everything is there, in the other order: the link comes first, torch.cat([link, up], dim=1).",
            lambda x, net: _forward(x, net, join2=lambda link, up: _cat(up, link), join1=lambda link, up: _cat(up, link)),
        ),
        Mistake(
            "link last at level 2",
            "At level 2 the link stands last, at level 1 first. It comes first at both.",
            lambda x, net: _forward(x, net, join2=lambda link, up: _cat(up, link)),
        ),
        Mistake(
            "link last at level 1",
            "At level 1 the link stands last, at level 2 first. It comes first at both.",
            lambda x, net: _forward(x, net, join1=lambda link, up: _cat(up, link)),
        ),
        Mistake(
            "channels missing",
            "A join takes twice the channels that the step up gives: the encoder's map of that level and what comes up, the two "
            "along dim=1, torch.cat([link, up], dim=1). One of them alone, or their sum, has too few.",
            lambda x, net: _forward(x, net, join2=lambda link, up: up),
            also=(
                lambda x, net: _forward(x, net, join1=lambda link, up: up),
                lambda x, net: _forward(x, net, join2=lambda link, up: link),
                lambda x, net: _forward(x, net, join1=lambda link, up: link),
                lambda x, net: _forward(x, net, join2=torch.add),
                lambda x, net: _forward(x, net, join1=torch.add),
            ),
        ),
        Mistake(
            "joined along the batch",
            "The link and what comes up lie behind each other along dim 0, as more pictures. Channels are dim=1: torch.cat([…], dim=1).",
            lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat([link, up])),
            also=(lambda x, net: _forward(x, net, join1=lambda link, up: torch.cat([link, up])),),
        ),
        Mistake(
            "joined along the rows",
            "The link and what comes up are joined along dim 2, the rows. Channels are dim=1: torch.cat([link, up], dim=1).",
            lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat([link, up], dim=2)),
            also=(lambda x, net: _forward(x, net, join1=lambda link, up: torch.cat([link, up], dim=2)),),
        ),
        Mistake(
            "joined along the columns",
            "The link and what comes up are joined along dim 3, the columns. Channels are dim=1: torch.cat([link, up], dim=1).",
            lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat([link, up], dim=3)),
            also=(lambda x, net: _forward(x, net, join1=lambda link, up: torch.cat([link, up], dim=-1)),),
        ),
        Mistake(
            "stacked",
            "torch.stack makes a new axis. torch.cat([link, up], dim=1) puts the channels behind each other.",
            lambda x, net: _forward(x, net, join2=lambda link, up: torch.stack([link, up], dim=1)),
            also=(lambda x, net: _forward(x, net, join1=lambda link, up: torch.stack([link, up])),),
        ),
        Mistake(
            "cat without a list",
            "torch.cat takes one list: torch.cat([link, up], dim=1), with square brackets round the two maps.",
            lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat(link, up, dim=1)),
            also=(
                lambda x, net: _forward(x, net, join1=lambda link, up: torch.cat(link, up, dim=1)),
                lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat(link, up)),
            ),
        ),
        Mistake(
            "joined without cat",
            "A join block takes one tensor. Put the two maps into one first: net.join2(torch.cat([link, up], dim=1)).",
            _exchanged(j2=lambda v: v.net.join2(v.b, v.up2)),
            also=(_exchanged(j1=lambda v: v.net.join1((v.a, v.up1))),),
        ),
        Mistake(
            "joined without cat, a list",
            "A join block takes one tensor, not a list. torch.cat makes one of the list: net.join2(torch.cat([link, up], dim=1)).",
            _exchanged(j2=lambda v: v.net.join2([v.b, v.up2])),
            also=(_exchanged(j1=lambda v: v.net.join1([v.a, v.up1])),),
        ),
        Mistake(
            "join2 forgotten or unused",
            "What join2 gives never reaches up1: it is left out, or its result is not used. Only what `up2` gives goes on.",
            _exchanged(up1=lambda v: v.net.up1(v.up2)),
        ),
        Mistake(
            "join1 forgotten or unused",
            "What join1 gives never reaches the head: it is left out, or its result is not used. Only what `up1` gives goes on.",
            _exchanged(out=lambda v: v.net.head(v.up1)),
        ),
        Mistake(
            "joins forgotten",
            "The two maps are concatenated, but the join block is not called: net.join2(torch.cat(…)), and net.join1(…) likewise.",
            _exchanged(j2=lambda v: _cat(v.b, v.up2)),
        ),
        Mistake(
            "join1's block forgotten",
            "The head gets the concatenated maps. First they go through net.join1, which makes c channels of 2c.",
            _exchanged(j1=lambda v: _cat(v.a, v.up1)),
        ),
        Mistake(
            "bottom not pooled",
            "The bottom gets a map that is too large. Pool before it: net.bottom(F.max_pool2d(b, 2)).",
            _exchanged(low=lambda v: v.net.bottom(v.b)),
            line="bottom",
        ),
        Mistake(
            "down2 not pooled",
            "down2 gets a map that is too large. Pool before it: net.down2(F.max_pool2d(a, 2)).",
            _exchanged(b=lambda v: v.net.down2(v.a)),
            line="down2",
        ),
        Mistake(
            "bottom pooled at its end",
            "You pool what the bottom gives. Pools stand before down2 and before the bottom only.",
            _exchanged(low=lambda v: _pool(v.net.bottom(_pool(v.b)))),
        ),
        Mistake(
            "down1 skipped",
            "down2 gets the pooled picture. It takes the pooled map of down1.",
            _exchanged(b=lambda v: v.net.down2(_pool(v.x))),
        ),
        Mistake(
            "levels swapped on the way up",
            "up1 is called and up2 was not yet. Coming up, level 2 is first: net.up2 takes the bottom's map, join2 joins it with that "
            "of down2; then up1 and join1.",
            _levels_swapped,
        ),
        Mistake(
            "one name for all maps",
            "In this line the link has the same name as the map that goes into the step up: the encoder's map is no longer in it. Give "
            "the encoder's maps names of their own, a = net.down1(x) and b = net.down2(…), and join those.",
            _one_name,
            also=(_one_name_at_level_1,),
            line=r"\[\s*(\w+)\s*,\s*net\.up[12]\(\s*\1\s*\)",
        ),
        Mistake(
            "relu",
            "You put a ReLU round the blocks. They are complete: call them as they are.",
            _with_relu(*BLOCKS[:5]),
            also=(_with_relu(*BLOCKS[:7]), _with_relu(*BLOCKS), _with_relu(*BLOCKS[:3])),
        ),
        Mistake(
            "sizes differ",
            "The two maps that you concatenate differ in size. A link is the encoder's map *before* it is pooled; each map is pooled, "
            "then goes one level down; on the way up level 2 comes first.",
            _exchanged(j1=lambda v: v.net.join1(_cat(v.low, v.up1))),
        ),
        Mistake(
            "level 2: first map half as large",
            "At level 2 the first map in torch.cat is half as large as the second. If that is the link, it was pooled, or its name was "
            "used again: keep the map as down2 gives it, and pool it only on its way to the bottom.",
            _exchanged(
                b=lambda v: _pool(v.net.down2(_pool(v.a))),
                low=lambda v: v.net.bottom(v.b),
            ),
            also=(_exchanged(j2=lambda v: v.net.join2(_cat(_pool(v.b), v.up2))),),
        ),
        Mistake(
            "level 2: second map half as large",
            "At level 2 the second map in torch.cat is half as large as the first. If that is what comes up: net.up2 doubles it first.",
            _exchanged(up2=lambda v: v.low),
        ),
        Mistake(
            "first map twice as large",
            "In torch.cat the first map is twice as large as the second. Level 2 joins the map of down2 with what up2 gives, "
            "level 1 that of down1 with what up1 gives.",
            _exchanged(j2=lambda v: v.net.join2(_cat(v.a, v.up2))),
            also=(_exchanged(up1=lambda v: v.j2),),
        ),
        Mistake(
            "second map twice as large",
            "At level 1 the second map in torch.cat is twice as large as the first. If the first is the link: it must be down1's map, "
            "before the pool.",
            _exchanged(j1=lambda v: v.net.join1(_cat(v.b, v.up1))),
            also=(_exchanged(a=lambda v: _pool(v.net.down1(v.x)), b=lambda v: v.net.down2(v.a)),),
        ),
        Mistake(
            "pooled too often",
            "A block gets a map that is too small: pooled once too often, or by more than 2. The picture goes into down1 whole; one "
            "F.max_pool2d(…, 2) stands before down2, one before the bottom.",
            _exchanged(a=lambda v: v.net.down1(_pool(v.x))),
        ),
        Mistake(
            "mean pool",
            "You pool with means. Take F.max_pool2d(…, 2).",
            lambda x, net: _forward(x, net, pool=lambda maps: F.avg_pool2d(maps, 2)),
        ),
        Mistake(
            "head forgotten",
            "The head is missing: it turns the channels of join1's map into one score for each class.",
            lambda x, net: _forward(x, net, head=False),
        ),
        Mistake(
            "input linked",
            "At level 1 you join the picture itself. The link is down1's map.",
            _input_linked,
        ),
        Mistake(
            "up joined with itself",
            "You join the upsampled map with itself: the channels fit, but nothing comes across from the encoder.",
            lambda x, net: _forward(x, net, join2=_only(lambda link, up: up), join1=_only(lambda link, up: up)),
            also=(
                lambda x, net: _forward(x, net, join2=_only(lambda link, up: up)),
                lambda x, net: _forward(x, net, join1=_only(lambda link, up: up)),
            ),
        ),
        Mistake(
            "link joined with itself",
            "You join the encoder's map with itself: what came up from below is thrown away.",
            lambda x, net: _forward(x, net, join2=_only(lambda link, up: link), join1=_only(lambda link, up: link)),
            also=(
                lambda x, net: _forward(x, net, join2=_only(lambda link, up: link)),
                lambda x, net: _forward(x, net, join1=_only(lambda link, up: link)),
            ),
        ),
        Mistake(
            "softmax",
            "You end with a softmax. Return the scores; the loss takes the softmax itself.",
            lambda x, net: _forward(x, net).softmax(1),
        ),
        Mistake(
            "argmax",
            "You return the class of each pixel. Return the scores of all classes: training needs them.",
            lambda x, net: _forward(x, net).argmax(1),
        ),
    ],
)

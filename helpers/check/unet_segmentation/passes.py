"""Exercise 15.2: the many ways to walk through a U-Net wrongly, and the mistakes in joining two maps."""

from types import SimpleNamespace

import torch
import torch.nn.functional as F

from helpers.check.engine import Mistake

BLOCKS = ("down1", "down2", "bottom", "join2", "join1", "up2", "up1", "head")


def halved(x):
    return F.max_pool2d(x, 2)


def joined(link, up):
    return torch.cat([link, up], dim=1)


def forward(x, net, pool=halved, join2=joined, join1=joined, head=True):
    """The right walk, with something exchanged."""
    a = net.down1(x)
    b = net.down2(pool(a))
    low = net.bottom(pool(b))
    up = net.join2(join2(b, net.up2(low)))
    up = net.join1(join1(a, net.up1(up)))
    return net.head(up) if head else up


def exchanged(**lines):
    """The walk in eight lines, some of them exchanged."""
    steps = {
        "a": lambda v: v.net.down1(v.x),
        "b": lambda v: v.net.down2(halved(v.a)),
        "low": lambda v: v.net.bottom(halved(v.b)),
        "up2": lambda v: v.net.up2(v.low),
        "j2": lambda v: v.net.join2(joined(v.b, v.up2)),
        "up1": lambda v: v.net.up1(v.j2),
        "j1": lambda v: v.net.join1(joined(v.a, v.up1)),
        "out": lambda v: v.net.head(v.j1),
    }

    def answer(x, net):
        v = SimpleNamespace(x=x, net=net)
        for name, step in (steps | lines).items():
            setattr(v, name, step(v))
        return v.out

    return answer


def levels_swapped(x, net):
    a = net.down1(x)
    b = net.down2(halved(a))
    up = net.join1(joined(b, net.up1(net.bottom(halved(b)))))
    return net.head(net.join2(joined(a, net.up2(up))))


def one_name(x, net):
    x = net.down1(x)
    x = net.down2(halved(x))
    x = net.bottom(halved(x))
    x = net.join2(torch.cat([x, net.up2(x)], dim=1))
    x = net.join1(torch.cat([x, net.up1(x)], dim=1))
    return net.head(x)


def one_name_at_level_1(x, net):
    x = net.down1(x)
    b = net.down2(halved(x))
    x = net.join2(joined(b, net.up2(net.bottom(halved(b)))))
    x = net.join1(torch.cat([x, net.up1(x)], dim=1))
    return net.head(x)


def with_relu(*where):
    """ReLU round some of the blocks."""

    def answer(x, net):
        f = {name: F.relu if name in where else (lambda maps: maps) for name in BLOCKS}
        a = f["down1"](net.down1(x))
        b = f["down2"](net.down2(halved(a)))
        low = f["bottom"](net.bottom(halved(b)))
        up = f["join2"](net.join2(joined(b, f["up2"](net.up2(low)))))
        up = f["join1"](net.join1(joined(a, f["up1"](net.up1(up)))))
        return f["head"](net.head(up))

    return answer


def input_linked(x, net):
    b = net.down2(halved(net.down1(x)))
    up = net.join2(joined(b, net.up2(net.bottom(halved(b)))))
    return net.head(net.join1(joined(x, net.up1(up))))


def _only(which):
    return lambda link, up: torch.cat([which(link, up)] * 2, dim=1)


MORE = [
    Mistake(
        "link last",
        "Everything is there, in the other order: the link comes first, torch.cat([link, up], dim=1).",
        lambda x, net: forward(x, net, join2=lambda link, up: joined(up, link), join1=lambda link, up: joined(up, link)),
    ),
    Mistake(
        "link last at level 2",
        "At level 2 the link stands last, at level 1 first. It comes first at both.",
        lambda x, net: forward(x, net, join2=lambda link, up: joined(up, link)),
    ),
    Mistake(
        "link last at level 1",
        "At level 1 the link stands last, at level 2 first. It comes first at both.",
        lambda x, net: forward(x, net, join1=lambda link, up: joined(up, link)),
    ),
    Mistake(
        "channels missing",
        "A join takes twice the channels that the step up gives: the encoder's map of that level and what comes up, the two "
        "along dim=1, torch.cat([link, up], dim=1). One of them alone, or their sum, has too few.",
        lambda x, net: forward(x, net, join2=lambda link, up: up),
        also=(
            lambda x, net: forward(x, net, join1=lambda link, up: up),
            lambda x, net: forward(x, net, join2=lambda link, up: link),
            lambda x, net: forward(x, net, join1=lambda link, up: link),
            lambda x, net: forward(x, net, join2=torch.add),
            lambda x, net: forward(x, net, join1=torch.add),
        ),
    ),
    Mistake(
        "joined along the batch",
        "The link and what comes up lie behind each other along dim 0, as more pictures. Channels are dim=1: torch.cat([…], dim=1).",
        lambda x, net: forward(x, net, join2=lambda link, up: torch.cat([link, up])),
        also=(lambda x, net: forward(x, net, join1=lambda link, up: torch.cat([link, up])),),
    ),
    Mistake(
        "joined along the rows",
        "The link and what comes up are joined along dim 2, the rows. Channels are dim=1: torch.cat([link, up], dim=1).",
        lambda x, net: forward(x, net, join2=lambda link, up: torch.cat([link, up], dim=2)),
        also=(lambda x, net: forward(x, net, join1=lambda link, up: torch.cat([link, up], dim=2)),),
    ),
    Mistake(
        "joined along the columns",
        "The link and what comes up are joined along dim 3, the columns. Channels are dim=1: torch.cat([link, up], dim=1).",
        lambda x, net: forward(x, net, join2=lambda link, up: torch.cat([link, up], dim=3)),
        also=(lambda x, net: forward(x, net, join1=lambda link, up: torch.cat([link, up], dim=-1)),),
    ),
    Mistake(
        "stacked",
        "torch.stack makes a new axis. torch.cat([link, up], dim=1) puts the channels behind each other.",
        lambda x, net: forward(x, net, join2=lambda link, up: torch.stack([link, up], dim=1)),
        also=(lambda x, net: forward(x, net, join1=lambda link, up: torch.stack([link, up])),),
    ),
    Mistake(
        "cat without a list",
        "torch.cat takes one list: torch.cat([link, up], dim=1), with square brackets round the two maps.",
        lambda x, net: forward(x, net, join2=lambda link, up: torch.cat(link, up, dim=1)),
        also=(
            lambda x, net: forward(x, net, join1=lambda link, up: torch.cat(link, up, dim=1)),
            lambda x, net: forward(x, net, join2=lambda link, up: torch.cat(link, up)),
        ),
    ),
    Mistake(
        "up joined with itself",
        "You join the upsampled map with itself: the channels fit, but nothing comes across from the encoder.",
        lambda x, net: forward(x, net, join2=_only(lambda link, up: up), join1=_only(lambda link, up: up)),
        also=(
            lambda x, net: forward(x, net, join2=_only(lambda link, up: up)),
            lambda x, net: forward(x, net, join1=_only(lambda link, up: up)),
        ),
    ),
    Mistake(
        "link joined with itself",
        "You join the encoder's map with itself: what came up from below is thrown away.",
        lambda x, net: forward(x, net, join2=_only(lambda link, up: link), join1=_only(lambda link, up: link)),
        also=(
            lambda x, net: forward(x, net, join2=_only(lambda link, up: link)),
            lambda x, net: forward(x, net, join1=_only(lambda link, up: link)),
        ),
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
        exchanged(low=lambda v: v.net.bottom(v.b)),
        line="bottom",
    ),
    Mistake(
        "down2 not pooled",
        "down2 gets a map that is too large. Pool before it: net.down2(F.max_pool2d(a, 2)).",
        exchanged(b=lambda v: v.net.down2(v.a)),
        line="down2",
    ),
]

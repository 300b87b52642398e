"""Exercise 15.2: the mistakes in joining two maps."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Mistake
from helpers.check.unet_segmentation.cases import joined
from helpers.check.unet_segmentation.passes import exchanged, forward


def _only(which):
    return lambda link, up: torch.cat([which(link, up)] * 2, dim=1)


JOINS = [
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
        "join1 at level 2",
        "join1 gets maps of 4c channels: those of level 2. They are joined by join2; join1 is for level 1, after up1.",
        exchanged(j2=lambda v: v.net.join1(joined(v.b, v.up2))),
    ),
    Mistake(
        "join2 at level 1",
        "join2 gets the maps of level 1, with 2c channels. They are joined by join1; join2 is for level 2, before up1.",
        exchanged(j1=lambda v: v.net.join2(joined(v.a, v.up1))),
    ),
    Mistake(
        "too many channels",
        "A join gets more channels than it takes. Either torch.cat holds more than the link and what comes up, or what comes up has not "
        "been through its step up, net.up2 or net.up1: that halves the channels, and resizing does not.",
        exchanged(up2=lambda v: F.interpolate(v.low, scale_factor=2)),
        also=(
            exchanged(j2=lambda v: v.net.join2(torch.cat([v.b, v.b, v.up2], dim=1))),
            exchanged(up1=lambda v: F.interpolate(v.j2, scale_factor=2)),
            exchanged(j1=lambda v: v.net.join1(torch.cat([v.a, v.a, v.up1], dim=1))),
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
]

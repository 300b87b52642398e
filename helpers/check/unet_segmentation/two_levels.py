"""Exercise 15.2, Walk through a U-Net: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import TwoLevels, random


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


def _pooled_links(x, net):
    a = _pool(net.down1(x))
    b = _pool(net.down2(a))
    up = net.join2(_cat(b, net.up2(net.bottom(b))))
    return net.head(net.join1(_cat(a, net.up1(up))))


def _links_exchanged(x, net):
    a = net.down1(x)
    b = net.down2(_pool(a))
    up = net.join2(_cat(a, net.up2(net.bottom(_pool(b)))))
    return net.head(net.join1(_cat(b, net.up1(up))))


def _no_second_pool(x, net):
    a = net.down1(x)
    b = net.down2(_pool(a))
    up = net.join2(_cat(b, net.up2(net.bottom(b))))
    return net.head(net.join1(_cat(a, net.up1(up))))


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
            "along dim=1, torch.cat([link, up], dim=1). Without the link, with `+` or along another dim they stay as they are.",
            lambda x, net: _forward(x, net, join2=lambda link, up: up),
            also=(
                lambda x, net: _forward(x, net, join1=lambda link, up: up),
                lambda x, net: _forward(x, net, join2=torch.add),
                lambda x, net: _forward(x, net, join1=torch.add),
                lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat([link, up])),
                lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat([link, up], dim=2)),
                lambda x, net: _forward(x, net, join2=lambda link, up: torch.cat([link, up], dim=-1)),
            ),
        ),
        Mistake(
            "sizes differ",
            "The two maps that you concatenate differ in size. A link is the encoder's map *before* it is pooled; each map is pooled, "
            "then goes one level down; on the way up level 2 comes first.",
            _pooled_links,
            also=(_links_exchanged, _no_second_pool),
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
        ),
        Mistake(
            "link joined with itself",
            "You join the encoder's map with itself: what came up from below is thrown away.",
            lambda x, net: _forward(x, net, join2=_only(lambda link, up: link), join1=_only(lambda link, up: link)),
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

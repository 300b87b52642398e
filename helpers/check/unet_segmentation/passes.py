"""Exercise 15.2: the many ways to walk through a U-Net wrongly."""

from types import SimpleNamespace

import torch
import torch.nn.functional as F

from helpers.check.unet_segmentation.cases import halved, joined

BLOCKS = ("down1", "down2", "bottom", "join2", "join1", "up2", "up1", "head")


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


# Here, so that their own lines say which block is called.
BOTTOM_NOT_POOLED = exchanged(low=lambda v: v.net.bottom(v.b))
DOWN2_NOT_POOLED = exchanged(b=lambda v: v.net.down2(v.a))

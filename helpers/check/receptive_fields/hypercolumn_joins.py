"""Mistakes of exercise 7.6 where the stretched maps are joined."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Mistake
from helpers.check.receptive_fields import hypercolumn_slips as slips

JOINS = [
    Mistake(
        "batch axis kept",
        "F.interpolate returns a batch axis, (1, c, h, w), and torch.cat joins along it. Take it off first: "
        "F.interpolate(one[None], size=(h, w))[0].",
        lambda maps: torch.cat([F.interpolate(one[None], size=maps[0].shape[1:]) for one in maps]),
        line="interpolate|cat|stack",
    ),
    Mistake(
        "first map missing",
        "The first map is part of the hypercolumn as well.",
        lambda maps: slips.nearest(maps)[maps[0].shape[0] :],
        also=(lambda maps: torch.cat([slips.nearest([maps[0], one])[len(maps[0]) :] for one in maps[1:]]),),
    ),
    Mistake(
        "order",
        "The layers are joined in reversed order: the first map comes first.",
        lambda maps: slips.indexed(maps, lambda i, small, large: i * small // large, order=lambda parts: parts[::-1]),
    ),
    Mistake(
        "added up",
        "You add the layers. Join their channels: torch.cat along axis 0.",
        lambda maps: sum(slips.nearest([maps[0], one])[maps[0].shape[0] :].sum(0) for one in maps),
        also=(
            lambda maps: sum(slips.nearest([maps[0], one])[maps[0].shape[0] :] for one in maps),
            lambda maps: sum(slips.nearest([maps[0], one])[maps[0].shape[0] :].sum(0, keepdim=True) for one in maps),
        ),
    ),
    Mistake(
        "stacked",
        "torch.stack puts the maps on a new axis, and wants them all of one shape. torch.cat joins their channels: torch.cat(parts).",
        lambda maps: torch.stack(list(slips.nearest(maps).split([len(one) for one in maps]))),
    ),
    Mistake(
        "joined along another axis",
        "You join the maps side by side. Channels are axis 0 here: torch.cat(parts).",
        lambda maps: torch.cat(list(slips.nearest(maps).split([len(one) for one in maps])), -1),
        also=(lambda maps: torch.cat(list(slips.nearest(maps).split([len(one) for one in maps])), 1),),
    ),
    Mistake(
        "list",
        "This is a list of maps. Join them to one tensor: torch.cat(parts).",
        lambda maps: list(slips.nearest(maps).split([len(one) for one in maps])),
    ),
    Mistake(
        "first map only",
        "This is the first map alone. Does `return` stand inside the loop? Move it out, in line with `for`.",
        lambda maps: maps[0],
    ),
]

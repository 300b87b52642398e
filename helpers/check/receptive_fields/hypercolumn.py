"""Exercise 7.6, Build hypercolumns: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.receptive_fields import hypercolumn_slips as slips


def _random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def _nearest(maps):
    """The oracle: torch's nearest-neighbour interpolation of every map to the size of the first, in order."""
    return torch.cat([F.interpolate(one[None], size=maps[0].shape[1:], mode="nearest")[0] for one in maps])


hypercolumn = FunctionExercise(
    number="7.6",
    title="Build hypercolumns",
    oracle=_nearest,
    cases=[
        Case("2×4 and 1×2, one channel each", lambda: ([torch.arange(8.0).view(1, 2, 4), torch.tensor([[[10.0, 20.0]]])],)),
        Case("4×4 and 2×2, one channel each", lambda: ([torch.arange(16.0).view(1, 4, 4), torch.tensor([[[10.0, 20.0], [30.0, 40.0]]])],)),
        Case("3 and 2 channels: 4×8 and 2×4", lambda: ([_random(3, 4, 8, seed=2), _random(2, 2, 4, seed=3)],)),
        Case("three layers: 8×8, 4×4, 2×2", lambda: ([_random(1, 8, 8, seed=4), _random(2, 4, 4, seed=5), _random(3, 2, 2, seed=6)],)),
        Case("5×7 and 2×3: the sizes do not divide", lambda: ([_random(1, 5, 7, seed=7), _random(2, 2, 3, seed=8)],)),
        Case("8×6, 3×5 and 1×1", lambda: ([_random(2, 8, 6, seed=9), _random(1, 3, 5, seed=10), _random(4, 1, 1, seed=11)],)),
        Case("a single map, 2 channels of 3×2", lambda: ([_random(2, 3, 2, seed=12)],)),
    ],
    mistakes=[
        Mistake(
            "rounded",
            "You round to the nearest whole number. The formula rounds down: `//`, or int() of the quotient.",
            lambda maps: slips.indexed(maps, lambda i, small, large: min(round(i * small / large), small - 1)),
        ),
        Mistake(
            "step first",
            "You divide the sizes first, i // (h // h_l): right only when they divide. Multiply first: i * h_l // h.",
            lambda maps: slips.indexed(maps, lambda i, small, large: min(i // (large // small), small - 1)),
        ),
        Mistake(
            "step first, out of range",
            "An index leaves the map: i // (h // h_l) is too large when the sizes do not divide. Multiply first: i * h_l // h.",
            lambda maps: slips.indexed(maps, lambda i, small, large: i // (large // small)),
        ),
        Mistake(
            "repeated",
            "Repeating each cell h // h_l times gives the right size only when the sizes divide. Index instead: i * h_l // h.",
            slips.repeated,
        ),
        Mistake(
            "ends on ends",
            "You scale so that the last pixel falls on the last cell, (h_l − 1)/(h − 1). The formula is i·h_l/h, rounded down.",
            lambda maps: slips.indexed(maps, lambda i, small, large: i * (small - 1) // (large - 1)),
        ),
        Mistake(
            "no batch axis",
            "F.interpolate wants a batch axis in front, (1, c, h, w), and takes what you give it for another kind of picture: "
            "F.interpolate(one[None], size=(h, w))[0].",
            lambda maps: torch.cat([F.interpolate(one, size=maps[0].shape[1:])[0] for one in maps]),
            also=(
                lambda maps: torch.cat([F.interpolate(one, size=tuple(maps[0].shape[1:])) for one in maps]),
                lambda maps: torch.cat([F.interpolate(one, size=maps[0].shape[1:], mode="bilinear") for one in maps]),
            ),
            line="interpolate",
        ),
        Mistake(
            "tiled",
            "You repeat the small map like tiles, i % h_l. Stretch it: pixel i lies over cell i * h_l // h.",
            slips.tiled,
        ),
        Mistake(
            "bilinear",
            "You blend neighbouring cells (bilinear). Here each pixel takes the one cell under it, at the rounded-down index.",
            lambda maps: torch.cat([F.interpolate(m[None], size=maps[0].shape[1:], mode="bilinear", align_corners=False)[0] for m in maps]),
        ),
        Mistake(
            "corner",
            "Each map stands in the top left corner, cell i under pixel i. It must be stretched: i * h_l // h.",
            lambda maps: torch.cat([F.pad(m, (0, maps[0].shape[2] - m.shape[2], 0, maps[0].shape[1] - m.shape[1])) for m in maps]),
        ),
        Mistake(
            "out of range",
            "An index leaves a map. Pixel i lies over cell i * h_l // h, not over cell i: use //, do not round; h is the height of the "
            "*first* map, layer 0 (with that of layer 1 the index would leave the map). The same for columns.",
            lambda maps: slips.indexed(maps, lambda i, small, large: i),
            also=(
                slips.by_second_map,
                lambda maps: slips.by_second_map(maps, rows_too=True),
                lambda maps: slips.indexed(maps, lambda i, small, large: round(i * small / large)),
                lambda maps: slips.indexed(maps, lambda i, small, large: int(i * small / large + 0.5)),
            ),
        ),
        Mistake(
            "rows and columns swapped",
            "The index of the rows is scaled with widths and that of the columns with heights: i * h_l // h and j * w_l // w.",
            slips.swapped_sizes,
        ),
        Mistake(
            "rows for columns",
            "Rows and columns have swapped places. A map is (c, h, w): torch.arange(h) * h_l // h goes over the rows and comes first, "
            "torch.arange(w) * w_l // w over the columns.",
            slips.rows_for_columns,
            also=(slips.picture_turned,),
        ),
        Mistake(
            "channels forgotten",
            "Your first index goes over the channels. A map has three axes: put a `:` for the channels in front, "
            "one[:, rows[:, None], columns].",
            slips.channels_forgotten,
            line=r"\[\w+\[:, ?None\], ?\w+\]",
        ),
        Mistake(
            "pairs",
            "Two lists of indices go in pairs: one[:, rows, columns] takes a diagonal. "
            "Make the rows a column: one[:, rows[:, None], columns].",
            slips.diagonal,
        ),
        Mistake(
            "first map missing",
            "The first map is part of the hypercolumn as well.",
            lambda maps: _nearest(maps)[maps[0].shape[0] :],
            also=(lambda maps: torch.cat([_nearest([maps[0], one])[len(maps[0]) :] for one in maps[1:]]),),
        ),
        Mistake(
            "order",
            "The layers are joined in reversed order: the first map comes first.",
            lambda maps: slips.indexed(maps, lambda i, small, large: i * small // large, order=lambda parts: parts[::-1]),
        ),
        Mistake(
            "added up",
            "You add the layers. Join their channels: torch.cat along axis 0.",
            lambda maps: sum(_nearest([maps[0], one])[maps[0].shape[0] :].sum(0) for one in maps),
        ),
        Mistake(
            "stacked",
            "torch.stack puts the maps on a new axis, and wants them all of one shape. torch.cat joins their channels: torch.cat(parts).",
            lambda maps: torch.stack(list(_nearest(maps).split([len(one) for one in maps]))),
        ),
        Mistake(
            "joined along another axis",
            "You join the maps side by side. Channels are axis 0 here: torch.cat(parts).",
            lambda maps: torch.cat(list(_nearest(maps).split([len(one) for one in maps])), -1),
            also=(lambda maps: torch.cat(list(_nearest(maps).split([len(one) for one in maps])), 1),),
        ),
        Mistake(
            "list",
            "This is a list of maps. Join them to one tensor: torch.cat(parts).",
            lambda maps: list(_nearest(maps).split([len(one) for one in maps])),
        ),
        Mistake(
            "first map only",
            "This is the first map alone. Does `return` stand inside the loop? Move it out, in line with `for`.",
            lambda maps: maps[0],
        ),
    ],
)

"""Exercise 7.6, Build hypercolumns: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.receptive_fields import hypercolumn_slips as slips
from helpers.check.receptive_fields.hypercolumn_joins import JOINS
from helpers.check.receptive_fields.raised import NOT_RAISED


def _random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


hypercolumn = FunctionExercise(
    number="7.6",
    title="Build hypercolumns",
    oracle=slips.nearest,
    cases=[
        Case("2×4 and 1×2, one channel each", lambda: ([torch.arange(8.0).view(1, 2, 4), torch.tensor([[[10.0, 20.0]]])],)),
        Case("4×4 and 2×2, one channel each", lambda: ([torch.arange(16.0).view(1, 4, 4), torch.tensor([[[10.0, 20.0], [30.0, 40.0]]])],)),
        Case("3 and 2 channels: 4×8 and 2×4", lambda: ([_random(3, 4, 8, seed=2), _random(2, 2, 4, seed=3)],)),
        Case("three layers: 8×8, 4×4, 2×2", lambda: ([_random(1, 8, 8, seed=4), _random(2, 4, 4, seed=5), _random(3, 2, 2, seed=6)],)),
        Case("5×7 and 2×3: the sizes do not divide", lambda: ([_random(1, 5, 7, seed=7), _random(2, 2, 3, seed=8)],)),
        Case("three layers: 5×7, 3×4, 2×3", lambda: ([_random(1, 5, 7, seed=13), _random(1, 3, 4, seed=14), _random(2, 2, 3, seed=15)],)),
        Case("8×6, 1×1 and 3×5", lambda: ([_random(2, 8, 6, seed=9), _random(4, 1, 1, seed=11), _random(1, 3, 5, seed=10)],)),
        Case("a single map, 2 channels of 3×2", lambda: ([_random(2, 3, 2, seed=12)],)),
    ],
    mistakes=[
        Mistake(
            "rounded",
            "You round to the nearest whole number. The formula rounds down: `//`, or int() of the quotient.",
            lambda maps: slips.indexed(maps, lambda i, small, large: min(round(i * small / large), small - 1)),
            also=(lambda maps: slips.indexed(maps, lambda i, small, large: min(int(i * small / large + 0.5), small - 1)),),
        ),
        Mistake(
            "rounded up",
            "You round up. The formula rounds down: `//`, or int() of the quotient.",
            lambda maps: slips.indexed(maps, lambda i, small, large: min(-(-i * small // large), small - 1)),
        ),
        Mistake(
            "by the centres",
            "You go by the centres of the pixels, (i + ½)·h_l/h, as the mode nearest-exact does. Here it is i·h_l/h, rounded down, "
            "as the mode nearest does.",
            lambda maps: torch.cat([F.interpolate(m[None], size=maps[0].shape[1:], mode="nearest-exact")[0] for m in maps]),
            also=(lambda maps: slips.indexed(maps, lambda i, small, large: int((i + 0.5) * small / large)),),
        ),
        Mistake(
            "step by step",
            "You stretch a map in steps, over the sizes of the maps before it, and each step rounds. Go from its own size to the "
            "first map's at once: i * h_l // h.",
            slips.step_by_step,
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
            line=NOT_RAISED,
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
            "You blend neighbouring cells, as the mode bilinear does. Here each pixel takes the one cell under it, at the "
            "rounded-down index.",
            lambda maps: slips.blended(maps, mode="bilinear", align_corners=False),
            also=(
                lambda maps: slips.blended(maps, mode="bilinear", align_corners=True),
                lambda maps: slips.blended(maps, mode="bicubic"),
                lambda maps: slips.blended(maps, mode="area"),
            ),
        ),
        Mistake(
            "corner",
            "Each map stands in the top left corner, cell i under pixel i. It must be stretched: i * h_l // h.",
            lambda maps: torch.cat([F.pad(m, (0, maps[0].shape[2] - m.shape[2], 0, maps[0].shape[1] - m.shape[1])) for m in maps]),
            also=(lambda maps: slips.indexed(maps, lambda i, small, large: min(i, small - 1)),),
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
            line=NOT_RAISED,
        ),
        Mistake(
            "rows and columns swapped",
            "An index is scaled with a size of the other axis. Rows go with heights, i * h_l // h, and columns with widths, j * w_l // w.",
            slips.swapped_sizes,
            also=(lambda maps: slips.scaled_alike(maps, 1), lambda maps: slips.scaled_alike(maps, 2)),
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
            "rows twice",
            "one[:, rows] is a map with three axes again, and [:, columns] takes rows a second time. Columns are the third axis: "
            "one[:, rows][:, :, columns].",
            slips.rows_twice,
            line=r"\]\[:, ?\w+\]|cat",
        ),
        Mistake(
            "pairs",
            "Two lists of indices go in pairs: one[:, rows, columns] takes a diagonal. "
            "Make the rows a column: one[:, rows[:, None], columns].",
            slips.diagonal,
            line=NOT_RAISED,
        ),
        *JOINS,
    ],
)

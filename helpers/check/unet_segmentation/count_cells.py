"""Exercise 15.3, Count the cells: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F
from skimage import measure

from helpers.analysis.regions import connected_regions
from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import draw, scores


def _areas(mask, diagonal=False):
    """The sizes of the regions of a mask."""
    numbers = measure.label(mask.numpy(), connectivity=2 if diagonal else 1)
    return torch.bincount(torch.from_numpy(numbers.astype("int64")).flatten())[1:]


def _count(s, smallest, mask=lambda s: s.argmax(0) == 1, diagonal=False, enough=torch.ge):
    return int(enough(_areas(mask(s), diagonal), smallest).sum())


def _largest_number(s, smallest):
    """Speckles leave gaps in the numbers, but max() counts them all."""
    return len(_areas(s.argmax(0) == 1))


def _background_too(s, smallest):
    areas = torch.cat([(s.argmax(0) != 1).sum()[None], _areas(s.argmax(0) == 1)])
    return int((areas >= smallest).sum())


PAIR = draw("cc|cc", "cc|cc")
CORNER = draw("ccc....", "ccc....", "ccc....", "...ccc.", "...ccc.", "...ccc.")
SPECKS = draw("c....ccc", ".....ccc", "cc...ccc", "c......c", "...cccc.", "|..cccc.")
BORDERS = draw("ccc|ccc|", "ccc|ccc|", "ccc|ccc|", "||||||||", "ccc||..c", "ccc|c...")
LARGE = draw(*["c" * 12 + "|c"] * 12)
FLAT = draw(".....", ".....")

SEAM = 0.3 * F.one_hot(PAIR, 3).permute(2, 0, 1)  # no probability reaches one half; at the border background comes second
SEAM[0] += 0.1 * (PAIR == 2)

count_cells = FunctionExercise(
    number="15.3",
    title="Count the cells",
    oracle=lambda scores, smallest: _count(scores, smallest),
    cases=[
        Case("two cells with a border between, smallest 1", (scores(PAIR, 1), 1)),
        Case("nothing there", (scores(FLAT, 2), 1)),
        Case("two cells that touch at a corner", (scores(CORNER, 3), 4)),
        Case("two cells and two specks, smallest 4", (scores(SPECKS, 4), 4)),
        Case("the same, smallest 3: a speck of 3 pixels counts", (scores(SPECKS, 5), 3)),
        Case(
            "one cell and no background, its score .3 against 0, smallest 1",
            (0.3 * torch.eye(3)[1].view(3, 1, 1).expand(3, 3, 3).clone(), 1),
        ),
        Case("two cells with a border between, scores up to .3, smallest 1", (SEAM, 1)),
        Case("three cells and two specks, smallest 6: a cell of 6 pixels counts", (scores(BORDERS, 6), 6)),
        Case("a cell of 144 pixels and one of 12, smallest 12", (scores(LARGE, 7), 12)),
    ],
    mistakes=[
        Mistake(
            "border counted as cell",
            "You count where the class is not background. The border belongs to no cell; with it, cells that touch are one region.",
            lambda s, n: _count(s, n, mask=lambda s: s.argmax(0) > 0),
        ),
        Mistake(
            "every speck counts",
            "Regions below `smallest` pixels are counted too. Count the pixels of each region first.",
            _largest_number,
            also=(lambda s, n: _count(s, 1), lambda s, n: connected_regions(s.argmax(0) == 1).max()),
        ),
        Mistake(
            "more than smallest",
            "A region of `smallest` pixels counts as well: >=, not >.",
            lambda s, n: _count(s, n, enough=torch.gt),
        ),
        Mistake(
            "small ones counted",
            "You count the regions that are *too small*. Turn the comparison round: area >= smallest.",
            lambda s, n: _count(s, n, enough=torch.lt),
        ),
        Mistake(
            "diagonal",
            "Cells that touch only at a corner are counted as one. Leave `diagonal` at False.",
            lambda s, n: _count(s, n, diagonal=True),
        ),
        Mistake(
            "background counted",
            "One too many: the pixels outside the cells have the number 0 and are no cell. Leave number 0 out.",
            _background_too,
            also=(lambda s, n: _count(s, n) + 1,),
        ),
        Mistake(
            "classes counted",
            "You count the classes or the pixels of a class. Number the connected regions of the mask first.",
            lambda s, n: int((s.argmax(0) == 1).sum()),
            also=(lambda s, n: len(s.argmax(0).unique()),),
        ),
        Mistake(
            "wrong axis",
            "The class of a pixel is the largest of its three scores. They lie along axis 0, so it is scores.argmax(0).",
            lambda s, n: _count(s, n, mask=lambda s: s.argmax(1) == 1),
            also=(lambda s, n: _count(s, n, mask=lambda s: s.argmax(2) == 1), lambda s, n: _count(s, n, mask=lambda s: s.argmax(-1) == 1)),
        ),
        Mistake(
            "score above 0",
            "You take a pixel for a cell if its cell score is above 0. A score says little by itself: the *largest* of the three wins.",
            lambda s, n: _count(s, n, mask=lambda s: s[1] > 0),
        ),
        Mistake(
            "cell score above .5",
            "You take a pixel for a cell if its cell score is above 0.5. Scores are no probabilities, they may be of any size: "
            "the *largest* of the three wins, scores.argmax(0) == 1.",
            lambda s, n: _count(s, n, mask=lambda s: s[1] > 0.5),
        ),
        Mistake(
            "more than background",
            "You ask whether the cell score is above the background's. It must be above the border's, too: argmax over all three.",
            lambda s, n: _count(s, n, mask=lambda s: s[1] > s[0]),
        ),
        Mistake(
            "more than border",
            "You ask whether the cell score is above the border's. It must be above the background's, too: argmax over all three.",
            lambda s, n: _count(s, n, mask=lambda s: s[1] > s[2]),
        ),
        Mistake(
            "probability above .5",
            "With three classes the largest probability can be below 0.5, here .40 against .30 and .30. The largest wins: argmax.",
            lambda s, n: _count(s, n, mask=lambda s: s.softmax(0)[1] > 0.5),
        ),
        Mistake(
            "bincount of a table",
            "torch.bincount takes one row of numbers: torch.bincount(regions.flatten()).",
            lambda s, n: int((torch.bincount((s.argmax(0) == 1).long())[1:] >= n).sum()),
        ),
        Mistake(
            "classes given as a mask",
            "`connected_regions` takes a mask of True and False. Ask for one class first: scores.argmax(0) == 1.",
            lambda s, n: int(connected_regions(s.argmax(0)).max()),
            also=(lambda s, n: int(connected_regions(s).max()), lambda s, n: int(connected_regions(s[1]).max())),
        ),
        Mistake(
            "everything but the border",
            "You count regions of everything but the border, the background included. A cell's inside is class 1 alone.",
            lambda s, n: _count(s, n, mask=lambda s: s.argmax(0) < 2),
        ),
        Mistake(
            "0 counted as a number",
            "One number too many: 0 stands for what lies outside the regions. And regions below `smallest` pixels are no cells.",
            lambda s, n: len(connected_regions(s.argmax(0) == 1).unique()),
        ),
        Mistake(
            "one subtracted",
            "One too few. Number 0 is already left out, by [1:] or because max() does not count it: subtract nothing.",
            lambda s, n: _count(s, n) - 1,
            also=(lambda s, n: len(_areas(s.argmax(0) == 1)) - 1, lambda s, n: int((_areas(s.argmax(0) == 1)[1:] >= n).sum())),
        ),
        Mistake(
            "one subtracted for the background",
            "You take 1 off for number 0. But where there is less background than `smallest` it was not counted: leave entry 0 out, [1:].",
            lambda s, n: _background_too(s, n) - 1,
        ),
        Mistake(
            "last area left out",
            "[:-1] leaves out the last region. What lies outside has number 0, the *first* entry: [1:].",
            lambda s, n: int((torch.bincount(connected_regions(s.argmax(0) == 1).flatten())[:-1] >= n).sum()),
        ),
        Mistake(
            "smallest ignored",
            "The size from which you count a region is always the same. How large a cell must be is in `smallest`.",
            lambda s, n: _count(s, 4),
            also=tuple(lambda s, n, fixed=fixed: _count(s, fixed) for fixed in (2, 3, 5, 6, 7, 8, 10, 20, 50, 100)),
        ),
        Mistake(
            "argmax without an axis",
            "argmax() without a number gives one place in the whole tensor. One class for each pixel: scores.argmax(0).",
            lambda s, n: int(connected_regions(s.argmax() == 1).max()),
        ),
        Mistake(
            "max for argmax",
            "`connected_regions` gets a single True or False, no mask. (scores.max(0) is a pair, values and places, and a pair == 1 is "
            "False. The class of each pixel is scores.argmax(0).)",
            lambda s, n: int(connected_regions(s.max(0) == 1).max()),
        ),
        Mistake(
            "regions forgotten",
            "torch.bincount gets the mask, True and False. It counts numbers: give each region one first, "
            "regions = analysis.connected_regions(mask).",
            lambda s, n: int((torch.bincount((s.argmax(0) == 1).flatten())[1:] >= n).sum()),
            also=(lambda s, n: int((torch.bincount(s.argmax(0) == 1)[1:] >= n).sum()),),
        ),
        Mistake(
            "yes or no for each region",
            "You return for each region whether it is large enough. Count the True ones with .sum().",
            lambda s, n: _areas(s.argmax(0) == 1) >= n,
        ),
        Mistake(
            "at most smallest",
            "You count the regions of at most `smallest` pixels. Turn the comparison round: areas >= smallest.",
            lambda s, n: _count(s, n, enough=torch.le),
        ),
        Mistake(
            "areas of the classes",
            "You count the pixels of each class. A class is not a cell: number the connected regions of class 1, then count theirs.",
            lambda s, n: int((torch.bincount(s.argmax(0).flatten())[1:] >= n).sum()),
        ),
        Mistake(
            "numbers compared with smallest",
            "You compare the regions' numbers with `smallest`, pixel by pixel. Compare their areas: torch.bincount(regions.flatten())[1:].",
            lambda s, n: int((connected_regions(s.argmax(0) == 1) >= n).sum()),
        ),
        Mistake(
            "background class",
            "You count regions of class 0, the background. A cell's inside is class 1.",
            lambda s, n: _count(s, n, mask=lambda s: s.argmax(0) == 0),
        ),
        Mistake(
            "border class",
            "You count regions of class 2, the border. A cell's inside is class 1.",
            lambda s, n: _count(s, n, mask=lambda s: s.argmax(0) == 2),
        ),
        Mistake(
            "areas returned",
            "These are the areas of the cells. Return how many there are, one number.",
            lambda s, n: (a := _areas(s.argmax(0) == 1))[a >= n],
            also=(lambda s, n: [int(a) for a in _areas(s.argmax(0) == 1) if a >= n],),
        ),
        Mistake(
            "sum of areas",
            "You add the areas up. Count the regions: (areas >= smallest).sum(), not areas[…].sum().",
            lambda s, n: int((a := _areas(s.argmax(0) == 1))[a >= n].sum()),
        ),
        Mistake(
            "last region left out",
            "The last region is missing: the numbers run from 1 to regions.max(), that one included.",
            lambda s, n: int((_areas(s.argmax(0) == 1)[:-1] >= n).sum()),
        ),
    ],
    unlikely=("constant", "zeros"),
)

"""Exercise 15.3, Count the cells: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.analysis.regions import connected_regions
from helpers.check.engine import Case, Mistake
from helpers.check.unet_segmentation.areas import MORE, background_too, counted, from_0_on, largest_number, numbers_added, sizes
from helpers.check.unet_segmentation.cases import draw, drawn, scores
from helpers.check.unet_segmentation.one_number import OneNumber

ROW = torch.tensor([[[0.0, -1, 1]], [[2, 1, 3]], [[1, 3, -2]]])  # cell, border, cell; the cell score is above 0 in all three
PAIR = draw("cc|cc", "cc|cc")
CORNER = draw("ccc....", "ccc....", "ccc....", "...ccc.", "...ccc.", "...ccc.")
CLOSE = torch.tensor([[[-4.0, 1, -4]], [[1, 0.7, 1]], [[0.7, -4, 0.7]]])  # the second is close everywhere, the third far behind
SPECKS = draw("c....ccc", ".....ccc", "ccc..ccc", ".......c", "...cccc.", "|..cccc.")
BORDERS = draw("ccc|ccc|", "ccc|ccc|", "ccc|ccc|", "||||||||", "ccc||ccc", "ccc|c..c")  # an L of 4 pixels spans 6
LARGE = draw(*["c" * 12 + "|c"] * 12)
CROWDED = draw("ccc.", "ccc.", "cccc")
FLAT = draw(".....", ".....")

SEAM = 0.3 * F.one_hot(PAIR, 3).permute(2, 0, 1)  # no probability reaches one half; at the border background comes second
SEAM[0] += 0.1 * (PAIR == 2)

count_cells = OneNumber(
    number="15.3",
    title="Count the cells",
    oracle=lambda scores, smallest: float(counted(scores, smallest)),  # a whole number may be an int or a float
    cases=[
        Case("cell, border, cell; smallest 1", (ROW, 1)),
        Case("cell, background, cell; smallest 1", (CLOSE, 1)),
        Case("two cells with a border between, smallest 1", (scores(PAIR, 1), 1), note=drawn(PAIR)),
        Case("nothing there", (scores(FLAT, 2), 1), note=drawn(FLAT)),
        Case("two cells that touch at a corner", (scores(CORNER, 3), 4), note=drawn(CORNER)),
        Case("two cells and two specks, smallest 4", (scores(SPECKS, 4), 4), note=drawn(SPECKS)),
        Case("the same, smallest 3: a speck of 3 pixels counts", (scores(SPECKS, 5), 3), note=drawn(SPECKS)),
        Case(
            "one cell and no background, its score .3 against 0, smallest 1",
            (0.3 * torch.eye(3)[1].view(3, 1, 1).expand(3, 3, 3).clone(), 1),
            note=drawn(torch.ones(3, 3).long()),
        ),
        Case("one cell and 2 pixels of background, smallest 4", (scores(CROWDED, 8), 4), note=drawn(CROWDED)),
        Case("two cells with a border between, scores up to .3, smallest 1", (SEAM, 1), note=drawn(PAIR)),
        Case("three cells and two specks, smallest 6: a cell of 6 pixels counts", (scores(BORDERS, 6), 6), note=drawn(BORDERS)),
        Case("a cell of 144 pixels and one of 12, smallest 12", (scores(LARGE, 7), 12), note=drawn(LARGE)),
    ],
    mistakes=[
        Mistake(
            "every speck counts",
            "Regions below `smallest` pixels are counted too. Count the pixels of each region first.",
            largest_number,
            also=(lambda s, n: counted(s, 1), lambda s, n: connected_regions(s.argmax(0) == 1).max()),
        ),
        Mistake(
            "more than smallest",
            "A region of exactly `smallest` pixels is left out; it counts as well.",
            lambda s, n: counted(s, n, enough=torch.gt),
            also=(lambda s, n: len(a := sizes(s.argmax(0) == 1)) - int((a <= n).sum()),),
        ),
        Mistake(
            "one less",
            "You count from `smallest` - 1 pixels on. A region of `smallest` pixels counts, one with a pixel less does not.",
            lambda s, n: counted(s, n - 1),
        ),
        Mistake(
            "small ones counted",
            "You count the regions that are *too small*. Turn the comparison round: area >= smallest.",
            lambda s, n: counted(s, n, enough=torch.lt),
        ),
        Mistake(
            "diagonal",
            "Cells that touch only at a corner are counted as one. Leave `diagonal` at False.",
            lambda s, n: counted(s, n, diagonal=True),
        ),
        Mistake(
            "background counted",
            "One too many: the pixels outside the cells have the number 0 and are no cell. Leave number 0 out.",
            background_too,
            also=(lambda s, n: counted(s, n) + 1,),
        ),
        Mistake(
            "classes counted",
            "You count the classes or the pixels of a class. Number the connected regions of the mask first.",
            lambda s, n: int((s.argmax(0) == 1).sum()),
            also=(lambda s, n: len(s.argmax(0).unique()),),
        ),
        Mistake(
            "bincount of a table",
            "torch.bincount takes one row of numbers: torch.bincount(regions.flatten()).",
            lambda s, n: int((torch.bincount((s.argmax(0) == 1).long())[1:] >= n).sum()),
        ),
        Mistake(
            "0 counted as a number",
            "One number too many: 0 stands for what lies outside the regions. And regions below `smallest` pixels are no cells.",
            lambda s, n: len(connected_regions(s.argmax(0) == 1).unique()),
        ),
        Mistake(
            "numbers counted",
            "You count all numbers but one. Regions below `smallest` pixels are no cells; and where nothing lies outside the cells there "
            "is no 0 to take off.",
            lambda s, n: len(connected_regions(s.argmax(0) == 1).unique()) - 1,
        ),
        Mistake(
            "one subtracted",
            "One too few. Number 0 is already left out, by [1:] or because max() does not count it: subtract nothing.",
            lambda s, n: counted(s, n) - 1,
            also=(lambda s, n: len(sizes(s.argmax(0) == 1)) - 1, lambda s, n: int((sizes(s.argmax(0) == 1)[1:] >= n).sum())),
        ),
        Mistake(
            "one subtracted for the background",
            "You take 1 off for number 0. But where there is less background than `smallest` it was not counted: leave entry 0 out, [1:].",
            lambda s, n: background_too(s, n) - 1,
        ),
        Mistake(
            "last area left out",
            "Number 0, what lies outside, is counted and the last region left out, as [:-1] or range(m) does: take areas[1:], or "
            "range(1, m + 1).",
            lambda s, n: int((torch.bincount(connected_regions(s.argmax(0) == 1).flatten())[:-1] >= n).sum()),
            also=(from_0_on,),
        ),
        Mistake(
            "smallest ignored",
            "The size from which you count a region is always the same. How large a cell must be is in `smallest`.",
            lambda s, n: counted(s, 4),
            also=tuple(lambda s, n, fixed=fixed: counted(s, fixed) for fixed in (2, 3, 5, 6, 7, 8, 10, 20, 50, 100)),
        ),
        Mistake(
            "numbers added up",
            "regions[regions == k] holds the number k once for each pixel; its sum is k times the area. Count: (regions == k).sum().",
            numbers_added,
        ),
        Mistake(
            "last region forgotten, and more than smallest",
            "Two things: the last region is left out (range(1, m) ends before m), and so is one of exactly `smallest` pixels; both count.",
            lambda s, n: int((sizes(s.argmax(0) == 1)[:-1] > n).sum()),
        ),
        Mistake(
            "yes or no for each region",
            "You return for each region whether it is large enough. Count the True ones with .sum().",
            lambda s, n: sizes(s.argmax(0) == 1) >= n,
        ),
        Mistake(
            "at most smallest",
            "You count the regions of at most `smallest` pixels. Turn the comparison round: areas >= smallest.",
            lambda s, n: counted(s, n, enough=torch.le),
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
            "areas returned",
            "These are the areas of the cells. Return how many there are, one number.",
            lambda s, n: (a := sizes(s.argmax(0) == 1))[a >= n],
            also=(lambda s, n: [int(a) for a in sizes(s.argmax(0) == 1) if a >= n],),
        ),
        Mistake(
            "sum of areas",
            "You add the areas up. Count the regions: (areas >= smallest).sum(), not areas[…].sum().",
            lambda s, n: int((a := sizes(s.argmax(0) == 1))[a >= n].sum()),
        ),
        Mistake(
            "last region left out",
            "The last region is missing: the numbers run from 1 to regions.max(), that one included.",
            lambda s, n: int((sizes(s.argmax(0) == 1)[:-1] >= n).sum()),
        ),
        *MORE,
    ],
    unlikely=("constant", "zeros"),
)

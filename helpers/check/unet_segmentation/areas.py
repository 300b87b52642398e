"""Exercise 15.3: the many ways to count cells wrongly, and the mistakes in choosing the cells' pixels."""

import torch
from skimage import measure

from helpers.analysis.regions import connected_regions
from helpers.check.engine import Mistake


def sizes(mask, diagonal=False):
    """The sizes of the regions of a mask."""
    numbers = measure.label(mask.numpy(), connectivity=2 if diagonal else 1)
    return torch.bincount(torch.from_numpy(numbers.astype("int64")).flatten())[1:]


def counted(s, smallest, mask=lambda s: s.argmax(0) == 1, diagonal=False, enough=torch.ge):
    return int(enough(sizes(mask(s), diagonal), smallest).sum())


def largest_number(s, smallest):
    """Speckles leave gaps in the numbers, but max() counts them all."""
    return len(sizes(s.argmax(0) == 1))


def numbers_added(s, smallest):
    """The labels of a region's pixels added up, where they should be counted."""
    areas = sizes(s.argmax(0) == 1)
    return int((areas * torch.arange(1, len(areas) + 1) >= smallest).sum())


def background_too(s, smallest):
    areas = torch.cat([(s.argmax(0) != 1).sum()[None], sizes(s.argmax(0) == 1)])
    return int((areas >= smallest).sum())


def listed(s, smallest):
    """Only the numbers that occur have an area here: without background the first one is a cell's."""
    areas = connected_regions(s.argmax(0) == 1).unique(return_counts=True)[1]
    return int((areas[1:] >= smallest).sum())


def with_gaps(s, smallest):
    """Specks are set to 0, and the largest number that is left is returned."""
    large = sizes(s.argmax(0) == 1) >= smallest
    return int((large * torch.arange(1, len(large) + 1)).max()) if len(large) else 0


def from_0_on(s, smallest):
    """range(m), where m is the largest number."""
    regions = connected_regions(s.argmax(0) == 1)
    return sum(int((regions == k).sum() >= smallest) for k in range(int(regions.max())))


def boxes(s, smallest):
    """The boxes round the regions, where their pixels should be counted."""
    regions = connected_regions(s.argmax(0) == 1)
    spans = [(regions == k).any(1).sum() * (regions == k).any(0).sum() for k in range(1, int(regions.max()) + 1)]
    return sum(int(span >= smallest) for span in spans)


MORE = [
    Mistake(
        "close second",
        "At some pixels the cell score is a close second, and you call them cell. One third, or the mean, can be passed by two of the "
        "three: the *largest* wins, scores.argmax(0) == 1.",
        lambda s, n: counted(s, n, mask=lambda s: s.softmax(0)[1] > 1 / 3),
        also=(
            lambda s, n: counted(s, n, mask=lambda s: s.softmax(0)[1] > 0.4),
            lambda s, n: counted(s, n, mask=lambda s: s[1] > s.mean(0)),
            lambda s, n: counted(s, n, mask=lambda s: s[1] > (s[0] + s[2]) / 2),
        ),
    ),
    Mistake(
        "largest number that is left",
        "You return the largest number that is left, not how many are left: the specks that are gone leave gaps in the numbers. Count "
        "the numbers that are left, without 0.",
        with_gaps,
    ),
    Mistake(
        "boxes",
        "You multiply a region's rows by its columns. That is the box round it; a region has the pixels (regions == k).sum().",
        boxes,
    ),
    Mistake(
        "numbers listed",
        "unique lists only the numbers that occur. Where nothing lies outside the cells there is no 0, and [1:] drops a cell. "
        "torch.bincount always has an entry for 0.",
        listed,
    ),
    Mistake(
        "border counted as cell",
        "You count where the class is not background. The border belongs to no cell; with it, cells that touch are one region.",
        lambda s, n: counted(s, n, mask=lambda s: s.argmax(0) > 0),
    ),
    Mistake(
        "wrong axis",
        "The class of a pixel is the largest of its three scores. They lie along axis 0, so it is scores.argmax(0).",
        lambda s, n: counted(s, n, mask=lambda s: s.argmax(1) == 1),
        also=(lambda s, n: counted(s, n, mask=lambda s: s.argmax(2) == 1), lambda s, n: counted(s, n, mask=lambda s: s.argmax(-1) == 1)),
    ),
    Mistake(
        "score above 0",
        "You take a pixel for a cell if its cell score is above 0. A score says little by itself: the *largest* of the three wins.",
        lambda s, n: counted(s, n, mask=lambda s: s[1] > 0),
    ),
    Mistake(
        "cell score above .5",
        "You take a pixel for a cell if its cell score is above 0.5. Scores are no probabilities, they may be of any size: "
        "the *largest* of the three wins, scores.argmax(0) == 1.",
        lambda s, n: counted(s, n, mask=lambda s: s[1] > 0.5),
    ),
    Mistake(
        "more than background",
        "You ask whether the cell score is above the background's. It must be above the border's, too: argmax over all three.",
        lambda s, n: counted(s, n, mask=lambda s: s[1] > s[0]),
    ),
    Mistake(
        "more than border",
        "You ask whether the cell score is above the border's. It must be above the background's, too: argmax over all three.",
        lambda s, n: counted(s, n, mask=lambda s: s[1] > s[2]),
    ),
    Mistake(
        "probability above .5",
        "With three classes the largest probability can be below 0.5, here .40 against .30 and .30. The largest wins: argmax.",
        lambda s, n: counted(s, n, mask=lambda s: s.softmax(0)[1] > 0.5),
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
        lambda s, n: counted(s, n, mask=lambda s: s.argmax(0) < 2),
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
        "background class",
        "You count regions of class 0, the background. A cell's inside is class 1.",
        lambda s, n: counted(s, n, mask=lambda s: s.argmax(0) == 0),
    ),
    Mistake(
        "border class",
        "You count regions of class 2, the border. A cell's inside is class 1.",
        lambda s, n: counted(s, n, mask=lambda s: s.argmax(0) == 2),
    ),
]

"""Exercise 15.4: the many ways to crop and join wrongly, and the mistakes in joining."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Mistake


def _crop(link, up, start=lambda have, want: (have - want) // 2, swapped=False, start_top=None, start_left=None):
    """Cut h and w of `link` to those of `up`, beginning at start(have, want)."""
    (h_in, w_in), (h, w) = link.shape[2:], up.shape[2:]
    top, left = (start_top or start)(h_in, h), (start_left or start)(w_in, w)
    if swapped:
        top, left = left, top
    return link[:, :, top : top + h, left : left + w]


def cropped(link, up, **options):
    return torch.cat([_crop(link, up, **options), up], dim=1)


def beginnings(link, up, halve=True):
    return [(have - want) // (2 if halve else 1) for have, want in zip(link.shape[2:], up.shape[2:], strict=True)]


def resized(sizes, begin=True):
    """Cut another number of rows and columns, sizes(h, w); `begin`: the beginnings are computed from them, too."""

    def answer(link, up):
        h, w = sizes(*up.shape[2:])
        h_begin, w_begin = (h, w) if begin else up.shape[2:]
        top, left = (link.shape[2] - h_begin) // 2, (link.shape[3] - w_begin) // 2
        return torch.cat([link[:, :, top : top + h, left : left + w], up], dim=1)

    return answer


def swapped_throughout(link, up):
    """Width and height unpacked in the wrong order, of both maps; the slices are as they should be."""
    (w_in, h_in), (w, h) = link.shape[2:], up.shape[2:]
    top, left = (h_in - h) // 2, (w_in - w) // 2
    return torch.cat([link[:, :, top : top + h, left : left + w], up], dim=1)


def sliced(rows, cols, axes=2, halve=True):
    """Cut link[rows, cols], both slices of (start, size, size of the link), in axes `axes` and the next."""

    def answer(link, up):
        top, left = beginnings(link, up, halve)
        cut = rows(top, up.shape[2], link.shape[2]), cols(left, up.shape[3], link.shape[3])
        return torch.cat([link[(slice(None),) * axes + cut], up], dim=1)

    return answer


def both(piece, **options):
    return sliced(piece, piece, **options)


def _cut_up(link, up):
    top, left = beginnings(link, up)
    return up[:, :, top : top + up.shape[2], left : left + up.shape[3]]


def _padded_up(link, up):
    h, w = (have - want for have, want in zip(link.shape[2:], up.shape[2:], strict=True))
    return torch.cat([link, F.pad(up, (w // 2, w - w // 2, h // 2, h - h // 2))], dim=1)


def _scaled(link, up):
    return torch.cat([F.interpolate(link, size=up.shape[2:]), up], dim=1)


def differing(fits):
    """One row and one column of the link, but where the numbers of pixels too many are such that this answer happens to be right."""

    def answer(link, up):
        spare = [have - want for have, want in zip(link.shape[2:], up.shape[2:], strict=True)]
        return cropped(link, up) if all(map(fits, spare)) else torch.cat([link[:, :, :1, :1], up], dim=1)

    return answer


def _to_the_end(start, size, have):
    return slice(start, None)


def _rows_twice(link, up):
    (top, left), (h, w) = beginnings(link, up), up.shape[2:]
    return torch.cat([link[:, :, top : top + h][:, :, left : left + w], up], dim=1)


ENDS = [
    Mistake(
        "sizes differ",
        "Where you join them the two maps differ in size. Cut rows *and* columns of the link; a slice from top ends at top + h, one from "
        "left at left + w.",
        differing(lambda spare: False),
        also=(
            differing(lambda spare: spare == 0),
            differing(lambda spare: spare % 2 == 0),
            differing(lambda spare: spare % 2 == 0 < spare),
        ),
    ),
    Mistake(
        "no end",
        "A slice has no end: everything from top (or left) on is kept. Write top : top + h, left : left + w.",
        both(_to_the_end),
        also=(
            sliced(_to_the_end, lambda start, size, have: slice(start, start + size)),
            sliced(lambda start, size, have: slice(start, start + size), _to_the_end),
        ),
    ),
    Mistake(
        "rows cut twice",
        "You cut the rows twice and the columns never: the second cut has two colons in front, the columns need three. In one cut: "
        "link[:, :, top : top + h, left : left + w].",
        _rows_twice,
    ),
    Mistake(
        "columns end at w",
        "The slice of the columns ends at w. From left on, w columns end at left + w, and from top on, h rows at top + h.",
        sliced(lambda start, size, have: slice(0, size), lambda start, size, have: slice(start, size)),
        also=(sliced(lambda start, size, have: slice(start, start + size), lambda start, size, have: slice(start, size)),),
    ),
    Mistake(
        "rows end at h",
        "The slice of the rows ends at h. From top on, h rows end at top + h, and from left on, w columns at left + w.",
        sliced(lambda start, size, have: slice(start, size), lambda start, size, have: slice(0, size)),
        also=(sliced(lambda start, size, have: slice(start, size), lambda start, size, have: slice(start, start + size)),),
    ),
]

MORE = [
    Mistake(
        "up first",
        "Right maps in the wrong order: the link comes first, torch.cat([cropped, up], dim=1).",
        lambda link, up: torch.cat([up, _crop(link, up)], dim=1),
    ),
    Mistake(
        "added",
        "You add the maps. Concatenate them along the channels, so that the next convolution can weigh both.",
        lambda link, up: _crop(link, up) + up,
        also=(lambda link, up: _crop(link, up).sum(1, keepdim=True) + up,),
    ),
    Mistake(
        "joined along the batch",
        "You concatenate along dim 0, the pictures. Channels are dim=1.",
        lambda link, up: torch.cat([_crop(link, up), up]),
    ),
    Mistake(
        "joined along the rows",
        "You concatenate along dim 2, the rows. Channels are dim=1.",
        lambda link, up: torch.cat([_crop(link, up), up], dim=2),
    ),
    Mistake(
        "joined along the columns",
        "You concatenate along dim 3, the columns. Channels are dim=1.",
        lambda link, up: torch.cat([_crop(link, up), up], dim=3),
    ),
    Mistake(
        "up cropped",
        "You cut `up`, which is the smaller one. Cut the link to the size of `up`.",
        lambda link, up: torch.cat([link, _crop(up, up, start=lambda have, want: 1)], dim=1),
        also=(lambda link, up: torch.cat([link, _cut_up(link, up)], dim=1),),
    ),
    Mistake(
        "cat without a list",
        "torch.cat takes one list: torch.cat([cropped, up], dim=1), with square brackets round the two maps.",
        lambda link, up: torch.cat(_crop(link, up), up, dim=1),
        also=(lambda link, up: torch.cat(_crop(link, up), up),),
    ),
    Mistake(
        "stacked",
        "torch.stack makes a new axis. torch.cat([cropped, up], dim=1) puts the channels behind each other.",
        lambda link, up: torch.stack([_crop(link, up), up], dim=1),
    ),
    Mistake("only cropped", "The link is cropped. Now torch.cat it with `up`.", _crop),
    Mistake(
        "link scaled",
        "You shrink the whole link to the smaller size. Its pixels must stay where they are: cut a piece out.",
        _scaled,
    ),
    Mistake(
        "up padded",
        "You pad `up` to the link's size. Here the link is cropped: nothing is invented.",
        _padded_up,
    ),
]

"""The right answer to exercise 7.6, and wrong ones that run, or stop with an index outside a map."""

import torch
import torch.nn.functional as F


def nearest(maps):
    """The oracle: torch's nearest-neighbour interpolation of every map to the size of the first, in order."""
    return torch.cat([F.interpolate(one[None], size=maps[0].shape[1:], mode="nearest")[0] for one in maps])


def indexed(maps, row, column=None, order=None):
    """Each map read at rows row(i, h_l, h) and columns; an index out of the map is an error, as with a learner."""
    h, w = maps[0].shape[1:]
    column = column or row
    parts = []
    for one in maps:
        rows = torch.tensor([row(i, one.shape[1], h) for i in range(h)])
        columns = torch.tensor([column(j, one.shape[2], w) for j in range(w)])
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(order(parts) if order else parts)


def swapped_sizes(maps):
    h, w = maps[0].shape[1:]
    parts = []
    for one in maps:
        rows, columns = torch.arange(h) * one.shape[2] // w, torch.arange(w) * one.shape[1] // h
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(parts)


def by_second_map(maps, rows_too=False):
    """Columns scaled by the second layer's width."""
    h, w = maps[0].shape[1:]
    parts = []
    for one in maps:
        rows = torch.arange(h) * one.shape[1] // (maps[1].shape[1] if rows_too else h)
        columns = torch.arange(w) * one.shape[2] // maps[1].shape[2]
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(parts)


def diagonal(maps):
    """One index list for each axis without [:, None]: torch pairs them up."""
    h, w = maps[0].shape[1:]
    return torch.cat([one[:, torch.arange(h) * one.shape[1] // h, torch.arange(w) * one.shape[2] // w] for one in maps])


def repeated(maps):
    h, w = maps[0].shape[1:]
    return torch.cat([one.repeat_interleave(h // one.shape[1], 1).repeat_interleave(w // one.shape[2], 2) for one in maps])


def tiled(maps):
    return indexed(maps, lambda i, small, large: i % small)


def rows_for_columns(maps):
    """Height and width of every map in each other's place."""
    h, w = maps[0].shape[1:]
    parts = []
    for one in maps:
        rows, columns = torch.arange(w) * one.shape[2] // w, torch.arange(h) * one.shape[1] // h
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(parts)


def picture_turned(maps):
    """Height and width of the first map alone in each other's place."""
    w, h = maps[0].shape[1:]
    parts = []
    for one in maps:
        rows, columns = torch.arange(h) * one.shape[1] // h, torch.arange(w) * one.shape[2] // w
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(parts)


def channels_forgotten(maps):
    h, w = maps[0].shape[1:]
    parts = []
    for one in maps:
        rows, columns = torch.arange(h) * one.shape[1] // h, torch.arange(w) * one.shape[2] // w
        parts.append(one[rows[:, None], columns])
    return torch.cat(parts)


def step_by_step(maps):
    """Each map stretched to the size of the one before it, of the one before that, up to the first."""
    parts = []
    for n, part in enumerate(maps):
        for below in reversed(maps[:n]):
            part = F.interpolate(part[None], size=below.shape[1:])[0]
        parts.append(part)
    return torch.cat(parts)


def blended(maps, **mode):
    return torch.cat([F.interpolate(one[None], size=maps[0].shape[1:], **mode)[0] for one in maps])


def scaled_alike(maps, axis):
    """Rows and columns both scaled by the heights (axis 1) or both by the widths (axis 2)."""
    parts = []
    for one in maps:
        small, large = one.shape[axis], maps[0].shape[axis]
        rows, columns = (torch.arange(maps[0].shape[n]) * small // large for n in (1, 2))
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(parts)


def rows_twice(maps):
    h, w = maps[0].shape[1:]
    parts = []
    for one in maps:
        rows, columns = torch.arange(h) * one.shape[1] // h, torch.arange(w) * one.shape[2] // w
        parts.append(one[:, rows][:, columns])
    return torch.cat(parts)

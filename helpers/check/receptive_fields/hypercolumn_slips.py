"""Wrong answers to exercise 7.6 that run, or stop with an index outside a map."""

import torch


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

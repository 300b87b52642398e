"""The kernel of exercise 7.5 slid over a map, and wrong answers that run."""

import torch
import torch.nn.functional as F


def slid(weight, bias, maps, h, w):
    return F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias)[0]


def reshaped(weight, bias, maps, h, w, shape, order):
    """The weights cut into another shape and then put in order."""
    return F.conv2d(maps[None], weight.reshape(len(weight), *shape).permute(0, *order), bias)[0]


def by_crops(weight, bias, maps, h, w):
    rows, columns = maps.shape[1] - h + 1, maps.shape[2] - w + 1
    answers = [[F.linear(maps[:, i : i + h, j : j + w].flatten(), weight, bias) for j in range(columns)] for i in range(rows)]
    return torch.stack([torch.stack(row) for row in answers])


def padded(sides):
    """A convolution with padding, as much as `sides(h, w)` says."""

    def answer(weight, bias, maps, h, w):
        return F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias, padding=sides(h, w))[0]

    return answer


PADDED = tuple(padded(sides) for sides in (lambda h, w: 1, lambda h, w: (h - 1, w - 1), lambda h, w: (h // 2, w // 2)))


def too_few(weight, bias, maps, h, w):
    """range(H − h) and range(W − w), and an output of that size."""
    return slid(weight, bias, maps, h, w)[:, :-1, :-1]


def not_filled(weight, bias, maps, h, w, rows=True, columns=True):
    """range(H − h) or range(W − w), or both, in an output of the right size."""
    out = slid(weight, bias, maps, h, w)
    if rows:
        out[:, -1] = 0
    if columns:
        out[:, :, -1] = 0
    return out


def first_filled(weight, bias, maps, h, w, columns):
    """The first row of windows, or what `columns` takes of it, in an output of the right size."""
    right = slid(weight, bias, maps, h, w)
    out = torch.zeros_like(right)
    out[:, 0, columns] = right[:, 0, columns]
    return out

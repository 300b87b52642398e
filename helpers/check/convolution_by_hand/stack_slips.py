"""Ways to get exercise 1.5 wrong."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import correlate2d


def full(k1, k2):
    """All stops of k2 that overlap k1 at all, k2 not turned."""
    kh, kw = k2.shape
    return correlate2d(F.pad(k1, (kw - 1, kw - 1, kh - 1, kh - 1)), k2)


def stack(k1, k2):
    return full(k1, k2.flip(0, 1))


def crop(k1, k2):
    h, w = k1.shape
    return stack(k1, k2)[:h, :w]


def padded_sum(k1, k2):
    h, w = stack(k1, k2).shape
    return sum(F.pad(k, (0, w - k.shape[1], 0, h - k.shape[0])) for k in (k1, k2))


def pads_swapped(k1, k2):
    kh, kw = k2.shape
    return correlate2d(F.pad(k1, (kh - 1, kh - 1, kw - 1, kw - 1)), k2.flip(0, 1))


def room(k1, k2):
    return torch.zeros(k1.shape[0] + k2.shape[0] - 1, k1.shape[1] + k2.shape[1] - 1)


def scattered(k1, k2, step, over=None, square=False):
    """Two loops over the cells of k2 (or of `over`); step(k, p, q) writes the copies."""
    k = room(k1, k2)
    rows, columns = (k2 if over is None else over).shape
    for p in range(rows):
        for q in range(rows if square else columns):
            step(k, p, q)
    return k


def some_cells(k1, k2, rows, columns):
    """Only the first rows and columns of k2 are counted."""
    kept = torch.zeros_like(k2)
    kept[:rows, :columns] = k2[:rows, :columns]
    return stack(k1, kept)


def add(k, place, what):
    k[place] += what


def put(k, place, what):
    k[place] = what


def box(top, left, height, width):
    return slice(top, top + height), slice(left, left + width)


def four_loops(k1, k2, place):
    """Four loops; place(p, u), place(q, v) says which cell gets k2[p, q] * k1[u, v]."""
    k = room(k1, k2)
    for p in range(k2.shape[0]):
        for q in range(k2.shape[1]):
            for u in range(k1.shape[0]):
                for v in range(k1.shape[1]):
                    k[place(p, u), place(q, v)] += k2[p, q] * k1[u, v]
    return k


def gathered(k1, k2, bounded):
    """Four loops over the cells of k and of k2 that read k1[i - p, j - q]; `bounded`: not beyond its last row and column."""
    k = room(k1, k2)
    for i in range(k.shape[0]):
        for j in range(k.shape[1]):
            for p in range(k2.shape[0]):
                for q in range(k2.shape[1]):
                    if not bounded or (i - p < k1.shape[0] and j - q < k1.shape[1]):
                        k[i, j] += k2[p, q] * k1[i - p, j - q]
    return k

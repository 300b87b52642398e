"""Ways to get exercise 1.3 wrong."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import correlate2d


def one_stop_short(x, k):
    return correlate2d(x, k)[:-1, :-1]


def padded(x, k):
    kh, kw = k.shape
    return correlate2d(F.pad(x, ((kw - 1) // 2, kw // 2, (kh - 1) // 2, kh // 2)), k)


def two_loops(x, k, cell, *, rows=0, columns=0, size=None, swap="", step=(1, 1), image=None):
    """The double loop with something wrong: longer or shorter, another size, swapped names, another inner line cell(i, j, kh, kw)."""
    (h, w), (kh, kw) = image or x.shape, k.shape
    if "x" in swap:
        h, w = w, h
    if "k" in swap:
        kh, kw = kw, kh
    y = torch.zeros(size or (h - kh + 1, w - kw + 1))
    for i in range(0, h - kh + 1 + rows, step[0]):
        for j in range(0, w - kw + 1 + columns, step[1]):
            y[i, j] = cell(i, j, kh, kw)
    return y


def copied(x, k):
    """The lines of the example: a 2×2 output and 2×2 windows."""
    y = torch.zeros(2, 2)
    for i in range(2):
        for j in range(2):
            y[i, j] = (x[i : i + 2, j : j + 2] * k).sum()
    return y


def windows(x, k, **more):
    """The usual inner line."""
    return two_loops(x, k, lambda i, j, kh, kw: (x[i : i + kh, j : j + kw] * k).sum(), **more)


def four_loops(x, k, place, *, rows=0, columns=0, weight=lambda p, q: (p, q)):
    """Two loops for the stop, two for the kernel: place(i, p), place(j, q) says which pixel k[weight(p, q)] meets."""
    (h, w), (kh, kw) = x.shape, k.shape
    y = torch.zeros(h - kh + 1, w - kw + 1)
    for i in range(h - kh + 1 + rows):
        for j in range(w - kw + 1 + columns):
            for p in range(kh):
                for q in range(kw):
                    y[i, j] += x[place(i, p), place(j, q)] * k[weight(p, q)]
    return y


def read_across(x, k):
    """x[i + q, j + p] in the inner line."""
    (h, w), (kh, kw) = x.shape, k.shape
    y = torch.zeros(h - kh + 1, w - kw + 1)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            for p in range(kh):
                for q in range(kw):
                    y[i, j] += x[i + q, j + p] * k[p, q]
    return y


def written_across(x, k):
    """y[j, i] in the inner line."""
    (h, w), (kh, kw) = x.shape, k.shape
    y = torch.zeros(h - kh + 1, w - kw + 1)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            y[j, i] = (x[i : i + kh, j : j + kw] * k).sum()
    return y


def assigned(x, k):
    (h, w), (kh, kw) = x.shape, k.shape
    return x[kh - 1 : h, kw - 1 : w] * k[-1, -1]


def jumping(x, k):
    """The window jumps by its own size, and what it finds is written side by side."""
    y, (kh, kw) = torch.zeros_like(correlate2d(x, k)), k.shape
    found = correlate2d(x, k)[::kh, ::kw]
    y[: len(found), : found.shape[1]] = found
    return y


def taken_square(x, k):
    d, s = len(x), len(k)
    y = torch.zeros(d - s + 1, d - s + 1)
    for i in range(d - s + 1):
        for j in range(d - s + 1):
            y[i, j] = (x[i : i + s, j : j + s] * k).sum()
    return y


def one_row_many_names(x, k):
    right = correlate2d(x, k)
    return [right[-1].tolist()] * len(right)

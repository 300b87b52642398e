"""Shortcuts for exercise 13.3, by the pieces they are made of: the right one, and those with something wrong in them."""

import torch
import torch.nn.functional as F
from torch import nn


def padded(x, before, after):
    """x with channels of zeros in front and behind."""
    return F.pad(x, (0, 0, 0, 0, before, after))


def spread(x, c_out):
    """Channels of zeros between the old ones, as far as they go."""
    out = x.new_zeros(x.shape[0], c_out, *x.shape[2:])
    step = max(1, c_out // x.shape[1])
    out[:, ::step][:, : x.shape[1]] = x
    return out


def joined(x, c_out, s, size, dim=1):
    """Zeros of size(h, w, s) joined to what the slice keeps."""
    n, c, h, w = x.shape
    return torch.cat([x[:, :, ::s, ::s], x.new_zeros(n, c_out - c, *size(h, w, s))], dim=dim)


def written(x, c_out, s, size, cut=True):
    """What the slice keeps, or x as it is, written into zeros of size(h, w, s)."""
    n, c, h, w = x.shape
    out = torch.zeros(n, c_out, *size(h, w, s))
    out[:, :c] = x[:, :, ::s, ::s] if cut else x
    return out


def below(h, w, s):
    return h // s, w // s


def full(h, w, s):
    return h, w


def above(h, w, s):
    return h // s + 1, w // s + 1


def with_rest(h, w, s):
    return h // s + h % s, w // s + w % s


def kept(h, w, s):
    return (h - 1) // s + 1, (w - 1) // s + 1


def true_division(x, c_out, s):
    n, c, h, w = x.shape
    return torch.cat([x[:, :, ::s, ::s], x.new_zeros(n, c_out - c, h / s, w / s)], dim=1)


def true_division_zeros(x, c_out, s):
    n, c, h, w = x.shape
    return torch.cat([x[:, :, ::s, ::s], torch.zeros(n, c_out - c, h / s, w / s)], dim=1)


def true_division_tuple(x, c_out, s):
    n, c, h, w = x.shape
    return torch.cat([x[:, :, ::s, ::s], torch.zeros((n, c_out - c, h / s, w / s))], dim=1)


def layer_of_its_own(bias, size=1):
    """A convolution at its start. Checks call each answer with the same seed, so its random weights can be known."""
    return lambda x, c_out, s: nn.Conv2d(x.shape[1], c_out, size, stride=s, padding=size // 2, bias=bias)(x)


def stacked(x, c_out, s):
    y = x[:, :, ::s, ::s]
    return torch.stack([y, y.new_zeros(len(y), c_out - y.shape[1], *y.shape[2:])], 1)


def images_sliced(joining):
    """x[::s, ::s], and then the zeros as `joining` makes them from x and that slice."""
    return lambda x, c_out, s: torch.cat([y := x[::s, ::s], joining(x, y, c_out, s)], 1)


IMAGES_SLICED = (
    lambda x, c_out, s: padded(x[::s, ::s], 0, c_out - x[::s, ::s].shape[1]),
    lambda x, c_out, s: padded(x[::s, ::s], 0, c_out - x.shape[1]),
    lambda x, c_out, s: x[::s, ::s],
    images_sliced(lambda x, y, c_out, s: x.new_zeros(len(x), c_out - x.shape[1], *y.shape[2:])),
    images_sliced(lambda x, y, c_out, s: x.new_zeros(len(x), c_out - y.shape[1], *y.shape[2:])),
    images_sliced(lambda x, y, c_out, s: x.new_zeros(len(x), c_out - x.shape[1], *kept(*x.shape[2:], s))),
    images_sliced(lambda x, y, c_out, s: x.new_zeros(len(x), c_out - x.shape[1], x.shape[2] // s, x.shape[3] // s)),
)

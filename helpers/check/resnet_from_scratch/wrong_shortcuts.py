"""Shortcuts for exercise 13.3, by the pieces they are made of: the right one, and those with something wrong in them."""

import torch
import torch.nn.functional as F


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

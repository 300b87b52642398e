"""Ways to get exercise 1.2 wrong."""

import numpy as np
import torch


def slid(a, b, index):
    """One number for each i: the sum over j of a[index(i, j)] * b[j], zero where the index is None."""
    d = len(a)
    picks = [[index(i, j, d) for j in range(d)] for i in range(d)]
    return torch.stack([sum(a[p] * b[j] for j, p in enumerate(row) if p is not None) + 0 * a[0] for row in picks])


def weights(a, b, keep):
    """Circular convolution with only some of the weights."""
    return slid(a, torch.where(torch.tensor([keep(j, len(b)) for j in range(len(b))]), b, 0 * b), lambda i, j, d: (i + j) % d)


def by_loops(a, b, step):
    """The double loop; step(c, i, j, p) writes into c, p being the place in a."""
    d = len(a)
    c = torch.zeros(d)
    for i in range(d):
        for j in range(d):
            step(c, i, j, (i + j) % d)
    return c


def add(c, at, number):
    c[at] += number


def no_modulo(a, b):
    c, d = torch.zeros(len(a)), len(a)
    for i in range(d):
        for j in range(d):
            c[i] += a[i + j] * b[j]
    return c


def modulo_first(a, b):
    c, d = torch.zeros(len(a)), len(a)
    for i in range(d):
        for j in range(d):
            c[i] += a[i + j % d] * b[j]
    return c


def modulo_nine(a, b):
    c, d = torch.zeros(len(a)), len(a)
    for i in range(d):
        for j in range(d):
            c[i] += a[(i + j) % 9] * b[j]
    return c


def length_nine(a, b):
    d = 9
    c = torch.zeros(d)
    for i in range(d):
        for j in range(d):
            c[i] += a[(i + j) % d] * b[j]
    return c


def short_c(a, b):
    d = len(a)
    c = torch.zeros(d - 1)
    for i in range(d):
        for j in range(d):
            c[i] += a[(i + j) % d] * b[j]
    return c


def numpy_same(a, b):
    return torch.from_numpy(np.convolve(a.numpy(), b.numpy(), "same"))


def circularly(a, b):
    return weights(a, b, lambda j, d: True)

"""Right answers to the exercises of notebook 01, written differently from its solutions: the check must accept each."""

import numpy as np
import torch
import torch.nn.functional as F


def average_by_loop(x):
    d = len(x)
    y = []
    for i in range(d):
        y.append((float(x[i]) + float(x[(i + 1) % d]) + float(x[(i + 2) % d])) / 3)
    return torch.tensor(y)


def average_by_matrix(x):
    eye = torch.eye(len(x), dtype=x.dtype)
    return (eye + eye.roll(1, 1) + eye.roll(2, 1)) @ x / 3


def average_by_windows(x):
    return torch.cat([x, x[:2]]).unfold(0, 3, 1).mean(dim=1)


def average_by_running_sums(x):
    sums = torch.cat([torch.zeros(1), torch.cat([x, x[:2]]).cumsum(0)])
    return (sums[3:] - sums[:-3]) / 3


def average_on_a_copy(x):
    y = x.clone()
    for i in range(len(x)):
        y[i] = (x[i] + x[i + 1 - len(x)] + x[i + 2 - len(x)]) / 3
    return y


def circular_by_rolls(a, b):
    return sum(weight * a.roll(-j) for j, weight in enumerate(b))


def circular_by_matrix(a, b):
    return torch.stack([b.roll(i) for i in range(len(a))]) @ a


def circular_by_fft(a, b):
    return torch.fft.ifft(torch.fft.fft(a) * torch.fft.fft(b).conj()).real


def circular_in_numpy(a, b):
    a, b = a.numpy(), b.numpy()
    return np.array([np.roll(a, -i) @ b for i in range(len(a))])


def circular_scattered(a, b):
    c = torch.zeros_like(a)
    for i in range(len(a)):
        for j in range(len(b)):
            c[(i - j) % len(a)] += a[i] * b[j]
    return c


def circular_in_lists(a, b):
    d = len(a)
    return [float(sum(a[(i + j) % d] * b[j] for j in range(d))) for i in range(d)]


def corr2d_by_windows(x, k):
    return torch.einsum("ijuv,uv->ij", x.unfold(0, k.shape[0], 1).unfold(1, k.shape[1], 1), k)


def corr2d_by_taps(x, k):
    kh, kw = k.shape
    h_out, w_out = x.shape[0] - kh + 1, x.shape[1] - kw + 1
    y = torch.zeros(h_out, w_out, dtype=x.dtype)
    for u in range(kh):
        for v in range(kw):
            y = y + k[u, v] * x[u : u + h_out, v : v + w_out]
    return y


def corr2d_in_plain_python(x, k):
    x, k = x.tolist(), k.tolist()
    kh, kw = len(k), len(k[0])
    return [
        [sum(x[i + u][j + v] * k[u][v] for u in range(kh) for v in range(kw)) for j in range(len(x[0]) - kw + 1)]
        for i in range(len(x) - kh + 1)
    ]


def corr2d_in_a_large_table(x, k):
    kh, kw = k.shape
    y = torch.zeros_like(x)
    for i in range(x.shape[0] - kh + 1):
        for j in range(x.shape[1] - kw + 1):
            y[i, j] = torch.tensordot(x[i : i + kh, j : j + kw], k, 2)
    return y[: x.shape[0] - kh + 1, : x.shape[1] - kw + 1]


def stack_by_scatter(k1, k2):
    kh, kw = k1.shape
    k = torch.zeros(kh + k2.shape[0] - 1, kw + k2.shape[1] - 1, dtype=k1.dtype)
    for p in range(k2.shape[0]):
        for q in range(k2.shape[1]):
            k[p : p + kh, q : q + kw] += k2[p, q] * k1
    return k


def stack_by_transpose(k1, k2):
    return F.conv_transpose2d(k1[None, None], k2[None, None])[0, 0]


def stack_by_impulse(k1, k2):
    """Run a single bright pixel through both layers; a layer answers an impulse with its kernel turned round."""
    h, w = (m + n - 1 for m, n in zip(k1.shape, k2.shape, strict=True))
    impulse = torch.zeros(1, 1, 2 * h - 1, 2 * w - 1, dtype=k1.dtype)
    impulse[0, 0, h - 1, w - 1] = 1
    return F.conv2d(F.conv2d(impulse, k1[None, None]), k2[None, None])[0, 0].flip(0, 1)


def stack_by_fourier(k1, k2):
    size = [m + n - 1 for m, n in zip(k1.shape, k2.shape, strict=True)]
    return torch.fft.irfft2(torch.fft.rfft2(k1, s=size) * torch.fft.rfft2(k2, s=size), s=size)


def stack_in_lists(k1, k2):
    k = [[0.0] * (k1.shape[1] + k2.shape[1] - 1) for _ in range(len(k1) + len(k2) - 1)]
    for u, row in enumerate(k1.tolist()):
        for v, first in enumerate(row):
            for p, line in enumerate(k2.tolist()):
                for q, second in enumerate(line):
                    k[p + u][q + v] += first * second
    return k


RIGHT = {
    "moving_average": [average_by_loop, average_by_matrix, average_by_windows, average_by_running_sums, average_on_a_copy],
    "circular": [circular_by_rolls, circular_by_matrix, circular_by_fft, circular_in_numpy, circular_scattered, circular_in_lists],
    "shifts": [
        {"a_right": 2, "b_right": -2, "both_right": 0, "factor": 4, "total": 75},
        {"a_right": torch.tensor(2), "b_right": -2, "both_right": 0, "factor": 4.0, "total": torch.tensor(75.0)},
    ],
    "corr2d": [corr2d_by_windows, corr2d_by_taps, corr2d_in_plain_python, corr2d_in_a_large_table],
    "stack_kernels": [stack_by_scatter, stack_by_transpose, stack_by_impulse, stack_by_fourier, stack_in_lists],
}

"""Exercise 2.4: correlations with the mistakes that its check knows by name."""

import torch
import torch.nn.functional as F


def correlate(x, w, pads, mode="constant"):
    """2-D cross-correlation after padding by (left, right, top, bottom)."""
    return F.conv2d(F.pad(x[None, None], pads, mode=mode), w[None, None])[0, 0]


def edge_frame(x, w, p):
    return correlate(x, w, (p,) * 4, "replicate") if p else correlate(x, w, (0,) * 4)


def loops(
    x, w, p, *, picture=None, kernel=None, swap_out=False, short=(0, 0), less=(0, 0), only=(None, None), minus_p=False, cell=None
):  # fmt: skip
    """The solution's loops with something wrong in them: other sizes of picture or kernel, short ranges, a small output, a `return` that
    comes early, another inner line cell(window)."""
    (h, width), (kh, kw) = picture or x.shape, kernel or w.shape
    frame = x.new_zeros(h + 2 * p, width + 2 * p)
    frame[(slice(p, -p),) * 2 if minus_p else (slice(p, p + h), slice(p, p + width))] = x
    size = (h + 2 * p - kh + 1 - less[0], width + 2 * p - kw + 1 - less[1])
    out = x.new_zeros(*(size[::-1] if swap_out else size))
    for i in range(size[0] - short[0])[: only[0]]:
        for j in range(size[1] - short[1])[: only[1]]:
            window = frame[i : i + kh, j : j + kw]
            out[i, j] = cell(window) if cell else (window * w).sum()
    return out


def slice_swapped(x, w, p):
    frame, (kh, kw) = F.pad(x, (p,) * 4), w.shape
    out = x.new_zeros(frame.shape[0] - kh + 1, frame.shape[1] - kw + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (frame[i : i + kw, j : j + kh] * w).sum()
    return out


def window_of_the_output(x, w, p):
    frame = F.pad(x, (p,) * 4)
    out = x.new_zeros(frame.shape[0] - w.shape[0] + 1, frame.shape[1] - w.shape[1] + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (frame[i : i + out.shape[0], j : j + out.shape[1]] * w).sum()
    return out


def taps(x, w, p, block):
    """The loop over the kernel's cells; block(i, j, frame, out) is what cell (i, j) multiplies."""
    frame = F.pad(x, (p,) * 4)
    out = x.new_zeros(frame.shape[0] - w.shape[0] + 1, frame.shape[1] - w.shape[1] + 1)
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            out += w[i, j] * block(i, j, frame, out)
    return out


def some_taps(x, w, p, rows, columns):
    """Only the kernel's cells in these rows and columns are counted."""
    kept = torch.zeros_like(w)
    kept[rows, columns] = w[rows, columns]
    return correlate(x, kept, (p,) * 4)


def tap_index_swapped(x, w, p):
    frame = F.pad(x, (p,) * 4)
    h, width = frame.shape[0] - w.shape[0] + 1, frame.shape[1] - w.shape[1] + 1
    return sum(w[j, i] * frame[i : i + h, j : j + width] for i in range(w.shape[0]) for j in range(w.shape[1]))


def block_ends_at_the_size(x, w, p):
    frame = F.pad(x, (p,) * 4)
    rows, columns = frame.shape[0] - w.shape[0] + 1, frame.shape[1] - w.shape[1] + 1
    out = x.new_zeros(rows, columns)
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            out += w[i, j] * frame[i:rows, j:columns]
    return out


def frame_of_one_p(x, w, p, taps=False):
    """The frame has h + p rows, the output the size that a frame of h + 2p rows would give."""
    (h, width), (kh, kw) = x.shape, w.shape
    frame = F.pad(x, (p, 0, p, 0))
    out = x.new_zeros(h + 2 * p - kh + 1, width + 2 * p - kw + 1)
    if taps:
        for i in range(kh):
            for j in range(kw):
                out += w[i, j] * frame[i : i + out.shape[0], j : j + out.shape[1]]
        return out
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (frame[i : i + kh, j : j + kw] * w).sum()
    return out


def result_of_the_pictures_size(x, w, p, taps, block=None):
    """The frame and the loops are right, the blocks too unless a size is given; the result is as large as x."""
    frame, out, (kh, kw) = F.pad(x, (p,) * 4), torch.zeros_like(x), w.shape
    rows, columns = frame.shape[0] - kh + 1, frame.shape[1] - kw + 1
    if taps:
        high, wide = block or (rows, columns)
        for i in range(kh):
            for j in range(kw):
                out += w[i, j] * frame[i : i + high, j : j + wide]
        return out
    for i in range(rows):
        for j in range(columns):
            out[i, j] = (frame[i : i + kh, j : j + kw] * w).sum()
    return out

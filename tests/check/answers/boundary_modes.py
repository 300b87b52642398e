"""Right answers to the exercises of notebook 02, written differently from the notebook's own solutions."""

import numpy as np
import torch
import torch.nn.functional as F


def cyclic_by_roll(x, width):
    copies = 2 * -(-width // len(x)) + 1
    return x.repeat(copies).roll(width)[: len(x) + 2 * width]


def cyclic_by_loop(x, width):
    return torch.stack([x[i % len(x)] for i in range(-width, len(x) + width)])


def same_padding_from_the_rear(kernel_size, dilation):
    lost = dilation * (kernel_size - 1)
    after = (lost + 1) // 2
    return [lost - after, after]


def same_padding_by_case(kernel_size, dilation):
    reach = (kernel_size - 1) * dilation
    return (reach // 2, reach // 2) if reach % 2 == 0 else ((reach - 1) // 2, (reach + 1) // 2)


def hold_matrix_by_columns(b, n):
    reach = len(b) // 2
    if reach == 0:
        return b * torch.eye(n, dtype=b.dtype)
    columns = F.pad(torch.eye(n, dtype=b.dtype)[:, None], (reach, reach), mode="replicate")
    return F.conv1d(columns, b.view(1, 1, -1))[:, 0].T


def hold_matrix_by_product(b, n):
    reach = len(b) // 2
    extend = torch.zeros(n + 2 * reach, n, dtype=b.dtype)
    extend[torch.arange(n + 2 * reach), (torch.arange(n + 2 * reach) - reach).clamp(0, n - 1)] = 1
    slide = torch.stack([F.pad(b, (i, n - 1 - i)) for i in range(n)])
    return slide @ extend


def hold_matrix_by_impulses(b, n):
    columns = []
    for j in range(n):
        unit = np.zeros(n, dtype=np.float32)
        unit[j] = 1
        extended = torch.from_numpy(np.pad(unit, len(b) // 2, mode="edge"))
        columns.append(F.conv1d(extended.view(1, 1, -1), b.view(1, 1, -1)).flatten())
    return torch.stack(columns, 1)


def hold_matrix_by_float_eye(b, n):
    reach = len(b) // 2
    return F.conv1d(F.pad(torch.eye(n)[:, None], (reach, reach), mode="replicate"), b.view(1, 1, -1))[:, 0].T


def hold_matrix_by_one_hot(b, n):
    places = (torch.arange(n)[:, None] + torch.arange(len(b)) - len(b) // 2).clamp(0, n - 1)
    return torch.einsum("ijc,j->ic", F.one_hot(places, n).float(), b)


def conv2d_padded_by_taps(x, w, p):
    framed = F.pad(x, (p, p, p, p))
    h, width = framed.shape[0] - w.shape[0] + 1, framed.shape[1] - w.shape[1] + 1
    return sum(w[i, j] * framed[i : i + h, j : j + width] for i in range(w.shape[0]) for j in range(w.shape[1]))


def conv2d_padded_by_windows(x, w, p):
    framed = torch.zeros(x.shape[0] + 2 * p, x.shape[1] + 2 * p, dtype=x.dtype)
    framed[p : p + x.shape[0], p : p + x.shape[1]] += x
    return torch.einsum("abij,ij->ab", framed.unfold(0, w.shape[0], 1).unfold(1, w.shape[1], 1), w)


def conv2d_padded_in_a_float_frame(x, w, p):
    frame = torch.zeros(x.shape[0] + 2 * p, x.shape[1] + 2 * p)
    frame[p : p + x.shape[0], p : p + x.shape[1]] = x
    return F.conv2d(frame[None, None], w[None, None])[0, 0]


def conv2d_padded_by_dot(x, w, p):
    frame, (kh, kw) = F.pad(x, (p,) * 4), w.shape
    out = torch.zeros(frame.shape[0] - kh + 1, frame.shape[1] - kw + 1)
    for i in range(len(out)):
        for j in range(out.shape[1]):
            out[i, j] = torch.dot(frame[i : i + kh, j : j + kw].flatten(), w.flatten())
    return out


def conv_panorama_by_index(x, weight):
    (h, w), (kh, kw) = x.shape, weight.shape
    rows = torch.arange(-(kh // 2), h + kh // 2).clamp(0, h - 1)
    columns = torch.arange(-(kw // 2), w + kw // 2) % w
    return F.conv2d(x[rows][:, columns][None, None], weight[None, None])[0, 0]


def conv_panorama_by_cat(x, weight):
    up, side = weight.shape[0] // 2, weight.shape[1] // 2
    x = torch.cat([x[:1]] * up + [x] + [x[-1:]] * up)
    x = torch.cat([x[:, x.shape[1] - side :], x, x[:, :side]], 1)
    return (x.unfold(0, weight.shape[0], 1).unfold(1, weight.shape[1], 1) * weight).sum((2, 3))


def conv_panorama_by_module(x, weight):
    kh, kw = weight.shape
    layer = torch.nn.Conv2d(1, 1, (kh, kw), padding=(0, kw // 2), padding_mode="circular", bias=False)
    layer.weight.data[0, 0] = weight
    return layer(F.pad(x[None, None], (0, 0, kh // 2, kh // 2), mode="replicate"))[0, 0]


def conv_panorama_in_a_float_frame(x, weight):
    (h, w), up, side = x.shape, len(weight) // 2, weight.shape[1] // 2
    frame = torch.zeros(h + 2 * up, w + 2 * side)
    for i in range(len(frame)):
        for j in range(frame.shape[1]):
            frame[i, j] = x[min(max(i - up, 0), h - 1), (j - side) % w]
    return F.conv2d(frame[None, None], weight[None, None])[0, 0]


def cyclic_by_matrix(x, width):
    pick = F.one_hot(torch.arange(-width, len(x) + width) % len(x), len(x)).float()
    return pick @ x


def cyclic_step_by_step(x, width):
    out = x
    for s in range(width):
        out = torch.cat([x[(-1 - s) % len(x)][None], out, x[s % len(x)][None]])
    return out


def cyclic_by_fmod(x, width):
    return x[torch.fmod(torch.arange(-width, len(x) + width), len(x))]  # between -n and n: a negative index counts from the end


def same_padding_by_turns(kernel_size, dilation):
    before = after = 0
    while before + after < dilation * (kernel_size - 1):
        before, after = (before, after + 1) if after <= before else (before + 1, after)
    return before, after


def hold_matrix_by_scatter(b, n):
    columns = (torch.arange(n)[:, None] + torch.arange(len(b)) - len(b) // 2).clamp(0, n - 1)
    return torch.zeros(n, n).scatter_add(1, columns, b.expand(n, -1))


def hold_matrix_cut_out(b, n):
    reach = len(b) // 2
    wide = b.new_zeros(n, n + 2 * reach)
    for i in range(n):
        wide[i, i : i + len(b)] = b
    matrix = wide[:, reach : reach + n].clone()
    matrix[:, 0] += wide[:, :reach].sum(1)
    matrix[:, -1] += wide[:, reach + n :].sum(1)
    return matrix


def conv2d_padded_in_lists(x, w, p):
    (h, width), (kh, kw) = x.shape, w.shape

    def pixel(r, c):
        return float(x[r, c]) if 0 <= r < h and 0 <= c < width else 0.0

    return [
        [sum(pixel(i + a - p, j + b - p) * float(w[a, b]) for a in range(kh) for b in range(kw)) for j in range(width + 2 * p - kw + 1)]
        for i in range(h + 2 * p - kh + 1)
    ]


def conv_panorama_by_rolls(x, weight):
    (h, _), (kh, kw) = x.shape, weight.shape
    y = torch.zeros_like(x)
    for a in range(kh):
        rows = x[(torch.arange(h) + a - kh // 2).clamp(0, h - 1)]
        for b in range(kw):
            y += weight[a, b] * rows.roll(kw // 2 - b, 1)
    return y


RIGHT = {
    "cyclic": [cyclic_by_roll, cyclic_by_loop, cyclic_by_matrix, cyclic_step_by_step, cyclic_by_fmod],
    "same_padding": [same_padding_from_the_rear, same_padding_by_case, same_padding_by_turns],
    "hold_matrix": [
        hold_matrix_by_columns,
        hold_matrix_by_product,
        hold_matrix_by_impulses,
        hold_matrix_by_float_eye,
        hold_matrix_by_one_hot,
        hold_matrix_by_scatter,
        hold_matrix_cut_out,
    ],
    "conv2d_padded": [
        conv2d_padded_by_taps,
        conv2d_padded_by_windows,
        conv2d_padded_in_a_float_frame,
        conv2d_padded_by_dot,
        conv2d_padded_in_lists,
    ],
    "conv_panorama": [
        conv_panorama_by_index,
        conv_panorama_by_cat,
        conv_panorama_by_module,
        conv_panorama_in_a_float_frame,
        conv_panorama_by_rolls,
    ],
}

"""Right answers to the exercises of notebook 13, written differently from its solutions: the check must accept each."""

import torch
import torch.nn.functional as F
from torch import nn


def block_with_modules(x, w1, w2, skip):
    channels = x.shape[1]
    conv1, conv2 = (nn.Conv2d(channels, channels, 3, padding=1, bias=False) for _ in range(2))
    with torch.no_grad():
        conv1.weight.copy_(w1)
        conv2.weight.copy_(w2)
    branch = nn.Sequential(conv1, nn.BatchNorm2d(channels), nn.ReLU(), conv2, nn.BatchNorm2d(channels))
    out = branch(x)
    return nn.functional.relu(out + x) if skip else nn.functional.relu(out)


def block_by_hand(x, w1, w2, skip):
    def unit(values, weight):
        values = F.conv2d(F.pad(values, (1, 1, 1, 1)), weight)
        mean = values.mean((0, 2, 3), keepdim=True)
        return (values - mean) / (values.var((0, 2, 3), keepdim=True, unbiased=False) + 1e-5).sqrt()

    return (unit(unit(x, w1).clamp(min=0), w2) + skip * x).clamp(min=0)


def option_a_by_cat(x, c_out, s):
    kept = x[:, :, ::s, ::s]
    return torch.cat([kept, torch.zeros(len(x), c_out - x.shape[1], *kept.shape[2:])], dim=1)


def option_a_by_writing(x, c_out, s):
    n, c, h, w = x.shape
    out = torch.zeros(n, c_out, (h - 1) // s + 1, (w - 1) // s + 1)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :c, i, j] = x[:, :, s * i, s * j]
    return out


def option_a_by_convolution(x, c_out, s):
    weight = torch.eye(c_out, x.shape[1])[:, :, None, None]
    return F.conv2d(x, weight, stride=s)


def plan_by_comprehension(depth, widths):
    n = (depth - 2) // (2 * len(widths))
    blocks = []
    for stage, width in enumerate(widths):
        blocks += [(widths[max(stage - 1, 0)] if i == 0 else width, width, 2 if stage > 0 and i == 0 else 1) for i in range(n)]
    return blocks


def plan_with_lists(depth, widths):
    stages = len(widths)
    n = (depth // 2 - 1) // stages
    outs = [w for w in widths for _ in range(n)]
    ins = [widths[0], *outs[:-1]]
    return [[a, b, 2 if i and i % n == 0 else 1] for i, (a, b) in enumerate(zip(ins, outs, strict=True))]


def euler_by_power(x, a, h, steps):
    return torch.matrix_power(torch.eye(len(x)) + h * a, steps) @ x


def euler_by_recursion(x, a, h, steps):
    return x if steps == 0 else euler_by_recursion(x + h * torch.mv(a, x), a, h, steps - 1)


RIGHT = {
    "diagnosis": [
        {"a": "overfits", "b": "underfits", "c": "fits", "plain_56": "underfits"},
        {"a": "Overfits", "b": "underfits ", "c": "FITS", "plain_56": "Underfits"},
        {"a": "Overfitting", "b": "underfitting", "c": "fit", "plain_56": "underfit "},
        {"a": "over-fits", "b": "underfitted", "c": "fitted", "plain_56": "Under fits"},
        {"a": "overfitted.", "b": "'underfits'", "c": "fitting", "plain_56": "underfitting!"},
    ],
    "residual_block": [block_with_modules, block_by_hand],
    "shortcut_a": [option_a_by_cat, option_a_by_writing, option_a_by_convolution],
    "bottleneck_weights": [
        {"basic": 294912, "bottleneck": 17408, "blocks": 16},
        {"basic": 2 * 9 * 128**2, "bottleneck": 128 * 32 + 9 * 32**2 + 32 * 128.0, "blocks": torch.tensor(16)},
    ],
    "plan": [plan_by_comprehension, plan_with_lists],
    "euler": [euler_by_power, euler_by_recursion],
}

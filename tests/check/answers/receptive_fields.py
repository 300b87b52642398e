"""Right answers to the exercises of notebook 07, written differently from the notebook's own solutions."""

from math import prod

import torch
import torch.nn.functional as F


def field_by_products(layers):
    jumps = [prod(stride for _, stride, _ in layers[:n]) for n in range(len(layers) + 1)]
    return 1 + sum((k - 1) * d * jump for (k, _, d), jump in zip(layers, jumps, strict=False)), jumps[-1]


def field_from_the_top(layers):
    size, jump = 1, 1
    for kernel_size, stride, dilation in reversed(layers):
        size = (size - 1) * stride + dilation * (kernel_size - 1) + 1
        jump *= stride
    return [size, jump]


def window_from_the_top(layers, unit):
    first = last = unit
    for kernel_size, stride, padding, dilation in reversed(layers):
        first = first * stride - padding
        last = last * stride - padding + dilation * (kernel_size - 1)
    return first, last


def window_by_centre(layers, unit):
    """The well-known shortcut, put right for dilation."""
    size, jump, centre = 1, 1, 0.0
    for kernel_size, stride, padding, dilation in layers:
        centre += (dilation * (kernel_size - 1) / 2 - padding) * jump
        size += dilation * (kernel_size - 1) * jump
        jump *= stride
    centre += unit * jump
    return int(centre - (size - 1) / 2), int(centre + (size - 1) / 2)


def window_by_sums(layers, unit):
    jumps = [prod(stride for _, stride, _, _ in layers[:n]) for n in range(len(layers) + 1)]
    first = unit * jumps[-1] - sum(p * jump for (_, _, p, _), jump in zip(layers, jumps, strict=False))
    return first, first + sum((k - 1) * d * jump for (k, _, _, d), jump in zip(layers, jumps, strict=False))


def measure_by_autograd_grad(net, size, unit):
    x = torch.randn(1, 1, size, requires_grad=True)
    (gradient,) = torch.autograd.grad(net(x)[..., unit].sum(), x)
    places = torch.where(gradient.flatten() != 0)[0]
    return places.min(), places.max()


def measure_by_poking(net, size, unit):
    with torch.no_grad():
        rest = net(torch.zeros(1, 1, size))[0, 0, unit]
        moved = [i for i, pixel in enumerate(torch.eye(size)) if net(pixel[None, None])[0, 0, unit] != rest]
    return [moved[0], moved[-1]]


def measure_by_poking_ones(net, size, unit):
    """Weights of 10⁻⁶ beside 1 must still show in float32."""
    rest = net(torch.ones(1, 1, size))[0, 0, unit]
    moved = [i for i in range(size) if net(1 - torch.eye(size)[i].view(1, 1, size))[0, 0, unit] != rest]
    return min(moved), max(moved)


def wide_dilations_by_products(kernels):
    return [prod(kernels[:n]) for n in range(len(kernels))]


def wide_dilations_by_size(kernels):
    size, dilations = 1, ()
    for kernel_size in kernels:
        dilations += (size,)
        size += size * (kernel_size - 1)
    return dilations


def slide_linear_by_crops(weight, bias, maps, h, w):
    rows, columns = maps.shape[1] - h + 1, maps.shape[2] - w + 1
    out = torch.zeros(len(weight), rows, columns)
    for i in range(rows):
        for j in range(columns):
            out[:, i, j] = weight @ maps[:, i : i + h, j : j + w].flatten() + bias
    return out


def slide_linear_by_unfold(weight, bias, maps, h, w):
    windows = maps.unfold(1, h, 1).unfold(2, w, 1)  # (c, rows, columns, h, w)
    return torch.einsum("cijhw,ochw->oij", windows, weight.reshape(-1, len(maps), h, w)) + bias[:, None, None]


def hypercolumn_by_loops(maps):
    h, w = maps[0].shape[1:]
    out = torch.zeros(sum(len(one) for one in maps), h, w)
    for i in range(h):
        for j in range(w):
            out[:, i, j] = torch.cat([one[:, int(i * one.shape[1] / h), int(j * one.shape[2] / w)] for one in maps])
    return out


def hypercolumn_by_interpolate(maps):
    return torch.cat([F.interpolate(one[None], size=tuple(maps[0].shape[1:])) for one in maps], 1)[0]


RIGHT = {
    "field": [field_by_products, field_from_the_top],
    "window": [window_from_the_top, window_by_centre, window_by_sums],
    "measure": [measure_by_autograd_grad, measure_by_poking, measure_by_poking_ones],
    "wide_dilations": [wide_dilations_by_products, wide_dilations_by_size],
    "slide_linear": [slide_linear_by_crops, slide_linear_by_unfold],
    "hypercolumn": [hypercolumn_by_loops, hypercolumn_by_interpolate],
}

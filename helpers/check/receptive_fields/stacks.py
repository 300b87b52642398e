"""What a unit of a stack truly reads, by the gradient of torch's own layers: the oracle of notebook 07's exercises."""

import torch
import torch.nn.functional as F


def reads(layers, unit):
    """Places that one unit reads in an endless input, with layers (kernel_size, stride, padding, dilation); places may be negative.

    The layers run without padding on an input with room on both sides, where unit `unit` of the padded stack sits at `shift + unit`.
    """
    room = sum(dilation * kernel_size for kernel_size, _, _, dilation in layers) * _product(layers) * 2 + 40
    room = -(-room // _product(layers)) * _product(layers)  # a whole number of jumps: the units of the top layer stay where they were
    x = torch.zeros(1, 1, 2 * room + _product(layers) * (unit + 4), dtype=torch.float64, requires_grad=True)
    y, first = x, -room  # first: the place of y's cell 0, counted in cells of its layer from the padded stack's cell 0
    for kernel_size, stride, padding, dilation in layers:
        skip = -(first + padding) % stride  # start on a cell where a window of the padded stack starts
        first = (first + skip + padding) // stride
        y = F.conv1d(y[..., skip:], torch.ones(1, 1, kernel_size, dtype=torch.float64), stride=stride, dilation=dilation)
    (gradient,) = torch.autograd.grad(y[0, 0, unit - first], x)
    return [place - room for place in gradient[0, 0].nonzero()[:, 0].tolist()]


def _product(layers):
    jump = 1
    for _, stride, _, _ in layers:
        jump *= stride
    return jump


def walk(layers, *, size=1, jump=1, grow=lambda k, s, d, j: d * (k - 1) * j, move=lambda k, s, d, j: j * s, first="size"):
    """The rule as a loop over (kernel_size, stride, dilation), with its two lines open to slips; `first` says which one comes first."""
    for kernel_size, stride, dilation in layers:
        if first == "jump":
            jump = move(kernel_size, stride, dilation, jump)
        size += grow(kernel_size, stride, dilation, jump)
        if first == "size":
            jump = move(kernel_size, stride, dilation, jump)
    return size, jump

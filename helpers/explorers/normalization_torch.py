"""What NormalizationExplorer computes: torch's own layers, their running statistics, refusals and the line that calls them."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

NORMS = ("batch", "layer", "layer_channels", "instance", "group", "rms")
Shape = Sequence[int]
Cell = Sequence[int]


class Settings(NamedTuple):
    norm: str
    groups: int
    eps: float
    momentum: float
    training: bool
    batch_of_one: bool
    one_pixel: bool


class Running(NamedTuple):
    """The running statistics after `count` batches; `step` is the last one: before, its own, cells a channel, number."""

    mean: Tensor
    var: Tensor
    count: int
    step: tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor], int, int] | None


def cropped(batch: Tensor, one: bool, pixel: bool) -> Tensor:
    batch = batch[:1] if one else batch
    return batch[:, :, :1, :1] if pixel else batch


def running_statistics(batches: Tensor, seen: Sequence[Sequence[int]], momentum: float) -> Running:
    """torch's batch norm in training mode on one batch after the other."""
    layer = nn.BatchNorm2d(batches.shape[2], momentum=momentum, affine=False, dtype=batches.dtype)
    count, step = 0, None
    for number, one, pixel in seen:
        x = cropped(batches[number % len(batches)], bool(one), bool(pixel))
        size = x.numel() // x.shape[1]
        if size == 1:  # torch refuses a batch of one value per channel
            continue
        before = layer.running_mean.clone(), layer.running_var.clone()
        layer(x)
        own = x.mean((0, 2, 3)), x.var((0, 2, 3))
        count, step = count + 1, (before, own, size, number % len(batches))
    return Running(layer.running_mean, layer.running_var, count, step)


def torch_output(x: Tensor, settings: Settings, running: Running) -> Tensor:
    """torch's own layer of this state, without gain and shift."""
    channels, eps, shape = x.shape[1], settings.eps, list(x.shape[1:])
    match settings.norm:
        case "batch" if settings.training:
            return F.batch_norm(x, None, None, training=True, eps=eps)
        case "batch":
            return F.batch_norm(x, running.mean, running.var, eps=eps)
        case "layer":
            return F.layer_norm(x, shape, eps=eps)
        case "layer_channels":
            return F.layer_norm(x.permute(0, 2, 3, 1), shape[:1], eps=eps).permute(0, 3, 1, 2)
        case "instance":
            return F.instance_norm(x, eps=eps)
        case "group":
            return nn.GroupNorm(settings.groups, channels, eps=eps, affine=False)(x)
    return F.rms_norm(x, shape, eps=eps)


def shared_mask(shape: Shape, norm: str, groups: int, cell: Cell) -> Tensor:
    """True where a cell shares its statistics with `cell`."""
    n, c, h, w = cell
    mask = torch.zeros(tuple(shape), dtype=torch.bool)
    wide = shape[1] // groups if norm == "group" else 1
    first = c // wide * wide
    index = {
        "batch": (slice(None), c),
        "layer_channels": (n, slice(None), h, w),
        "instance": (n, c),
        "group": (n, slice(first, first + wide)),
    }.get(norm, (n,))
    mask[index] = True
    return mask


def refusal(shape: Shape, settings: Settings) -> str:
    """PyTorch's refusal in words, or an empty text."""
    n, c, h, w = shape
    size = f"got input size {list(shape)}"
    few = f"Expected more than 1 value per channel when training, {size}"
    if settings.norm == "batch" and settings.training and n * h * w == 1:
        return few
    if settings.norm == "instance" and h * w == 1:
        return f"Expected more than 1 spatial element when training, {size}"
    if settings.norm == "group" and c % settings.groups:
        return f"num_channels ({c}) must be divisible by num_groups ({settings.groups})"
    return few if settings.norm == "group" and n * c // settings.groups * h * w == 1 else ""


def norm_line(shape: Shape, settings: Settings, full: Shape, name: str = "x") -> str:
    """The line of PyTorch for this state.

    >>> norm_line((1, 4, 2, 3), Settings("group", 2, 1e-5, 0.1, True, True, False), (3, 4, 2, 3))
    'nn.GroupNorm(2, 4)(x[:1])'
    """
    first, corner = settings.batch_of_one and full[0] > 1, settings.one_pixel and full[2] * full[3] > 1
    given = name + (f"[{':1' if first else ':'}, :, :1, :1]" if corner else "[:1]" if first else "")
    more = "" if settings.eps == 1e-5 else f", eps={settings.eps!r}"
    _, c, h, w = shape
    match settings.norm:
        case "batch" if settings.training:
            momentum = "" if settings.momentum == 0.1 else f", momentum={settings.momentum!r}"
            return f"nn.BatchNorm2d({c}{more}{momentum})({given})"
        case "batch":
            return f"F.batch_norm({given}, running_mean, running_var{more})"
        case "layer":
            return f"nn.LayerNorm([{c}, {h}, {w}]{more})({given})"
        case "layer_channels":
            return f"nn.LayerNorm({c}{more})({given}.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)"
        case "instance":
            return f"nn.InstanceNorm2d({c}{more})({given})"
        case "group":
            return f"nn.GroupNorm({settings.groups}, {c}{more})({given})"
    return f"nn.RMSNorm([{c}, {h}, {w}], eps={settings.eps!r})({given})"

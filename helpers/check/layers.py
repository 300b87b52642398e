"""A network in a few short lines: `Conv2d(1, 4, 3, stride=2)`, one layer a line."""

import re

from torch import nn

LINES, WIDTH = 8, 60
DEFAULTS = {
    "stride=1", "padding=0", "dilation=1", "groups=1", "output_padding=0", "bias=True", "ceil_mode=False", "count_include_pad=True",
    "eps=1e-05", "momentum=0.1", "affine=True", "elementwise_affine=True", "track_running_stats=True", "inplace=False", "inplace=True",
    "padding_mode=zeros", "start_dim=1", "end_dim=-1",
}  # fmt: skip


def layer_lines(net: nn.Module) -> list[str]:
    """At most eight lines: the layers of a Sequential, else one line for each named part."""
    if not list(net.children()):
        lines = [layer_text(net)]
    elif type(net) is nn.Sequential:
        lines = [layer_text(layer) for layer in net.modules() if not list(layer.children())]
    else:
        lines = [f"{name}: {', '.join(_leaves(part))}" for name, part in net.named_children()]
    lines = [line if len(line) <= WIDTH else line[: WIDTH - 2].rstrip(" ,") + " …" for line in lines]
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], "…"]


def _leaves(part: nn.Module) -> list[str]:
    return [layer_text(layer) for layer in part.modules() if not list(layer.children())]


def layer_text(layer: nn.Module) -> str:
    """As it would be written, without what is the default: (3, 3) of a kernel is 3, and its name is left out."""
    words = re.sub(r"\((\d+)(?:, \1)*,?\)", r"\1", layer.extra_repr())  # (3, 3) and (3,): one number
    words = re.sub(r"\b(kernel_size|in_features|out_features|output_size)=", "", words)
    words = re.sub(r"\bpadding=(same|valid)", r"padding='\1'", words)
    kept = [word for word in re.split(r", (?![^()]*\))", words) if word and word not in DEFAULTS]
    return f"{type(layer).__name__}({', '.join(kept)})"

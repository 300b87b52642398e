"""What NormalizationExplorer says, in Python: the same sentences as esm/normalization_words.js."""

import math
from collections.abc import Sequence

from torch import Tensor

from helpers.explorers.normalization_torch import Cell, Running, Settings, Shape, shared_mask
from helpers.explorers.words import plain

ROOM = 76  # characters of a written-out sum


def _bracket(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _sign(*values: float) -> str:
    exact = (abs(float(plain(v).replace("−", "-")) - v) <= 1e-12 * max(1.0, abs(v)) for v in values)
    return "=" if all(exact) else "≈"


def _written(terms: Sequence[str]) -> str:
    if len(whole := " + ".join(terms)) <= ROOM:
        return whole
    last, shown = f" + … + {terms[-1]}", terms[0]
    for term in terms[1:]:
        if len(shown) + 3 + len(term) + len(last) > ROOM:
            break
        shown += f" + {term}"
    return shown + last


def _many(count: int, word: str, plural: str = "s") -> str:
    return f"{count} {word}{'' if count == 1 else plural}"


def worked_lines(x: Tensor, settings: Settings, running: Running, cell: Cell) -> list[str]:
    """Four lines with the numbers of one cell: mean, variance, root, result.

    >>> import torch
    >>> plain_settings = Settings("instance", 1, 0.5, 0.1, True, False, False)
    >>> for line in worked_lines(torch.tensor([[[[1.0, 2.0, 3.0, 6.0]]]]), plain_settings, None, (0, 0, 0, 3)):
    ...     print(line)
    mean of 4 cells = (1 + 2 + 3 + 6) / 4 = 3
    variance = ((1 − 3)² + (2 − 3)² + (3 − 3)² + (6 − 3)²) / 4 = 3.5
    √(variance + eps) = √(3.5 + 0.5) = 2
    output[0, 0, 0, 3] = (6 − 3) / 2 = 1.5
    """
    x, rms = x.double(), settings.norm == "rms"
    value, c = x[tuple(cell)].item(), cell[1]
    if settings.norm == "batch" and not settings.training:
        mean, variance = running.mean[c].item(), running.var[c].item()
        lines = [
            f"mean {_sign(mean)} {plain(mean)}, the running mean of channel {c} after {_many(running.count, 'batch', 'es')}",
            f"variance {_sign(variance)} {plain(variance)}, the running variance of channel {c}",
        ]
    else:
        values = x[shared_mask(x.shape, settings.norm, settings.groups, cell)].tolist()
        count = len(values)
        mean = 0.0 if rms else sum(values) / count
        variance = sum((v - mean) ** 2 for v in values) / count
        centre = _bracket(plain(mean))
        if rms:
            squares = _written([f"{_bracket(plain(v))}²" for v in values])
            sign = _sign(variance, *values)
            lines = ["no mean is subtracted", f"mean square of {_many(count, 'cell')} = ({squares}) / {count} {sign} {plain(variance)}"]
        else:
            total = _written([_bracket(plain(v)) for v in values])
            squares = _written([f"({plain(v)} − {centre})²" for v in values])
            lines = [
                f"mean of {_many(count, 'cell')} = ({total}) / {count} {_sign(mean, *values)} {plain(mean)}",
                f"variance = ({squares}) / {count} {_sign(variance, mean, *values)} {plain(variance)}",
            ]
    root = math.sqrt(variance + settings.eps)
    result = (value - mean) / root
    name = "mean square" if rms else "variance"
    lines.append(f"√({name} + eps) = √({plain(variance)} + {settings.eps!r}) {_sign(root, variance)} {plain(root)}")
    top = _bracket(plain(value)) if rms else f"({plain(value)} − {_bracket(plain(mean))})"
    place = ", ".join(map(str, cell))
    sign = "=" if value == mean else _sign(result, value, mean, root)  # 0 is 0, whatever the root
    return [*lines, f"output[{place}] = {top} / {plain(root)} {sign} {plain(result)}"]


def running_lines(settings: Settings, running: Running, channel: int) -> list[str]:
    """The last step of the running statistics of one channel, in two lines; of other norms, in eval and before the first batch none."""
    if settings.norm != "batch" or not settings.training or running.step is None:
        return []
    before, own, size, number = running.step
    share, lines = settings.momentum, []
    for name, old, fresh, now in zip(("mean", "var"), before, own, running[:2], strict=True):
        a, b, c = (v[channel].item() for v in (old, fresh, now))
        shown = f"{plain(1 - share)}·{_bracket(plain(a))} + {plain(share)}·{_bracket(plain(b))}"
        lines.append(f"batch {number}: running {name}[{channel}] = {shown} {_sign(c, a, b, share)} {plain(c)}")
    lines[1] += f"; {plain(own[1][channel].item())} is the unbiased variance, divided by {size} − 1"
    return lines


def sharing_words(shape: Shape, settings: Settings, cell: Cell) -> str:
    """Which cells share their statistics with this one: one sentence, as the page has it."""
    (n, c, h, w), (examples, channels, _, _), norm, groups = cell, shape, settings.norm, settings.groups
    count = int(shared_mask(shape, norm, groups, cell).sum())
    many = _many(count, "cell")
    if norm == "batch" and not settings.training:
        return (
            f"Channel {c} takes its running mean and variance. They stand still now: they were collected in train mode. "
            "The coloured cells are not averaged again."
        )
    what = "this root mean square" if norm == "rms" else "this mean and variance"
    head = f"{many} share{'s' * (count == 1)} {what}: "
    twin, where = "", f"all channels and positions of example {n}."
    if norm == "batch":
        whole = {1: "the only example", 2: "both examples"}.get(examples, f"all {examples} examples")
        where = f"channel {c} of {whole}."
        twin = "instance" if examples == 1 else ""
    elif norm == "instance":
        where, twin = f"channel {c} of example {n}.", "batch" if examples == 1 else ""
    elif norm == "layer_channels":
        where = f"all channels of example {n} at row {h}, column {w}."
    elif norm == "group":
        wide = channels // groups
        first = c // wide * wide
        last = f"s {first} {'and' if wide == 2 else 'to'} {first + wide - 1}"
        where = f"channel{f' {first}' if wide == 1 else last} of example {n}."
        twin = "layer" if groups == 1 else "instance" if groups == channels else ""
    elif norm == "rms":
        twin = "layer"
    return head + where + (f" These are the cells of {twin} norm." if twin else "")


def mode_words(settings: Settings) -> str:
    """What training and evaluation mode do: one sentence, as the page has it."""
    if settings.norm != "batch":
        return "Train and eval give the same: each example is normalised with its own numbers, so nothing has to be remembered."
    if settings.training:
        return "Train: mean and variance of this batch. The running statistics are kept for eval."
    return "Eval: the running statistics, whatever else is in the batch. They stand still."

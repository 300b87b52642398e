"""Signals with a known number of chirps: short tones whose pitch rises, like a bird's call.

Axes: n signals, one channel, w samples.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from helpers.data.draw import at_least, normal, seeded, uniform, whole


class Chirps(NamedTuple):
    """Signals, how many chirps each holds, and the first sample of each chirp in order of time, filled up with -1."""

    signals: Float[Tensor, "n 1 w"]
    counts: Int64[Tensor, " n"]
    starts: Int64[Tensor, "n most"]


def chirp(length: int = 48) -> Float[Tensor, " length"]:
    """Return one chirp: a sine whose pitch rises from 0.05 to 0.35 periods a sample, faded in and out; its squares add up to 1.

    >>> float((chirp() ** 2).sum().round(decimals=4))
    1.0

    Raises ValueError for a length below 8.
    """
    at_least(8, length=length)
    t = (torch.arange(length, dtype=torch.float32) + 0.5) / length  # from 0 to 1
    phase = 2 * math.pi * length * (0.05 * t + 0.15 * t**2)  # its slope is the pitch
    wave = phase.sin() * (math.pi * t).sin() ** 2
    return wave / wave.norm()


def make_chirps(
    n: int = 20, seed: int = 0, w: int = 400, length: int = 48, most: int = 5, noise: float = 0.05, trend: float = 0.0
) -> Chirps:
    """Draw n signals with 0 to `most` copies of `chirp(length)`, a little louder or softer, that never overlap.

    No chirp crosses an end, and one at the end and one at the start stay apart, so the count survives any cyclic shift.
    `trend` is the height of a slow wave under the signal. A smaller n gives the first signals of a larger one.

    >>> signals, counts, starts = make_chirps(2)
    >>> signals.shape, counts.shape, starts.shape
    (torch.Size([2, 1, 400]), torch.Size([2]), torch.Size([2, 5]))

    Raises ValueError for n below 1, a length below 8, a most, noise or trend below 0, or a w that cannot hold the chirps.
    """
    at_least(1, n=n)
    at_least(0, most=most, noise=noise, trend=trend)
    call, room = chirp(length), length + length // 4
    if w < max(1, most) * room:
        raise ValueError(f"{most} chirps of {length} samples need w at least {max(1, most) * room}, got {w}")
    generator = seeded(seed)
    signals, starts = torch.zeros(n, 1, w, dtype=torch.float32), torch.full((n, most), -1)
    time = torch.arange(w, dtype=torch.float32)
    for i in range(n):
        count = whole(generator, 0, most)
        # Chirps and their gaps packed without space between them, then pushed apart by what is left over.
        pushes = torch.randint(w - count * room + 1, (count,), generator=generator).sort().values
        places = pushes + room * torch.arange(count)
        starts[i, :count] = places
        for place in places.tolist():
            signals[i, 0, place : place + length] += uniform(generator, 0.85, 1.15) * call
        phase, waves = uniform(generator, 0, 2 * math.pi), uniform(generator, 0.5, 1.5)
        signals[i, 0] += trend * (2 * math.pi * waves * time / w + phase).sin() + noise * normal(generator, w)
    return Chirps(signals, (starts >= 0).sum(dim=1), starts)

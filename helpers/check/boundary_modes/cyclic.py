"""Exercise 2.1, Let the signal repeat: what is right, and the mistakes that the check knows by name."""

import numpy as np
import torch
import torch.nn.functional as F

from helpers.check.boundary_modes.cases import signal
from helpers.check.engine import Case, FunctionExercise, Mistake


def _numpy_pad(x, width, mode):
    return torch.from_numpy(np.pad(x.numpy(), width, mode=mode))


def _ends_swapped(x, width):
    n = len(x)
    return torch.cat([x[torch.arange(width) % n], x, x[torch.arange(-width, 0) % n]])


def _repeat_once(x, width):
    return torch.cat([x[-width:], x, x[:width]])


def _only_right(x, width):
    return torch.cat([x, x[torch.arange(2 * width) % len(x)]])


def _unshifted(x, width):
    n = len(x)
    out = x.new_zeros(n + 2 * width)
    for p in range(-width, n + width):
        out[p] = x[p % n]
    return out


def _no_modulo(x, width):
    positions = torch.arange(-width, len(x) + width)
    return x[positions]


def _no_modulo_loop(x, width):
    return torch.stack([x[p] for p in range(-width, len(x) + width)])


def _one_copy(x, width):
    return torch.cat([x[len(x) - width :], x, x[:width]])


def _at_most_one_copy(x, width):
    return _one_copy(x, min(width, len(x)))


def _three_copies(x, width):
    n = len(x)
    return x.repeat(3)[n - width : 2 * n + width]


def _one_off(x, width):
    return x[(torch.arange(-width, len(x) + width) + 1) % len(x)]


cyclic = FunctionExercise(
    number="2.1",
    title="Let the signal repeat",
    oracle=lambda x, width: _numpy_pad(x, width, "wrap"),
    cases=[
        Case("(1 2 3), one cell on each side", (signal(1, 2, 3), 1)),
        Case("(1 2 3), three cells on each side", (signal(1, 2, 3), 3)),
        Case("five values, width 2", (signal(4, -1, 0.5, 2, 7), 2)),
        Case("(1 2 3), seven cells on each side: more than the signal has", (signal(1, 2, 3), 7)),
        Case("width 0", (signal(5, 6, 8), 0)),
    ],
    mistakes=[
        Mistake(
            "ends swapped",
            "The two sides are swapped. To the left of the first value stands the signal's last value, "
            "as on a clock where 12 comes before 1.",
            _ends_swapped,
        ),
        Mistake(
            "only one copy",
            "The signal is repeated once, and that is too little (or, at width 0, too much: x[-0:] is all of x). "
            "Count positions from -width to n + width - 1 and take each one modulo n.",
            _repeat_once,
        ),
        Mistake(
            "slices end with the signal",
            "A slice holds no more than one copy of x, and a width larger than n needs more. "
            "Count positions from -width to n + width - 1 and take each one modulo n.",
            _one_copy,
            also=(_at_most_one_copy, lambda x, w: _repeat_once(x, w) if w else x),
        ),
        Mistake(
            "ends swapped, one copy",
            "The two sides are swapped: the last values stand on the left, x[-width:] first, and the first ones on the right. "
            "Slices do so only up to width n; positions modulo n have no such limit.",
            lambda x, w: torch.cat([x[:w], x, x[-w:]]),
        ),
        Mistake(
            "left side mirrored",
            "On the left the values come in reversed order: next to x[0] stands the last value, x[n - 1], and further out x[n - 2].",
            lambda x, w: torch.cat([x[len(x) - 1 - torch.arange(w)], x, x[torch.arange(w) % len(x)]]),
        ),
        Mistake(
            "// for %",
            "// tells how often n goes into the position, % what is left over. The cell is the position modulo n: (i - width) % n.",
            lambda x, w: x[torch.arange(-w, len(x) + w) // len(x)],
        ),
        Mistake(
            "reversed",
            "The right values in reversed order: the signal goes on in the direction in which it runs.",
            lambda x, w: _numpy_pad(x, w, "wrap").flip(0),
        ),
        Mistake(
            "new cells reversed",
            "The new cells come from the correct end of x, but in reversed order: they repeat the signal in the direction it runs.",
            lambda x, w: torch.cat([x[-w:].flip(0), x, x[:w].flip(0)]),
        ),
        Mistake(
            "extra axes",
            "The values are right, in a tensor of shape (1, 1, n + 2·width). Drop the first two axes: [0, 0] or .flatten().",
            lambda x, w: _numpy_pad(x, w, "wrap")[None, None],
        ),
        Mistake(
            "torch's circular, extra axes",
            "F.pad leaves the batch and the channel axis in front: the shape is (1, 1, n + 2·width), drop them with [0, 0]. "
            "And its circular raises an error for a width larger than n: take positions modulo n instead.",
            lambda x, w: F.pad(x[None, None], (w, w), mode="circular"),
        ),
        Mistake(
            "torch's circular",
            "F.pad's circular wraps round once only: a width larger than n raises an error. Take positions modulo n instead.",
            lambda x, w: F.pad(x[None, None], (w, w), mode="circular")[0, 0],
        ),
        Mistake(
            "one side only",
            "All new cells stand on the right. `width` cells belong on each side.",
            _only_right,
            also=(lambda x, w: torch.cat([x, x[: 2 * w]]),),
        ),
        Mistake(
            "left side only",
            "All new cells stand on the left. `width` cells belong on each side.",
            lambda x, w: x[torch.arange(-2 * w, len(x)) % len(x)],
        ),
        Mistake(
            "plus width",
            "Output cell q copies position q - width, not q + width: the first cells lie to the left of the signal.",
            lambda x, w: x[(torch.arange(len(x) + 2 * w) + w) % len(x)],
        ),
        Mistake(
            "nothing on the left",
            "Nothing stands on the left of x: the positions begin at 0. They run from -width to n + width - 1.",
            lambda x, w: x[torch.arange(len(x) + w) % len(x)],
        ),
        Mistake(
            "out[p] without + width",
            "The values stand `width` places too far left: with a negative p, out[p] counts from the end of out. Position p belongs "
            "into out[p + width].",
            _unshifted,
        ),
        Mistake(
            "no modulo",
            "x[p] stops where p reaches n. The signal repeats: cell n is cell 0 again, so take x[p % n].",
            _no_modulo,
            also=(_no_modulo_loop,),
            line=r"x\[\w+\][^%]*$",
        ),
        Mistake(
            "three copies",
            "Three copies of x have n cells on each side of the middle one; a `width` larger than n needs more. "
            "Positions modulo n need no copies.",
            _three_copies,
        ),
        Mistake("one off", "Every value sits one place too far left: the positions start at -width, not at -width + 1.", _one_off),
        Mistake(
            "one off to the right",
            "Every value sits one place too far right: the positions start at -width, not at -width - 1.",
            lambda x, w: x[(torch.arange(-w, len(x) + w) - 1) % len(x)],
        ),
        Mistake(
            "hold",
            "You repeat the value at the edge: that is the lecture's hold, torch's replicate.",
            lambda x, w: _numpy_pad(x, w, "edge"),
        ),
        Mistake(
            "mirror, edge repeated",
            "You run backwards from the edge: that is a mirror (numpy's symmetric). Cyclic starts again at the other end.",
            lambda x, w: _numpy_pad(x, w, "symmetric"),
            also=(lambda x, w: torch.cat([x[:w].flip(0), x, x[-w:].flip(0)]),),
        ),
        Mistake("mirror", "You run backwards from the edge: that is a mirror (reflect).", lambda x, w: _numpy_pad(x, w, "reflect")),
        Mistake("zeros", "You put zeros outside. The new cells copy the signal.", lambda x, w: _numpy_pad(x, w, "constant")),
        Mistake("input unchanged", "You return the signal unchanged.", lambda x, w: x),
    ],
)

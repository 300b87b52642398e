"""Exercise 13.2, Write the block: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.resnet_from_scratch.cases import random, whole


def _norm(x):
    return F.batch_norm(x, None, None, training=True)


def _conv(x, w):
    return F.conv2d(x, w, padding=1)


def _branch(x, w1, w2):
    return _norm(_conv(F.relu(_norm(_conv(x, w1))), w2))


def _block(x, w1, w2, skip):
    out = _branch(x, w1, w2)
    return F.relu(x + out if skip else out)


def _overwritten(x, w1, w2, skip):
    """The name x is given to the first half's result, and then added."""
    x = F.relu(_norm(_conv(x, w1)))
    out = _norm(_conv(x, w2))
    return F.relu(x + out if skip else out)


def _each_convolution(x, w1, w2, skip):
    """A shortcut past each convolution."""
    first = _norm(_conv(x, w1))
    out = F.relu(x + first if skip else first)
    last = _norm(_conv(out, w2))
    return F.relu(out + last if skip else last)


def _early(x, w1, w2, skip):
    first = _norm(_conv(x, w1))
    out = F.relu(x + first if skip else first)
    return F.relu(_norm(_conv(out, w2)))


def _pre_activation(x, w1, w2, skip):
    out = _conv(F.relu(_norm(_conv(F.relu(_norm(x)), w1))), w2)
    return x + out if skip else out


def _size_kept_by_hand(x, w1, w2, skip):
    out = F.relu(_norm(F.conv2d(x, w1)))
    out = _norm(F.conv2d(out, w2))
    return F.relu(x + out if skip else out)


residual_block = FunctionExercise(
    number="13.2",
    title="Write the block",
    oracle=_block,
    cases=[
        Case(
            "plain, 1 channel, 2 images of 3×3",
            lambda: (whole(2, 1, 3, 3, seed=1), whole(1, 1, 3, 3, seed=2), whole(1, 1, 3, 3, seed=3), False),
        ),
        Case(
            "residual, 1 channel, 2 images of 3×3",
            lambda: (whole(2, 1, 3, 3, seed=1), whole(1, 1, 3, 3, seed=2), whole(1, 1, 3, 3, seed=3), True),
        ),
        Case("plain, 2 channels, 4×5", lambda: (random(2, 2, 4, 5, seed=4), random(2, 2, 3, 3, seed=5), random(2, 2, 3, 3, seed=6), False)),
        Case(
            "residual, 2 channels, 4×5", lambda: (random(2, 2, 4, 5, seed=4), random(2, 2, 3, 3, seed=5), random(2, 2, 3, 3, seed=6), True)
        ),
        Case(
            "residual, 3 channels, 6×5", lambda: (random(3, 3, 6, 5, seed=7), random(3, 3, 3, 3, seed=8), random(3, 3, 3, 3, seed=9), True)
        ),
    ],
    mistakes=[
        Mistake(
            "skip ignored",
            "You never add x: the block stays plain also when `skip` is True.",
            lambda x, w1, w2, skip: F.relu(_branch(x, w1, w2)),
        ),
        Mistake(
            "always a skip",
            "You add x also when `skip` is False. The plain block is the same block without that sum.",
            lambda x, w1, w2, skip: F.relu(x + _branch(x, w1, w2)),
        ),
        Mistake(
            "not (skip)",
            "The two cases have swapped places: you add x when `skip` is False.",
            lambda x, w1, w2, skip: _block(x, w1, w2, not skip),
        ),
        Mistake(
            "no last ReLU",
            "The last ReLU is missing: in this block it comes after the sum, and in the plain block at its end.",
            lambda x, w1, w2, skip: x + _branch(x, w1, w2) if skip else _branch(x, w1, w2),
        ),
        Mistake(
            "no ReLU after the sum",
            "Plain is right. With the shortcut the last ReLU stands before the sum; it comes after it: relu(x + out).",
            lambda x, w1, w2, skip: (x if skip else 0) + F.relu(_branch(x, w1, w2)),
        ),
        Mistake(
            "ReLU before and after the sum",
            "One ReLU too many: between the second norm and the sum there is none, so that the branch can also take something away from x.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + F.relu(_branch(x, w1, w2))),
        ),
        Mistake(
            "no ReLU in the middle",
            "The ReLU between the two convolutions is missing. Without it two convolutions are as good as one.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + _norm(_conv(_norm(_conv(x, w1)), w2))),
        ),
        Mistake(
            "no ReLU at all",
            "Both ReLUs are missing: one stands after the first norm, one at the end of the block.",
            lambda x, w1, w2, skip: (x if skip else 0) + _norm(_conv(_norm(_conv(x, w1)), w2)),
        ),
        Mistake(
            "first norm missing",
            "The norm after the first convolution is missing.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + _norm(_conv(F.relu(_conv(x, w1)), w2))),
        ),
        Mistake(
            "second norm missing",
            "The norm after the second convolution is missing.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + _conv(F.relu(_norm(_conv(x, w1))), w2)),
        ),
        Mistake(
            "no norm",
            "Both norms are missing: each convolution is followed by one.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + _conv(F.relu(_conv(x, w1)), w2)),
        ),
        Mistake(
            "norm after ReLU",
            "Norm and ReLU have swapped places: it is convolution, norm, ReLU.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + _norm(_conv(_norm(F.relu(_conv(x, w1))), w2))),
        ),
        Mistake(
            "norm after the sum",
            "You normalise the sum, shortcut and all. The second norm stands before the sum, so that x goes through untouched.",
            lambda x, w1, w2, skip: F.relu(_norm((x if skip else 0) + _conv(F.relu(_norm(_conv(x, w1))), w2))),
            also=(lambda x, w1, w2, skip: F.relu(_norm(x + _branch(x, w1, w2)) if skip else _branch(x, w1, w2)),),
        ),
        Mistake("w1 twice", "You use w1 for both convolutions; the second one has w2.", lambda x, w1, w2, skip: _block(x, w1, w1, skip)),
        Mistake("w2 twice", "You use w2 for both convolutions; the first one has w1.", lambda x, w1, w2, skip: _block(x, w2, w2, skip)),
        Mistake("w1 and w2 swapped", "w1 and w2 have swapped places.", lambda x, w1, w2, skip: _block(x, w2, w1, skip)),
        Mistake(
            "x overwritten",
            "What you add is no longer the block's input: the name x was given to a later result. Call the results `out` and keep x.",
            _overwritten,
        ),
        Mistake(
            "a shortcut past each convolution",
            "You add twice, once after each convolution. Here one shortcut goes past both.",
            _each_convolution,
        ),
        Mistake(
            "shortcut past the first convolution only",
            "You add x after the first convolution. The shortcut goes past both and ends before the last ReLU.",
            _early,
        ),
        Mistake(
            "times instead of plus",
            "You multiply x and the branch. A shortcut adds.",
            lambda x, w1, w2, skip: F.relu(x * _branch(x, w1, w2) if skip else _branch(x, w1, w2)),
        ),
        Mistake(
            "minus",
            "You subtract. The block computes x + out.",
            lambda x, w1, w2, skip: F.relu(x - _branch(x, w1, w2) if skip else _branch(x, w1, w2)),
            also=(lambda x, w1, w2, skip: F.relu(_branch(x, w1, w2) - x if skip else _branch(x, w1, w2)),),
        ),
        Mistake(
            "concatenated",
            "You put x and the branch side by side, as DenseNet does: twice the channels. A residual block adds them.",
            lambda x, w1, w2, skip: F.relu(torch.cat([x, _branch(x, w1, w2)], 1) if skip else _branch(x, w1, w2)),
            also=(lambda x, w1, w2, skip: F.relu(torch.cat([_branch(x, w1, w2), x], 1) if skip else _branch(x, w1, w2)),),
        ),
        Mistake(
            "x normalised",
            "You add the normalised x. The shortcut carries x as it came in.",
            lambda x, w1, w2, skip: F.relu((_norm(x) if skip else 0) + _branch(x, w1, w2)),
        ),
        Mistake(
            "ReLU of x",
            "You add relu(x). The shortcut carries x as it came in; the ReLU comes after the sum.",
            lambda x, w1, w2, skip: F.relu((F.relu(x) if skip else 0) + _branch(x, w1, w2)),
        ),
        Mistake(
            "pre-activation",
            "This is the pre-activation order, norm, ReLU, convolution (section 13.10). Here it is convolution, norm, ReLU.",
            _pre_activation,
        ),
        Mistake(
            "one convolution",
            "There is only one convolution in your block; the second, with w2, is missing.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + _norm(_conv(x, w1))),
        ),
        Mistake(
            "no padding",
            "Without padding each convolution makes the image two pixels smaller, and x no longer fits. Use padding=1.",
            _size_kept_by_hand,
        ),
    ],
)

"""Exercise 2.2, Keep the size, for every kernel: what is right, and the mistakes that the check knows by name."""

import warnings

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake


def _torch_same(kernel_size, dilation):
    """Ask torch: a kernel that copies its first cell moves an impulse to the right by the padding before."""
    length = 2 * dilation * (kernel_size - 1) + 3
    impulse, first = torch.zeros(1, 1, length), torch.zeros(1, 1, kernel_size)
    impulse[..., length // 2] = first[..., 0] = 1
    with warnings.catch_warnings():  # torch warns, once, that an even kernel costs it a padded copy
        warnings.simplefilter("ignore")
        moved = F.conv1d(impulse, first, padding="same", dilation=dilation)
    before = int(moved.argmax()) - length // 2
    return before, dilation * (kernel_size - 1) - before


def _halves(total):
    return total // 2, total - total // 2


same_padding = FunctionExercise(
    number="2.2",
    title="Keep the size, for every kernel",
    oracle=_torch_same,
    returns=("before", "after"),
    cases=[
        Case("kernel 3, dilation 1", (3, 1)),
        Case("kernel 5, dilation 1", (5, 1)),
        Case("kernel 1, dilation 1", (1, 1)),
        Case("kernel 4, dilation 1", (4, 1)),
        Case("kernel 2, dilation 1", (2, 1)),
        Case("kernel 6, dilation 1", (6, 1)),
        Case("kernel 3, dilation 2", (3, 2)),
        Case("kernel 2, dilation 2", (2, 2)),
        Case("kernel 2, dilation 3", (2, 3)),
        Case("kernel 6, dilation 3", (6, 3)),
        Case("kernel 4, dilation 4", (4, 4)),
    ],
    mistakes=[
        Mistake(
            "one more for an even kernel",
            "The extra cell is needed where the total, dilation * (kernel_size - 1), is odd. With an even kernel and an even dilation "
            "the total is even, and both sides are equal.",
            lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + (k % 2 == 0)),
        ),
        Mistake(
            "round",
            "round does not always go up: Python rounds a half to the even neighbour, round(0.5) is 0. "
            "Take total // 2 before, and what remains after.",
            lambda k, d: (int(d * (k - 1) / 2), round(d * (k - 1) / 2)),
            also=(lambda k, d: (round(d * (k - 1) / 2),) * 2, lambda k, d: (d * (k - 1) // 2, round(d * (k - 1) / 2))),
        ),
        Mistake(
            "odd kernels at dilation 1",
            "(kernel_size - 1) // 2 on both sides is right for an odd kernel at dilation 1. An even kernel needs one cell more, after the "
            "signal, and a dilated one more on both sides: start from the total, dilation * (kernel_size - 1).",
            lambda k, d: ((k - 1) // 2,) * 2,
        ),
        Mistake(
            "kernel_size // 2",
            "kernel_size // 2 on both sides is one cell too many for an even kernel, and knows nothing of the dilation. "
            "Share dilation * (kernel_size - 1) between the two sides.",
            lambda k, d: (k // 2,) * 2,
        ),
        Mistake(
            "halved first",
            "You halve first and multiply by the dilation afterwards; for an even kernel that is not the same. "
            "Halve the total, after multiplying by the dilation: dilation * (kernel_size - 1) // 2.",
            lambda k, d: ((k - 1) // 2 * d, (k - 1) // 2 * d + (k % 2 == 0)),
            also=(lambda k, d: ((k - 1) // 2 * d, k // 2 * d), lambda k, d: ((k - 1) // 2 * d,) * 2),
        ),
        Mistake(
            "half of the kernel",
            "kernel_size // 2 is half of K, and it stands on both sides. What is shared is dilation * (kernel_size - 1): "
            "half of it before, what remains after.",
            lambda k, d: (k // 2 * d,) * 2,
        ),
        Mistake(
            "reach",
            "Your total is one too many: the kernel reaches over dilation * (kernel_size - 1) + 1 cells, and one of them is the cell "
            "itself. The output is short of dilation * (kernel_size - 1).",
            lambda k, d: _halves(d * (k - 1) + 1),
        ),
        Mistake(
            "brackets",
            "Brackets: dilation * kernel_size - 1 subtracts the 1 too late. The total is dilation * (kernel_size - 1).",
            lambda k, d: _halves(d * k - 1),
            also=(lambda k, d: ((d * k - 1) // 2,) * 2,),
        ),
        Mistake(
            "dilation added",
            "You add the dilation. It multiplies: every step of the kernel is that long, so the total is dilation * (kernel_size - 1).",
            lambda k, d: ((k - 1) // 2 + d,) * 2,
            also=(
                lambda k, d: ((k - 1) // 2 + d - 1,) * 2,
                lambda k, d: _halves(k - 1 + d),
                lambda k, d: _halves(k + d - 2),
                lambda k, d: ((k - 1) // 2, (k - 1) // 2 + d),
            ),
        ),
        Mistake(
            "larger half before",
            "The sum is right, but torch puts the extra cell after the signal: before is the smaller half.",
            lambda k, d: _halves(d * (k - 1))[::-1],
        ),
        Mistake(
            "half of the kernel before",
            "The sum is right. But before is half of the total, dilation * (kernel_size - 1) // 2; for an even kernel "
            "kernel_size // 2 * dilation is more.",
            lambda k, d: (k // 2 * d, d * (k - 1) - k // 2 * d),
        ),
        Mistake(
            "rounded down",
            "Both sides are rounded down. Where the total is odd, as for an even kernel at dilation 1, one cell is lost: before + after "
            "must be dilation * (kernel_size - 1).",
            lambda k, d: (d * (k - 1) // 2,) * 2,
        ),
        Mistake(
            "rounded up",
            "Both sides are rounded up. Where the total is odd, as for an even kernel at dilation 1, the output is one cell too long.",
            lambda k, d: ((d * (k - 1) + 1) // 2,) * 2,
        ),
        Mistake(
            "dilation forgotten",
            "The dilation is missing: a dilated kernel reaches over dilation * (kernel_size - 1) + 1 cells.",
            lambda k, d: _halves(k - 1),
        ),
        Mistake(
            "dilated kernel_size",
            "You pad by dilation * kernel_size in all; the output is short of less: dilation * (kernel_size - 1).",
            lambda k, d: _halves(d * k),
        ),
        Mistake(
            "big",
            "This is the *big* output: all of dilation * (kernel_size - 1) on both sides. The two sides share it.",
            lambda k, d: (d * (k - 1),) * 2,
        ),
        Mistake(
            "all after",
            "The sum is right, but all of it stands after the signal. Both sides share it: before is total // 2.",
            lambda k, d: (0, d * (k - 1)),
        ),
        Mistake(
            "all before",
            "The sum is right, but all of it stands before the signal. Both sides share it: before is total // 2.",
            lambda k, d: (d * (k - 1), 0),
        ),
        Mistake(
            "total only",
            "This is the total of both sides. Return two numbers, (before, after).",
            lambda k, d: d * (k - 1),
        ),
        Mistake(
            "one number",
            "This is one side only. Return two numbers, (before, after).",
            lambda k, d: d * (k - 1) // 2,
        ),
        Mistake(
            "always one more after",
            "The extra cell goes after the signal only when the total is odd. total - total // 2 gives what remains in both cases.",
            lambda k, d: (d * (k - 1) // 2, d * (k - 1) // 2 + 1),
        ),
        Mistake(
            "dilation - 1",
            "The total is dilation * (kernel_size - 1). You multiply by dilation - 1, which is 0 for an undilated kernel.",
            lambda k, d: _halves((d - 1) * (k - 1)),
        ),
        Mistake(
            "halved with /",
            "With / the halves are not whole numbers. Cells are counted: use //, and give the rest to the other side.",
            lambda k, d: (d * (k - 1) / 2,) * 2,
        ),
        Mistake("no padding", "Without padding the output shrinks to the valid size.", lambda k, d: (0, 0)),
    ],
)

"""Exercise 1.1, Average three neighbours: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.convolution_by_hand.cases import filled, random, signal
from helpers.check.engine import Case, FunctionExercise, Mistake


def _forward_average(x):
    return (x + x.roll(-1) + x.roll(-2)) / 3


def _by_loop(x, y, second, third):
    for i in range(len(x)):
        y[i] = (x[i] + x[second(i, len(x))] + x[third(i, len(x))]) / 3
    return y


def _modulo_first(x):
    y, d = torch.zeros_like(x), len(x)
    for i in range(d):
        y[i] = (x[i] + x[i + 1 % d] + x[i + 2 % d]) / 3
    return y


def _modulo_fifty(x):
    y = torch.zeros_like(x)
    for i in range(len(x)):
        y[i] = (x[i] + x[(i + 1) % 50] + x[(i + 2) % 50]) / 3
    return y


def _length_fifty(x):
    d = 50
    y = torch.zeros(d)
    for i in range(d):
        y[i] = (x[i] + x[(i + 1) % d] + x[(i + 2) % d]) / 3
    return y


def _modulo_one_more(x):
    d = len(x)
    return torch.stack([(x[i] + x[(i + 1) % (d + 1)] + x[(i + 2) % (d + 1)]) / 3 for i in range(d)])


def _short_y(x):
    d = len(x)
    y = torch.zeros(d - 2)
    for i in range(d):
        y[i] = (x[i] + x[(i + 1) % d] + x[(i + 2) % d]) / 3
    return y


def _no_modulo(x):
    return torch.stack([(x[i] + x[i + 1] + x[i + 2]) / 3 for i in range(len(x))])


moving_average = FunctionExercise(
    number="1.1",
    title="Average three neighbours",
    oracle=lambda x: F.conv1d(F.pad(x[None, None], (0, 2), mode="circular"), x.new_full((1, 1, 3), 1 / 3))[0, 0],
    cases=[
        Case("a constant signal, four threes", (signal(3, 3, 3, 3),)),
        Case("(6 0 0 0 0): one spike at index 0", (signal(6, 0, 0, 0, 0),)),
        Case("(1 2 3 4 5)", (signal(1, 2, 3, 4, 5),)),
        Case("three values: every window is the whole signal", (signal(7, -1, 0.5),)),
        Case("eight random values", (random(8, seed=0),)),
    ],
    mistakes=[
        Mistake(
            "0.33",
            "All values are 1 % too small: the weight is 1/3, and 0.33 is only how it is printed.",
            lambda x: 0.33 * (x + x.roll(-1) + x.roll(-2)),
        ),
        Mistake("not divided", "This is the sum of the three values. Divide it by 3.", lambda x: x + x.roll(-1) + x.roll(-2)),
        Mistake(
            "centred window",
            "Your window is centred: it averages x[i-1], x[i], x[i+1]. Here the window starts at i and looks forward.",
            lambda x: (x.roll(1) + x + x.roll(-1)) / 3,
        ),
        Mistake(
            "looks back",
            "Your window looks back, to x[i-1] and x[i-2]. Here it looks forward, to x[i+1] and x[i+2].",
            lambda x: (x + x.roll(1) + x.roll(2)) / 3,
        ),
        Mistake(
            "zeros after the end",
            "Only the last two values differ: after the end you read zeros, or you leave those numbers out. Here the index wraps round to "
            "the start, (i + 1) % d.",
            lambda x: F.pad(x, (0, 2)).unfold(0, 3, 1).mean(1),
        ),
        Mistake(
            "two outputs missing",
            "The last two outputs are missing. Their windows wrap round: after the last value comes x[0] again.",
            lambda x: x.unfold(0, 3, 1).mean(1),
        ),
        Mistake("two neighbours", "You average two values. The window holds three.", lambda x: (x + x.roll(-1)) / 2),
        Mistake(
            "brackets missing",
            "Only the last of the three values is divided by 3. Put brackets around the sum: (… + … + …) / 3.",
            lambda x: x + x.roll(-1) + x.roll(-2) / 3,
        ),
        Mistake(
            "return inside the loop",
            "Only y[0] is filled: `return` stands inside the loop and ends it in the first round. Move it out, in line with `for`.",
            lambda x: filled(_forward_average(x), slice(0, 1)),
        ),
        Mistake(
            "last two not filled",
            "The last two outputs are still 0: nothing is written into them. Let i run over range(d): the windows wrap round.",
            lambda x: filled(_forward_average(x), slice(0, -2)),
        ),
        Mistake(
            "last one not filled",
            "The last output is still 0: the loop stops one early. Let i run over range(d).",
            lambda x: filled(_forward_average(x), slice(0, -1)),
        ),
        Mistake(
            "second name",
            "You write into x itself (after `y = x`, too: that makes no copy), so what you write changes x for the windows that follow. "
            "Make y = torch.zeros(d).",
            lambda x: _by_loop(x, x, lambda i, d: (i + 1) % d, lambda i, d: (i + 2) % d),
        ),
        Mistake(
            "slice stops at the end",
            "Only the last two values differ: their windows hold two values and one (a slice x[i : i + 3] stops at the end of x). "
            "Take the three indices i, (i + 1) % d and (i + 2) % d.",
            lambda x: torch.stack([x[i : i + 3].mean() for i in range(len(x))]),
        ),
        Mistake(
            "% before +",
            "Python does % before +, so it takes one of the two numbers alone. Put brackets around the sum: (i + 1) % d.",
            _modulo_first,
            line=r"\[\s*\w+\s*(\+\s*\(?\w+\s*%|%\s*\w+\s*\+)",
        ),
        Mistake(
            "% a fixed number",
            "An index is too large although there is a %: the number after it, in range(), or in zeros() is not the number of values of x. "
            "Signals have different lengths: take d = len(x), range(d), torch.zeros(d) and (i + 1) % d.",
            _modulo_fifty,
            also=(_length_fifty, _modulo_one_more, _short_y),
            line=r"^(?!.*\[\s*\w+\s*\+[^\]]*\]\s*\+?=).*\)\s*%",  # and none is y[i + 1] = …
        ),
        Mistake(
            "index past the end",
            "x[i+1] and x[i+2] run past the end of x. On the circle x[0] follows x[d-1]: write (i + 1) % d and (i + 2) % d.",
            _no_modulo,
            line=r"^(?!.*%).*x\[\s*\w+\s*\+",
        ),
        Mistake(
            "stops at the last value",
            "Beyond the end you read the last value again. Here the signal is a circle: after x[d-1] comes x[0] again, (i + 1) % d.",
            lambda x: _by_loop(x, torch.zeros_like(x), lambda i, d: min(i + 1, d - 1), lambda i, d: min(i + 2, d - 1)),
        ),
        Mistake(
            "circle one short",
            "The index wraps round one too early. The circle has d places, 0 to d - 1: it is (i + 1) % d, not % (d - 1).",
            lambda x: _by_loop(x, torch.zeros_like(x), lambda i, d: (i + 1) % (d - 1), lambda i, d: (i + 2) % (d - 1)),
        ),
        Mistake(
            "overwritten",
            "y[i] holds only the last of the three, x[i + 2] / 3: `=` writes over those before. Add with `+=`.",
            lambda x: x.roll(-2) / 3,
        ),
        Mistake(
            "slice round the circle",
            "A slice does not go round the circle: x[4:1] is empty. Take the three indices i, (i + 1) % d and (i + 2) % d.",
            lambda x: torch.stack([x[i : (i + 3) % len(x)].sum() / 3 for i in range(len(x))]),
        ),
        Mistake(
            "running total",
            "The sum of one window is carried into the next. Start from 0 for every i.",
            lambda x: _forward_average(x).cumsum(0),
        ),
        Mistake(
            "without decimals",
            "The values have lost their decimals: `//`, int(), round() and an integer tensor do that. An average is seldom a whole number.",
            lambda x: (x + x.roll(-1) + x.roll(-2)) // 3,
            also=(lambda x: _forward_average(x).trunc(), lambda x: _forward_average(x).round()),
        ),
        Mistake(
            "first one not filled",
            "The first output is still 0: the loop starts one late. Let i run over range(d), which starts at 0.",
            lambda x: filled(_forward_average(x), slice(1, None)),
        ),
    ],
)

"""Exercise 13.6, Walk in small steps: what is right, and the mistakes that the check knows by name."""

import torch

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.resnet_from_scratch.cases import random


def _walk(x, a, h, steps, step=None):
    """x after that many steps; step(x, x0, a, h) gives the next x."""
    step = step or (lambda x, x0, a, h: x + h * (a @ x))
    x0 = x
    for _ in range(steps):
        x = step(x, x0, a, h)
    return x


def _trajectory(x, a, h, steps):
    rows = [x]
    for _ in range(steps):
        rows.append(rows[-1] + h * (a @ rows[-1]))
    return torch.stack(rows)


def _return_in_the_loop(x, a, h, steps):
    for _ in range(steps):
        x = x + h * (a @ x)
        return x


def _overwriting(x, a, h, steps):
    """Entry by entry: later rows of a step already read the new entries of the earlier ones."""
    x = x.clone()
    for _ in range(steps):
        for i in range(len(x)):
            x[i] += h * (a[i] @ x)
    return x


euler = FunctionExercise(
    number="13.6",
    title="Walk in small steps",
    oracle=lambda x, a, h, steps: _walk(x, a, h, steps),
    cases=[
        Case("one number, 1 step", (torch.tensor([2.0]), torch.tensor([[-1.0]]), 0.5, 1)),
        Case("one number, 2 steps", (torch.tensor([2.0]), torch.tensor([[-1.0]]), 0.25, 2)),
        Case("a rotation, 3 steps", (torch.tensor([1.0, 0.0]), torch.tensor([[0.0, -1.0], [1.0, 0.0]]), 0.5, 3)),
        Case("no step", (torch.tensor([1.0, -2.0]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]), 0.5, 0)),
        Case("3 numbers, 7 steps", lambda: (random(3, seed=1), random(3, 3, seed=2), 0.1, 7)),
        Case("4 numbers, 10 steps of 0.3", lambda: (random(4, seed=3), random(4, 4, seed=4), 0.3, 10)),
    ],
    mistakes=[
        Mistake(
            "h forgotten",
            "The step size is missing: this is a residual net with h = 1. Add h times the slope.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: x + a @ x),
        ),
        Mistake(
            "no shortcut",
            "You replace x by h·a·x: the shortcut is missing. Add the step to x.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: h * (a @ x)),
        ),
        Mistake(
            "plain and no h",
            "You replace x by a·x: shortcut and step size are missing. The next x is x + h·a·x.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: a @ x),
        ),
        Mistake(
            "slope of the start",
            "Every step uses the slope at the start, a·x₀. Compute it anew at each step, from the x that you have reached.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: x + h * (a @ x0)),
            also=(lambda x, a, h, steps: x + steps * h * (a @ x),),
        ),
        Mistake(
            "back to the start",
            "Every step is added to the first x. It must be added to the x that you have reached.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: x0 + h * (a @ x)),
        ),
        Mistake(
            "transposed",
            "You multiply by a transposed: x @ a takes the columns of a. The slope is a @ x.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: x + h * (x @ a)),
        ),
        Mistake(
            "element by element",
            "`*` multiplies element by element and makes a matrix of x. The slope is the matrix product, a @ x.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: x + h * (a * x)),
        ),
        Mistake(
            "one step short",
            "You stop one step early.",
            lambda x, a, h, steps: _walk(x, a, h, steps - 1),
        ),
        Mistake(
            "one step more",
            "You take one step too many.",
            lambda x, a, h, steps: _walk(x, a, h, steps + 1),
        ),
        Mistake(
            "one step only",
            "You take one step, whatever `steps` says. Or does `return` stand inside the loop?",
            lambda x, a, h, steps: _walk(x, a, h, min(steps, 1)),
            also=(lambda x, a, h, steps: _walk(x, a, h, 1), _return_in_the_loop),
        ),
        Mistake(
            "a step at steps = 0",
            "With `steps` = 0 you take a step all the same. Ask before the first one, not after it: for _ in range(steps).",
            lambda x, a, h, steps: _walk(x, a, h, max(steps, 1)),
        ),
        Mistake(
            "overwritten within a step",
            "You change x entry by entry, so within one step later entries are computed from new ones. Take the whole slope a @ x first.",
            _overwriting,
        ),
        Mistake(
            "minus",
            "You go backwards: the step is added, not taken away.",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: x - h * (a @ x)),
        ),
        Mistake(
            "h / steps",
            "You divide h by the number of steps. h is already the size of one step.",
            lambda x, a, h, steps: _walk(x, a, h / max(steps, 1), steps),
        ),
        Mistake(
            "one large step",
            "You take one step of size steps · h. Take `steps` steps of size h, each with the slope where it starts.",
            lambda x, a, h, steps: _walk(x, a, h * steps, steps),
        ),
        Mistake(
            "h on the whole sum",
            "h multiplies the sum, x included. Only the slope is scaled: x + h * (a @ x).",
            lambda x, a, h, steps: _walk(x, a, h, steps, lambda x, x0, a, h: h * (x + a @ x)),
        ),
        Mistake(
            "the exact solution",
            "This is the exact solution, the exponential of the matrix. The exercise asks for Euler's steps, which are a little off.",
            lambda x, a, h, steps: torch.matrix_exp(h * steps * a) @ x,
        ),
        Mistake(
            "implicit",
            "This is the implicit Euler step, with the slope at the end of the step. A residual block takes the slope at its start.",
            lambda x, a, h, steps: _walk(
                x, a, h, steps, lambda x, x0, a, h: torch.linalg.solve(torch.eye(len(x), dtype=x.dtype) - h * a, x)
            ),
        ),
        Mistake(
            "the whole path",
            "You return every x on the way. Only the last one is asked for.",
            _trajectory,
            also=(lambda x, a, h, steps: list(_trajectory(x, a, h, steps)),),
        ),
    ],
)

"""The mistake by name: known mistakes first, then those that fit any exercise; sure, or with a "perhaps"."""

import numpy as np
import pytest
import torch
from window_exercise import correlate, flipped, padded, window

from helpers.check.engine import Case, FunctionExercise, Mistake

METHODS = ["fork", "inprocess"]
EXERCISE = window()


def in_place(x, k):
    result = correlate(x, k)
    x += 1
    return result


def border(x, k):
    out = correlate(x, k).clone()
    out[0] = out[-1] = 0
    return out


def late(x, k):
    out = correlate(x, k).clone()
    out[0] = 0
    return out


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("answer", "mistake", "hint"),
    [
        (flipped, "flipped", "The kernel is flipped."),
        (padded, "padded", "You pad the image first"),
        (lambda x, k: x, "unchanged", "You return the input x unchanged."),
        (lambda x, k: correlate(x, k).T, "transposed", "rows and columns swapped"),
        (lambda x, k: correlate(x, k)[None], "axes", "drop the extra axes"),
        (lambda x, k: correlate(x, k)[:-1], "size", "part is missing: shape (1, 2) instead of shape (2, 2)"),
        (lambda x, k: correlate(x, k).flip(1), "mirrored", "in reversed order along axis 1"),
        (lambda x, k: -correlate(x, k), "sign", "each value is minus what it should be"),
        (lambda x, k: correlate(x, k) + 0.5, "constant", "too large by 0.5 everywhere"),
        (lambda x, k: correlate(x, k) / 4, "factor", "Every value is 0.25 times"),
        (lambda x, k: correlate(x, k) * 0, "zeros", "zero everywhere"),
        (lambda x, k: torch.ones(2, 2), "same answer", "the same answer for every input"),
    ],
)
def test_the_mistake_is_named(answer, mistake, hint, method):
    verdict = EXERCISE.judge(answer, method)
    assert (verdict.state, verdict.mistake) == ("wrong", mistake)
    assert hint in verdict.hint


def test_only_the_border_differs():
    exercise = FunctionExercise(
        "1",
        "Blur",
        lambda x: correlate(x, torch.ones(3, 3).to(x)),
        [Case("6×7", lambda: torch.randn(6, 7)), Case("9×9", lambda: torch.randn(9, 9))],
        [],
    )
    assert exercise.judge(lambda x: border(x, torch.ones(3, 3))).mistake == "border"
    assert exercise.judge(lambda x: late(x, torch.ones(3, 3))).mistake == ""  # one wrong row: a loop that starts late


def test_it_stops_at_the_smallest_case_that_fails():
    verdict = EXERCISE.judge(lambda x, k: correlate(x, k) if len(x) < 12 else flipped(x, k))
    assert '"12×9 image, 3×3 kernel" (3 of 3)' in verdict.heading
    assert verdict.mistake == "flipped" and not verdict.sure  # a flip fails the two smaller cases as well
    assert "shape (12, 9)" in repr(verdict)


def test_a_mistake_in_one_case_of_several_is_a_perhaps():
    """Right result of a known mistake in the failing case only, something else in the others."""
    verdict = EXERCISE.judge(lambda x, k: flipped(x, k) if len(x) < 12 and x.shape[1] == 3 else correlate(x, k) ** 2)
    assert verdict.mistake == "flipped" and not verdict.sure
    assert "Perhaps: The kernel is flipped" in repr(verdict)


def test_arrays_of_numpy_are_recognised():
    assert EXERCISE.judge(lambda x, k: np.zeros((2, 2))).mistake in ("zeros", "same answer")


def counts(mistakes, numbers=(2, 3, 4)):
    return FunctionExercise("3.2", "Square", lambda n: n * n, [Case(f"n = {n}", (n,)) for n in numbers], mistakes)


def test_of_several_known_mistakes_the_one_that_agrees_most_is_named():
    """The answer is wrong for 3 and 4, and so are both mistakes; only the second is right for 2, as the answer is nowhere else."""
    wide = Mistake("wide", "Wide.", lambda n: n + 100)
    close = Mistake("close", "Close.", lambda n: n * n if n == 2 else n + 100)
    exercise = counts([wide, close], numbers=(2, 3, 4, 5))
    assert exercise.judge(lambda n: n * n if n in (2, 5) else n + 100).mistake == "close"
    assert exercise.judge(lambda n: n + 100).mistake == "wide"


def test_one_number_that_agrees_is_a_perhaps():
    exercise = counts([Mistake("doubled", "Doubled.", lambda n: 2 * n)])
    verdict = exercise.judge(lambda n: 6 if n == 3 else n * n)
    assert verdict.mistake == "doubled" and not verdict.sure
    assert exercise.judge(lambda n: 2 * n).sure


def test_two_known_mistakes_with_the_failing_number_name_none():
    exercise = counts([Mistake("doubled", "Doubled.", lambda n: 2 * n), Mistake("six", "Six.", lambda n: 6 if n < 4 else 0)])
    assert exercise.judge(lambda n: 6 if n == 3 else n * n + (n == 4)).mistake == ""


def test_known_mistakes_may_raise_or_change_the_input():
    def stops(x, k):
        return correlate(x, k)[9]

    cases = [Case("3×3", lambda: (torch.randn(3, 3), torch.randn(2, 2))), Case("4×5", lambda: (torch.randn(4, 5), torch.randn(2, 2)))]
    mistakes = [Mistake("too far", "The loop runs too far.", stops), Mistake("in place", "You write into x.", in_place)]
    exercise = FunctionExercise("1.1", "Slide", correlate, cases, mistakes)
    assert exercise.judge(stops).hint == "The loop runs too far."
    assert exercise.judge(in_place).hint == "You write into x."
    assert FunctionExercise("1.1", "Slide", correlate, cases, [], inplace_ok=True).judge(in_place).state == "right"


def test_an_exception_with_other_numbers_is_a_perhaps():
    """Python words many mistakes alike; only the numbers tell them apart."""
    mistake = Mistake("too far", "The loop runs too far.", lambda x: x[[7]])
    exercise = FunctionExercise("1", "Take", lambda x: x, [Case("3 numbers", (torch.randn(3),)), Case("4", (torch.randn(4),))], [mistake])
    same, other = exercise.judge(lambda x: x[[7]]), exercise.judge(lambda x: x[[9]])
    assert same.mistake == other.mistake == "too far"
    assert same.sure and not other.sure


def test_what_stops_in_another_function_is_not_a_known_mistake_of_this_one():
    def direct(x):
        a, _ = x
        return a

    def reused(x):
        return direct(x)

    cases = [Case("1, 2, 3", ([1, 2, 3],)), Case("4, 5, 6", ([4, 5, 6],))]
    exercise = FunctionExercise("1", "First", lambda x: x[0], cases, [Mistake("two names", "Three entries need three names.", direct)])
    assert exercise.judge(direct).mistake == "two names"
    assert exercise.judge(reused).mistake == ""

"""Code that stops: a `raise` left in it, what an exception mostly means, a known mistake told by its exception."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from window_exercise import correlate, window

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.lines import clipped

METHODS = ["fork", "inprocess"]
EXERCISE = window()


@pytest.mark.parametrize("method", METHODS)
def test_a_raise_left_in_written_code_is_told_apart_from_a_blank_stub(method):
    def above(x, k):
        raise NotImplementedError()
        return correlate(x, k)

    def below(x, k):
        """A docstring."""
        y = correlate(x, k)  # noqa: F841
        raise NotImplementedError()

    for half in (above, below):
        verdict = EXERCISE.judge(half, method)
        assert verdict.state == "not started" and "still stands in your function. Delete it" in verdict.heading


def test_a_long_line_is_cut_and_says_so():
    def long(x, k):
        return x[5] + x[0] + x[1] + x[2] + x[0] + x[1] + x[2] + x[0] + x[1] + x[2] + x[0] + x[1] + x[2] + x[0] + x[1] + x[2] + x[0]

    for method in METHODS:
        line = EXERCISE.judge(long, method).problem[0].split(": ")[-1]
        assert line.startswith("return x[5]") and line.endswith(" …") and len(line) == 120
    assert clipped("a = 1") == "a = 1"


NOWHERE = torch.arange(9.0).view(3, 3)


def no_such_name(x, k):
    return correlate(x, kernel)


def too_soon(x, k):
    for row in x:
        y = y + row.sum()
    return y


def whole(x, k):
    y = torch.zeros(2, 2, dtype=int)
    y[0, 0] += (x[:2, :2] * k).sum()
    return y


def single(x, k):
    y = 0
    y[0, 0] = x[0, 0]


def unlike(x, k):
    return x * k


STOPS = [
    (lambda x, k: x[5], "An index leaves the tensor"),
    (lambda x, k: x.tolist()[7], "An index leaves the tensor"),
    (lambda x, k: x[0, 0, 0], "more indices in the square brackets"),
    (no_such_name, "Nothing is called `kernel`. Your function gets (x, k)"),
    (too_soon, "`y` is used before anything is put into it"),
    (whole, "made for whole numbers"),
    (single, "has no places"),
    (unlike, "In this line a shape with 3 meets one with 2"),
    (lambda x, k: x.shape - k.shape, "A shape is a tuple"),
    (lambda x, k: x @ k, "`@` is the matrix product"),
    (lambda x, k: x[0] @ k[0], "both sides must have the same length"),
    (lambda x, k: F.conv2d(x, k), "F.conv2d wants two more axes in front"),
    (lambda x, k: F.conv2d(k[None, None], x[None, None])[0, 0], "The window is larger"),
    (lambda x, k: torch.tensor([float(x)]), "Is a .sum() missing?"),
    (lambda x, k: np.ones((3, 3)) * x, "A numpy array and a torch tensor meet"),
    (lambda x, k: torch.relu(np.ones(3)), "A numpy array and a torch tensor meet"),
    (lambda x, k: torch.clamp(1, 0, 2), "Python's own min, max"),
    (lambda x, k: x[len(x) / 3], "// gives a whole number"),
    (lambda x, k: x[: len(x) / 3], "// gives a whole number"),
    (lambda x, k: [0 for _ in range(len(x) / 3)], "// gives a whole number"),
    (lambda x, k: F.conv2d(x[None, None], k[None, None], padding_mode="circular"), "F.conv2d has no padding_mode"),
    (lambda x, k: F.conv2d(x[None, None], k[None, None], stride="2"), "does not take these arguments"),
    (lambda x, k: F.pad(x[0], (1, 1), mode="circular"), "wants a batch and a channel axis"),
    (lambda x, k: F.pad(x, (1, 1, 1, 1), mode="circular"), "wants a batch and a channel axis"),
    (lambda x, k: F.pad(x[None, None], (1, 1), mode="circular"), "so 4 for a tensor of 4 axes"),
    (lambda x, k: x.undo(), ""),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("answer", "hint"), STOPS)
def test_what_an_exception_mostly_means_is_said(answer, hint, method):
    verdict = EXERCISE.judge(answer, method)
    assert verdict.state == "wrong" and bool(verdict.hint) is bool(hint) and hint in verdict.hint, verdict


def test_a_tensor_of_the_notebook_in_place_of_an_argument_is_a_perhaps():
    verdict = EXERCISE.judge(lambda x, k: correlate(NOWHERE.clone(), k) + len(x))
    assert (verdict.mistake, verdict.sure) == ("from outside", False) and "reads `NOWHERE` of the notebook" in verdict.hint


def test_a_known_mistake_that_stops_is_told_by_its_words_and_by_its_line():
    def far(x):
        return x[len(x)]

    def far_too(x):
        return x[len(x) + 1]

    cases = [Case("two", torch.ones(2)), Case("three", torch.ones(3))]
    mistakes = [Mistake("plus", "Plus.", far_too, line=r"\+ 1\]"), Mistake("far", "Far.", far, also=(lambda x: x.tolist()[9],))]
    exercise = FunctionExercise("1.1", "Last", lambda x: x[-1], cases, mistakes)
    assert [exercise.judge(answer).mistake for answer in (far_too, far, lambda x: x.tolist()[len(x)])] == ["plus", "far", "far"]
    assert exercise.judge(lambda x: x[0, 0]).mistake == ""

"""What an exception mostly means: one line a message, with what the learner's own line and its variables tell."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from window_exercise import correlate, window

from helpers.check.engine import Case, FunctionExercise, Mistake

EXERCISE = window()


def axis_lost(x, k):
    return x[:2] - x[:2].mean(1)


def axis_lost_before(x, k):
    middle = x[:2].mean(1)
    return x[:2] - middle


def slice_cut_off(x, k):
    return (x[0:, :2] * k).sum(0)


def too_many(x, k):
    h, w, c = k[None, None].shape
    return h * w * c


def too_many_of_a_shape(x, k):
    h, *_ = k.shape
    (n,) = k.shape
    return h * n


def not_enough(x, k):
    h, w, c = k.shape
    return h * w * c


def gives_none(x, k):
    def part(a):
        a.sum()

    return part(x) + k


def no_grad(x, k):
    return x.grad + k


def loose(x, k):
    return torch.cat(x, k)


def empty_place(x, k):
    x = x.clone()
    x[0, -1:2] = k[0]
    return x


def empty_numpy_place(x, k):
    frame = np.zeros((3, 3))
    frame[0:-0, 0:-0] = x
    return frame


def appended_by_index(x, k):
    y = []
    for i in range(3):
        y[i] = x[i].sum()
    return y


def small_place(x, k):
    x = x.clone()
    x[0, :2] = x[1]
    return x


def added_in_a_small_place(x, k):
    x = x.clone()
    x[:1, :2] += k
    return x


def one_number(x, k):
    x = x.clone()
    x[0, 0] = sum(k)
    return x


def same_axes(x, k):
    return x * k


STOPS = [
    (
        axis_lost,
        "a shape with 3 meets one with 2 in dimension 1 (x has shape (3, 3)). A usual reason stands in this line: `.mean` takes",
    ),
    (
        axis_lost_before,
        "(x has shape (3, 3), middle has shape (2,)). Usual reasons: a slice cut off at the edge; a size",
    ),
    (slice_cut_off, "In this line a shape with 3 meets one with 2 in dimension 0 (x has shape (3, 3), k has shape (2, 2)). Usual"),
    (lambda x, k: x * k.sum(dim=1, keepdim=True), "Usual reasons"),
    (too_many, "more entries than names (3)"),
    (too_many_of_a_shape, "`k.shape` has 2 entries here: give it as many names as that, not 1."),
    (not_enough, "`k.shape` has 2 entries here: give it as many names as that, not 3."),
    (gives_none, "Something in this line is None. Does it come from a function that you call? Then look there: is a `return` missing?"),
    (no_grad, "`.grad` is None until backward() has run"),
    (lambda x, k: x.grad[0], "`.grad` is None until"),
    (lambda x, k: torch.relu(None), "Something in this line is None"),
    (lambda x, k: x if x > 0 else k, "need one True or False"),
    (lambda x, k: x[x > 0 and x < 2], "need one True or False"),
    (lambda x, k: x == 1 & k, "put each comparison in brackets"),
    (lambda x, k: x[x > 0 & x < 2], "put each comparison in brackets"),
    (lambda x, k: 1 & "a", "put each comparison in brackets"),
    (lambda x, k: x / (len(x) // 5 // 0), "is 0. Can a count be 0"),
    (lambda x, k: 1.0 / 0, "is 0. Can a count be 0"),
    (lambda x, k: 7 % 0, "is 0. Can a count be 0"),
    (lambda x, k: torch.eye(5) @ x[0], "this matrix has 5 columns, and the vector 3 numbers"),
    (lambda x, k: x[0] @ x[0, :2], "must have the same length. (A slice ends with its tensor"),
    (lambda x, k: range(x.shape), "Take one out of it, x.shape[0], or ask for len(x)"),
    (lambda x, k: torch.zeros(x), "torch.zeros takes sizes, as in torch.zeros(3, 4), and gets a tensor"),
    (lambda x, k: sum(x, k, x), "sum([a, b, c])"),
    (empty_place, "The place that you write into is empty"),
    (empty_numpy_place, "The place that you write into is empty"),
    (small_place, "The place that you write into has shape (2,), what you write has shape (3,)."),
    (added_in_a_small_place, "What stands on the left has shape (1, 2), what would be written into it (2, 2)"),
    (one_number, "This place holds one number, and what you write into it is a tensor of several"),
    (lambda x, k: x[0].expand(2), "A tensor of shape (3,) cannot be stretched to (2,): only an axis of length 1 can grow."),
    (same_axes, "(x has shape (3, 3), k has shape (2, 2)). Usual reasons: a size taken from the wrong place."),
    (lambda x, k: x[0, 0, 0], "more indices in the square brackets"),
    (loose, "torch.cat([a, b]), with square brackets"),
    (lambda x, k: torch.stack(x, k), "torch.stack([a, b]), with square brackets"),
    (lambda x, k: torch.stack([1.0, 2.0]), "torch.tensor(list) makes a tensor of numbers"),
    (lambda x, k: torch.cat([1, 2]), "torch.tensor(list) makes a tensor of numbers"),
    (lambda x, k: x.new_zeros(2, len(k) / 2), "// gives a whole number"),
    (lambda x, k: torch.zeros((2, len(k) / 2)), "// gives a whole number"),
    (lambda x, k: x.view(len(x) / 1, 3), "// gives a whole number"),
    (lambda x, k: x @ x.double(), "Two tensors of different number types"),
    (lambda x, k: F.conv2d(x[None, None], k.double()[None, None]), "Two tensors of different number types"),
    (lambda x, k: x.long().mean(), "add .float() before"),
    (lambda x, k: [1, 2, 3][x], "with int(...)"),
    (lambda x, k: torch.cat([x, k], dim=1), "here axis 1; all other axes must agree, and in one of them 3 meets 2"),
    (lambda x, k: torch.cat([x, k[None]]), "equally many axes"),
    (lambda x, k: torch.stack([x, k]), "one and the same shape"),
    (lambda x, k: x.mean(2), "does not have that axis"),
    (lambda x, k: x.shape[2], "fewer entries than that"),
    (lambda x, k: x.shape(0), "A .shape takes no round brackets: h, w = x.shape, or x.shape[0] for one size"),
    (appended_by_index, "Make the result with torch.zeros(...), or add to the list with .append(...)"),
    (lambda x, k: x.shape + 1, "Take a number out of it first: x.shape[0], or len(x)"),
    (lambda x, k: np.zeros(2, 3), "np.zeros takes the shape as one argument, np.zeros((3, 4))"),
    (lambda x, k: sum(x[0, 0] * k[0, 0]), "This is a single number already"),
    (lambda x, k: F.conv2d(x[None, None], k), "F.conv2d wants four axes of its weight too"),
    (lambda x, k: torch.cat([x[0, 0], x[0]]), "torch.stack makes a tensor of single numbers"),
    (lambda x, k: [x[i] for i in x[0]], "range(len(x)) gives its places"),
    (lambda x, k: torch.zeros(d), "make `d` from them first, as in d = len(x), or mend the spelling"),
    (lambda x, k: x(0), "x[0], not x(0)"),
    (lambda x, k: x.view(2, 5), "there are 9 of them here"),
    (lambda x, k: x.tolist().mean(), "a Python list or tuple, not a tensor"),
    (lambda x, k: torch.mean([1.0, 2.0]), "a Python list or tuple, not a tensor"),
    (lambda x, k: len(x).sum(), "single Python number; .sum belongs to tensors"),
    (lambda x, k: x.tolist().push(), ""),
    (lambda x, k: x[k], "Make them whole numbers with .long()"),
    (lambda x, k: x[k > 0], "another shape than the tensor"),
    (lambda x, k: x.sum().backward(), "requires_grad=True"),
    (lambda x, k: np.ones(2) @ x.shape.foo, ""),
]


@pytest.mark.parametrize("method", ["fork", "inprocess"])
@pytest.mark.parametrize(("answer", "hint"), STOPS)
def test_what_an_exception_mostly_means_is_said(answer, hint, method):
    verdict = EXERCISE.judge(answer, method)
    assert verdict.state == "wrong" and bool(verdict.hint) is bool(hint) and hint in verdict.hint, verdict


def test_devices_and_other_words_of_torch():
    from helpers.check.meanings import meaning

    words = {
        "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!": "different devices",
        "expected scalar type Long but found Float": "different number types",
        "too many values to unpack (expected 3, got 4)": "than names (3)",
        "not enough values to unpack (expected at least 2, got 1)": "than names (2)",
        "not enough values to unpack (expected 1, got 0)": "than names (1)",
    }
    for message, hint in words.items():
        assert hint in meaning({"type": "RuntimeError", "message": message, "text": ""}, ["x"]), message


def total(layers):
    return sum(sum(layer) for layer in layers)


def three_names(layers):
    size = 0
    for kernel, stride, padding in layers:
        size += kernel + stride + padding
    return size


def three_names_at_once(layers):
    return sum(kernel + stride + padding for kernel, stride, padding in layers)


STACK = [Case("one", ([(3, 1)],)), Case("two", ([(3, 1), (2, 2)],))]


@pytest.mark.parametrize("answer", [three_names, three_names_at_once])
def test_items_with_another_number_of_entries_than_names(answer):
    exercise = FunctionExercise("7.1", "Add up", total, STACK, [])
    assert exercise.judge(answer).hint == "Each item of `layers` has 2 entries here: give it as many names as that, not 3."


def test_items_that_another_function_takes_with_fewer_names():
    exercise = FunctionExercise("7.1", "Add up", total, STACK, [])
    hint = exercise.judge(lambda layers: three_names(layers)).hint
    assert hint.startswith("Each item of `layers` has 2 entries here, and `three_names` has names for 3: ")


def test_the_exercises_own_mistake_is_stronger():
    exercise = FunctionExercise("7.1", "Add up", total, STACK, [Mistake("names", "Two names.", three_names, line="for")])
    assert exercise.judge(three_names).hint == "Two names."


def other(x, k):
    raise NotImplementedError()


def calls_another(x, k):
    return other(x, k)


def calls_another_later(x, k):
    return correlate(x, k) if len(x) * x.shape[1] == 9 else other(x, k)


def breaks(x):
    return x[9]


def calls_what_breaks(x, k):
    return breaks(x)


@pytest.mark.parametrize("method", ["fork", "inprocess"])
def test_a_function_of_another_exercise_is_named(method):
    verdict = EXERCISE.judge(calls_another, method)
    assert (verdict.state, verdict.heading) == (
        "unfinished",
        "`other`, which your function calls, is not written yet: fill in its cell first.",
    )
    verdict = EXERCISE.judge(calls_another_later, method)
    assert verdict.problem[0] == "`other`, which your function calls, is not written yet"
    verdict = EXERCISE.judge(calls_what_breaks, method)
    assert f"in line {breaks.__code__.co_firstlineno + 1} of `breaks`, which your function calls: return x[9]" in verdict.problem[0]


def test_a_function_inside_the_learners_own_is_no_other_one():
    def answer(x, k):
        def inner(a):
            return a[9]

        return inner(x)

    assert "which your function calls" not in EXERCISE.judge(answer).problem[0]

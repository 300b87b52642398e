"""Several values returned together: each is compared, shown and named by itself."""

import pytest
import torch

from helpers.check.engine import Case, FunctionExercise

CASES = [Case(f"{n} by 2", lambda n=n: torch.randn(n, 2)) for n in (3, 4, 5)]
NUMBERS = [Case(f"{n} layers", ((3,) * n,)) for n in (1, 2, 3)]


def statistics(**more):
    return FunctionExercise("1", "Two", lambda x: (x.mean(0), x.var(0)), CASES, [], **more)


def counts(**more):
    return FunctionExercise("2", "Field", lambda layers: (1 + 2 * len(layers), 2 ** len(layers)), NUMBERS, [], **more)


NAMED, PLAIN = statistics(returns=("running_mean", "running_var")), statistics()
FIELD, FIELD_PLAIN = counts(returns=("size", "jump")), counts()


def one_place(x):
    var = x.var(0)
    var[1] += len(x) ** 2
    return x.mean(0), var


def test_the_place_is_told_by_the_names():
    found = NAMED.judge(one_place)
    assert "running_var[1]: yours " in found.problem[0] and found.problem[0].endswith("(running_mean is right)")
    assert "running_mean should be" in repr(found) and "running_var should be" in repr(found)
    assert "the second of the 2 values you return, at [1]: yours " in PLAIN.judge(one_place).problem[0]
    assert "first should be" in repr(PLAIN.judge(one_place)) and "shape (2, 2)" not in repr(PLAIN.judge(one_place))


def test_single_numbers_are_lines_with_names():
    found = FIELD.judge(lambda layers: (1 + 2 * len(layers), 7 * len(layers)))
    assert found.problem == ["jump: yours 7, should be 2 (size is right)"]
    lines = [line.split() for line in repr(found).splitlines()[1:4]]
    assert lines[1][-4:] == ["size", "3", "size", "3"] and lines[2][-4:] == ["jump", "2", "jump", "7"]
    plain = FIELD_PLAIN.judge(lambda layers: (1 + 2 * len(layers), 7 * len(layers)))
    assert plain.problem == ["the second of the 2 values you return: yours 7, should be 2"]
    assert "shape" not in repr(plain) + repr(found)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (lambda x: x.mean(0), "you return 1 value"),
        (lambda x: (x.mean(0),), "you return 1 value; there should be 2: (running_mean, running_var)"),
        (lambda x: 3.0, "your result is a number; it should be 2 values together: (running_mean, running_var)"),
        (lambda x: x[:, :1], "your result is a tensor of shape (3, 1); it should be 2 values together: (running_mean, running_var)"),
        (lambda x: (x.mean(0), x.var()), "running_var is a single number; it should have shape (2,) (running_mean is right)"),
        (lambda x: (x.mean(0), x.var(0) * torch.nan), "running_var: there is NaN (not a number) at 2 of 2 places"),
        (lambda x: (x.mean(0), None), "running_var is None; it should be a tensor (running_mean is right)"),
    ],
)
def test_other_differences_name_the_value_too(answer, text):
    if text == "you return 1 value":
        text = "running_mean is a single number; it should have shape (2,)"  # the rows of one tensor stand for the two values
    assert text in NAMED.judge(answer).problem[0]


def test_a_list_or_a_stack_will_do():
    assert NAMED.judge(lambda x: [x.mean(0), x.var(0)]).state == "right"
    assert NAMED.judge(lambda x: torch.stack([x.mean(0), x.var(0)])).state == "right"
    assert FIELD.judge(lambda layers: torch.tensor([1 + 2 * len(layers), 2 ** len(layers)])).state == "right"


def test_a_general_mistake_is_named_in_the_value_that_is_wrong():
    assert (
        NAMED.judge(lambda x: (x.mean(0), -x.var(0))).hint
        == "running_var: The sign is wrong everywhere: each value is minus what it should be."
    )
    assert PLAIN.judge(lambda x: (x.mean(0) + 1, x.var(0))).hint.startswith(
        "The first of the 2 values you return: Your result is too large by 1"
    )
    assert FIELD.judge(lambda layers: (2 * len(layers), 2 ** len(layers))).hint == "size: Your result is too small by 1."
    assert NAMED.judge(lambda x: (x.var(0), x.mean(0))).hint == "The two values have swapped places: return (running_mean, running_var)."
    assert PLAIN.judge(lambda x: (x.var(0), x.mean(0))).hint == "The two values have swapped places."


def test_the_same_answer_for_every_input():
    every = "Your function gives the same answer for every input."
    assert FIELD.judge(lambda layers: (3, 8)).hint == every
    assert NAMED.judge(lambda x: (torch.tensor([5.0, 7.0]), torch.ones(3))).hint == every
    assert FIELD.judge(lambda layers: (1 + 2 * len(layers), 8)).hint == "`jump` is the same for every input."
    assert (
        FIELD_PLAIN.judge(lambda layers: (1 + 2 * len(layers), 8)).hint
        == "The second of the 2 values you return is the same for every input."
    )


def test_a_list_of_numbers_is_one_answer():
    exercise = FunctionExercise("3", "List", lambda n: [n, n * n, 1], [Case("three", (3,))], [])
    assert exercise.judge(lambda n: [n, n * n, 2]).problem == ["the largest error is at [2]: 2, should be 1"]

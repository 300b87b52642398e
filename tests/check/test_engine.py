"""The engine: three answers, what differs in the smallest case that fails, exceptions, several results."""

import os

import numpy as np
import pytest
import torch
from window_exercise import correlate, flipped, window

from helpers.check.engine import Case, CheckFailed, FunctionExercise, Mistake

METHODS = ["fork", "inprocess"]
EXERCISE = window()


def loops(x, k):
    out = torch.zeros(x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + k.shape[0], j : j + k.shape[1]] * k).sum()
    return out


def in_place(x, k):
    result = correlate(x, k)
    x += 1
    return result


def prints(x, k):
    print(correlate(x, k))


def forgets(x, k):
    correlate(x, k)


def misses(x, k):
    out = torch.zeros(2, 2)
    return out[5, 5]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("answer", [correlate, loops, lambda x, k: correlate(x.double(), k.double())])
def test_right(answer, method):
    verdict = EXERCISE.judge(answer, method)
    assert (verdict.state, repr(verdict)) == ("right", "✓ 1.1 Slide the window — all 3 cases right.")


def test_a_right_answer_is_displayed_and_a_wrong_one_raises():
    assert repr(EXERCISE(correlate)) == "✓ 1.1 Slide the window — all 3 cases right."
    for answer in (flipped, None, ..., 3, forgets):
        with pytest.raises(CheckFailed):
            EXERCISE(answer)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (in_place, "changes its input x in place"),
        (prints, "prints something and returns None"),
        (forgets, "runs, but returns None"),
        (
            misses,
            "your code stops with IndexError: index 5 is out of bounds for dimension 0 with size 2 — in line {line}: return out[5, 5]",
        ),
        (lambda x, k: correlate(x, k) * torch.nan, "there is NaN (not a number) at 4 of 4 places, first at (0, 0)"),
        (lambda x, k: correlate(x, k).int(), "their type is int32; it should be float"),
        (lambda x, k: torch.zeros(3, 3), "your result has shape (3, 3); it should have shape (2, 2)"),
        (lambda x, k: 7, "your result is a single number; it should have shape (2, 2)"),
        (lambda x, k: "seven", "your result is text; it should be a tensor"),
        (lambda x, k: {1}, "your result is a set; it should be a tensor"),
        (lambda x: x, "TypeError"),
    ],
)
def test_what_is_wrong_is_said(answer, text, method):
    verdict = EXERCISE.judge(answer, method)
    assert verdict.state == "wrong"
    assert text.format(line=answer.__code__.co_firstlineno + 2) in " ".join(verdict.problem)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (lambda n: ((i, i) for i in range(n)), "your result is a generator; it should be a list of 3 values"),
        (lambda n: n + 1, "your result is a number; it should be a list of 3 values"),
        (lambda n: [(0, 0), (1, 1)], "you return 2 values; there should be 3"),
        (lambda n: [(0, 0)], "you return 1 value; there should be 3"),
        (lambda n: [(0,), (1,), (2,)], "your result has shape (3, 1); it should have shape (3, 2)"),
    ],
)
def test_a_list_is_asked_for_by_its_length(answer, text):
    exercise = FunctionExercise("0", "Pairs", lambda n: [(i, i) for i in range(n)], [Case("three", (3,))], [])
    assert text in " ".join(exercise.judge(answer).problem)


def test_lists_and_arrays_are_taken_with_a_word():
    for answer, kind in ((lambda x, k: correlate(x, k).tolist(), "a list"), (lambda x, k: correlate(x, k).numpy(), "a numpy array")):
        verdict = EXERCISE.judge(answer)
        assert verdict.state == "right" and f"You return {kind}, which is fine here" in repr(verdict)


def test_a_step_not_written_yet_is_wrong_once_the_first_case_is_right():
    def half(x, k):
        if len(x) > 3:
            raise NotImplementedError
        return correlate(x, k)

    verdict = EXERCISE.judge(half)
    assert verdict.state == "wrong" and "NotImplementedError" in repr(verdict)


def size(n, k, p):
    return n + 2 * p - k + 1


def test_numbers_and_exceptions():
    def oracle(n, k, p):
        return n + 2 * p - k + 1

    cases = [
        Case("no padding", (5, 3, 0)),
        Case("padding 2", (5, 3, 2)),
        Case("n = 9", (9, 4, 1)),
        Case("kernel 7", (3, 7, 1), raises=ValueError),
    ]
    exercise = FunctionExercise("3.1", "Count", oracle, cases, [Mistake("once", "Both sides are padded.", lambda n, k, p: n + p - k + 1)])

    def right(n, k, p):
        if k > n + 2 * p:
            raise ValueError("too large")
        return n + 2 * p - k + 1

    assert exercise.judge(right).state == "right"
    assert exercise.judge(np_int := lambda n, k, p: np.int64(right(n, k, p))).state == "right", np_int
    assert exercise.judge(lambda n, k, p: right(n, k, p) / 1).hint.startswith("This should be a whole number of type int")
    assert exercise.judge(lambda n, k, p: right(n, k, p) + 1).hint == "Your result is too large by 1."
    verdict = exercise.judge(size)
    assert '"kernel 7"' in verdict.heading and verdict.problem == ["this call should raise ValueError, and yours returns -1"]
    assert exercise.judge(lambda n, k, p: torch.tensor(size(n, k, p))).problem == verdict.problem
    assert "you get 5; it should be 7" in repr(exercise.judge(lambda n, k, p: right(n, k, p) - p))


def test_several_results_are_compared_one_by_one():
    exercise = FunctionExercise(
        "4", "Two", lambda x: (x.sum(), [len(x), 2]), [Case("three", torch.ones(3)), Case("four", torch.ones(4))], []
    )
    assert exercise.judge(lambda x: [x.sum(), (len(x), 2)]).state == "right"
    assert "the second of the 2 values you return, at [1]: yours 3, should be 2" in repr(exercise.judge(lambda x: (x.sum(), (len(x), 3))))
    assert "you return 3 values; there should be 2" in repr(exercise.judge(lambda x: (1, 2, 3)))


def test_where_autograd_refuses_a_forked_process_the_check_runs_in_this_one():
    """With a graphics card, torch refuses `backward` in a fork of a process that has used it."""
    here = os.getpid()

    def answer(x, k):
        if os.getpid() != here:
            raise RuntimeError("Unable to handle autograd's threading in combination with fork-based multiprocessing.")
        return correlate(x, k)

    assert EXERCISE.judge(answer).state == "right"


def test_declaring_leaves_torch_as_it_was():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    window()
    assert torch.equal(before, torch.get_rng_state())


def test_not_started():
    def stub(x, k):
        """A docstring."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def dots(x, k): ...

    def computed(x, k):
        x + k.sum()
        return ...

    for blank in (None, ..., stub, dots, computed, lambda x, k: None):
        assert EXERCISE.judge(blank).state == "not started"


def test_notimplemented_with_a_message_of_torchs_is_no_stub():
    def answer(x, k):
        raise_like_torch()

    assert EXERCISE.judge(answer).state == "wrong"


def raise_like_torch():
    error = NotImplementedError
    raise error("\"reflection_pad2d\" not implemented for 'Long'")


def test_of_two_mistakes_that_stop_alike_the_one_with_the_same_numbers_is_named():
    """The first listed is the general one: it speaks where no numbers agree."""

    def cut(rows):
        return lambda x, y: torch.cat([x[:rows], y], dim=1)

    case = Case("two rows", (torch.ones(4, 2), torch.ones(2, 2)))
    mistakes = [Mistake("sizes", "Sizes.", cut(4)), Mistake("too many", "Too many.", cut(3)), Mistake("too few", "Too few.", cut(1))]
    exercise = FunctionExercise("1.1", "Join", lambda x, y: torch.cat([x[:2], y], dim=1), [case], mistakes)
    assert [exercise.judge(cut(rows)).mistake for rows in (0, 1, 3, 4)] == ["sizes", "too few", "too many", "sizes"]


def test_what_is_not_refused_is_named_whatever_the_refusals_say():
    def half(x, check=True):
        if check and x < 0:
            raise ValueError("negative")
        if x % 2:
            raise ValueError("odd")
        return x // 2

    def unfit(x):
        if x % 2:
            raise ValueError(f"{x} will not do")
        return x // 2

    def none(x):
        return x // 2 if x % 2 == 0 and x > 0 else None

    cases = [Case("4", 4), Case("5", 5, raises=ValueError), Case("-2", -2, raises=ValueError), Case("-6", -6, raises=ValueError)]
    mistakes = [Mistake("negative", "Refuse negative ones.", lambda x: half(x, check=False)), Mistake("whole", "Whole.", lambda x: x)]
    exercise = FunctionExercise("1.1", "Halve", half, cases, mistakes)
    assert exercise.judge(unfit).mistake == "negative"
    assert 'write raise ValueError("why")' in exercise.judge(none).hint


def test_another_exception_than_the_one_asked_for_is_told_apart():
    def root(x):
        if x < 0:
            raise RuntimeError("negative")
        return x**0.5

    def oracle(x):
        return x**0.5

    exercise = FunctionExercise("1", "Root", oracle, [Case("4", (4.0,)), Case("-1", (-1.0,), raises=ValueError)], [])
    verdict = exercise.judge(root)
    assert verdict.problem == ["this call should raise ValueError, and yours raises RuntimeError"]
    assert verdict.hint == "It is right to refuse this input. Write raise ValueError(…)."
    assert "KeyError" in str(exercise.judge(lambda x: x**0.5 if x > 0 else {}[x]).problem)  # not raised on purpose: told as it is


def test_a_list_that_is_changed_has_no_clone():
    def emptied(parts):
        return sum(parts.pop() for _ in range(len(parts)))

    exercise = FunctionExercise("1", "Add up", lambda parts: sum(parts), [Case("two", lambda: ([torch.ones(2), torch.ones(2)],))], [])
    verdict = exercise.judge(emptied)
    assert "changes its input parts in place" in verdict.problem[0] and "parts = list(parts)" in verdict.hint


def test_a_wrong_result_and_a_changed_input_are_both_told():
    def doubled(x):
        x *= 2
        return x + 1

    exercise = FunctionExercise("1", "Copy", lambda x: x.clone(), [Case("three", lambda: (torch.arange(3.0),))], [])
    assert exercise.judge(doubled).problem[-1] == "your function also changes its input x in place"
    assert not any("also" in line for line in exercise.judge(lambda x: x + 1).problem)


@pytest.mark.parametrize("method", ["fork", "inprocess"])
def test_a_network_is_the_same_for_every_call(method):
    """An answer that changes the network it gets is told so, and the next answer meets the network as it was."""
    net = torch.nn.Linear(2, 2)

    def spoils(net, x):
        with torch.no_grad():
            result = net(x)
            net.weight.zero_()
        return result

    cases = [Case("one", (net, torch.ones(2))), Case("two", (net, torch.zeros(2)))]
    exercise = FunctionExercise("1", "Ask", lambda net, x: net(x.float()).detach(), cases, [])
    verdict = exercise.judge(spoils, method)
    assert "changes its input net in place" in verdict.problem[0] and "copy.deepcopy(net)" in verdict.hint
    assert exercise.judge(lambda net, x: net(x), method).state == "right"
    assert exercise.judge(lambda net, x: net.double()(x.double()), method).state == "right"
    assert net.weight.abs().min() > 0 and net.weight.dtype == torch.float32

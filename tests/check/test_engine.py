"""The engine: three answers, the smallest failing case, the mistake by name, and how the block looks."""

import os
import re

import numpy as np
import pytest
import torch
from window_exercise import correlate, flipped, padded, window

from helpers.check.engine import Case, CheckFailed, FunctionExercise, Mistake, ValueExercise

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


def border(x, k):
    out = correlate(x, k).clone()
    out[0] = out[-1] = 0
    return out


def late(x, k):
    out = correlate(x, k).clone()
    out[0] = 0
    return out


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


def test_the_block_reads_like_this():
    assert repr(EXERCISE.judge(flipped)) == (
        '✗ 1.1 Slide the window — case "3×3 image, 2×2 kernel" (1 of 3)\n'
        "    x          k            should be    yours\n"
        "    0  1  2    0  1    →    19  25        5  11\n"
        "    3  4  5    2  3         37  43       23  29\n"
        "    6  7  8\n"
        "  the shape is right; the largest error is at (0, 0): 5, should be 19\n"
        "  Hint: The kernel is flipped. A CNN layer does cross-correlation, so k[0, 0] meets the top-left\n"
        "    pixel."
    )


def test_it_stops_at_the_smallest_case_that_fails():
    verdict = EXERCISE.judge(lambda x, k: correlate(x, k) if len(x) < 12 else flipped(x, k))
    assert '"12×9 image, 3×3 kernel" (3 of 3)' in verdict.heading
    assert verdict.mistake == "flipped" and verdict.sure
    assert "shape (12, 9)" in repr(verdict)


def test_a_mistake_in_one_case_of_several_is_a_perhaps():
    """Right result of a known mistake in the failing case only, something else in the others."""
    verdict = EXERCISE.judge(lambda x, k: flipped(x, k) if len(x) < 12 and x.shape[1] == 3 else correlate(x, k) ** 2)
    assert verdict.mistake == "flipped" and not verdict.sure
    assert "Perhaps: The kernel is flipped" in repr(verdict)


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
    assert '"kernel 7"' in verdict.heading and verdict.problem == ["this call should raise ValueError, and yours returns a number"]
    assert "you get 5; it should be 7" in repr(exercise.judge(lambda n, k, p: right(n, k, p) - p))


def test_several_results_are_compared_one_by_one():
    exercise = FunctionExercise(
        "4", "Two", lambda x: (x.sum(), [len(x), 2]), [Case("three", torch.ones(3)), Case("four", torch.ones(4))], []
    )
    assert exercise.judge(lambda x: [x.sum(), (len(x), 2)]).state == "right"
    assert "value 1 of 2" in repr(exercise.judge(lambda x: (x.sum(), (len(x), 3))))
    assert "you return 3 values; there should be 2" in repr(exercise.judge(lambda x: (1, 2, 3)))


def test_values():
    mistakes = [Mistake("swapped", "Rows come first.", {"width": 7, "height": 5}), Mistake("last", "Counted one too many.", {"height": 8})]
    exercise = ValueExercise("1.2", "Predict", {"width": 5, "height": 7}, mistakes)
    assert repr(exercise.judge(width=5, height=7)) == "✓ 1.2 Predict — all 2 values right."
    assert exercise.judge(width=..., height=None).state == "not started"
    assert exercise.judge(width=5.0, height=torch.tensor(7.0)).state == "right", "2 or 2.0: worked out by hand, both are fine"
    half = exercise.judge(width=5, height=...)
    assert (half.state, half.heading) == ("unfinished", "right so far; still open: height.") and repr(half).startswith("○")
    with pytest.raises(CheckFailed):
        exercise(width=5, height=...)
    assert exercise.judge(width=7, height=5).hint == "Rows come first."
    assert exercise.judge(width=5, height=8).hint == "Counted one too many."
    assert exercise.judge(width=6, height=...).heading == "width is not right yet; still open: height."
    wrong = exercise.judge(width=6, height=7)
    assert (wrong.heading, wrong.hint) == ("width is not right yet.", "")
    assert "should be" not in repr(wrong), "a value exercise does not give its answer away"
    for odd in ("text", [1, 2], torch.zeros(3), {}, float("nan"), object()):
        assert exercise.judge(width=odd, height=7).state == "wrong"


def test_many_wrong_values_get_a_place_to_begin():
    exercise = ValueExercise("1.2", "Predict", {"a": 1, "b": 2, "c": 3}, [])
    assert "beginning with a" in exercise.judge(a=5, b=6, c=7).hint


def test_values_of_every_kind():
    right = {"flag": True, "word": "constant", "pair": (1, 2), "grid": torch.eye(2), "share": 0.25}
    exercise = ValueExercise("1.3", "Kinds", right, [])
    assert exercise.judge(flag=True, word=" Constant", pair=[1, 2], grid=torch.eye(2), share=0.25).state == "right"
    assert exercise.judge(flag=False, word="zeros", pair=(2, 1), grid=torch.ones(2, 2), share=0.2).heading.startswith(
        "flag, word, pair, grid, share are"
    )


def test_a_failed_check_shows_itself_without_a_traceback():
    verdict = EXERCISE.judge(flipped)
    lines = CheckFailed(verdict)._render_traceback_()
    assert "Traceback" not in lines[0]
    assert re.sub(r"\x1b\[[0-9;]*m", "", lines[0]) == str(CheckFailed(verdict)) == repr(verdict)


def test_the_worst_number_is_underlined_without_its_padding():
    assert "\x1b[1;4m5\x1b[0m  11" in EXERCISE.judge(flipped).ansi


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


def test_the_same_answer_twice_reads_the_same():
    assert repr(window().judge(flipped)) == repr(window().judge(flipped))
    assert EXERCISE.judge(correlate)._repr_html_() == EXERCISE.judge(correlate)._repr_html_()


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


def test_notimplemented_with_a_message_of_torchs_is_no_stub():
    def answer(x, k):
        raise_like_torch()

    assert EXERCISE.judge(answer).state == "wrong"


def raise_like_torch():
    error = NotImplementedError
    raise error("\"reflection_pad2d\" not implemented for 'Long'")

"""Exercises whose answers are values: right, wrong, half done, and of every kind."""

import pytest
import torch

from helpers.check.engine import CheckFailed, Mistake, ValueExercise


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


def own(kind):
    """A class of numbers whose methods must not be called: any of them could run for ever, in the kernel itself."""

    def called(*_):
        raise KeyboardInterrupt

    names = "__int__ __float__ __complex__ __index__ __eq__ __ne__ __lt__ __gt__ __le__ __ge__ __abs__ __bool__ __hash__ __repr__ __str__"
    return type("Own", (kind,), dict.fromkeys(names.split(), called))


@pytest.mark.parametrize("kind", [int, float, complex])
def test_a_number_with_methods_of_its_own_is_read_without_them(kind):
    exercise = ValueExercise("1.2", "Predict", {"width": 5}, [Mistake("too many", "Counted one too many.", {"width": 6})])
    wrong = exercise.judge(width=own(kind)(6))
    assert (wrong.state, wrong.hint) == ("wrong", "Counted one too many.")
    assert exercise.judge(width=own(kind)(5)).state == "right"

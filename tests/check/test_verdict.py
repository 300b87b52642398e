"""How an answer looks: as text, in an error output, as HTML."""

import re

from window_exercise import correlate, flipped, window

from helpers.check.engine import CheckFailed

EXERCISE = window()


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


def test_a_failed_check_shows_itself_without_a_traceback():
    verdict = EXERCISE.judge(flipped)
    lines = CheckFailed(verdict)._render_traceback_()
    assert "Traceback" not in lines[0]
    assert re.sub(r"\x1b\[[0-9;]*m", "", lines[0]) == str(CheckFailed(verdict)) == repr(verdict)


def test_the_worst_number_is_underlined_without_its_padding():
    assert "\x1b[1;4m5\x1b[0m  11" in EXERCISE.judge(flipped).ansi


def test_the_same_answer_twice_reads_the_same():
    assert repr(window().judge(flipped)) == repr(window().judge(flipped))
    assert EXERCISE.judge(correlate)._repr_html_() == EXERCISE.judge(correlate)._repr_html_()

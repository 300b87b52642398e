"""How an answer looks: as text, in an error output, as HTML."""

import importlib
import re
from pathlib import Path

from jupyter_client.manager import start_new_kernel
from window_exercise import correlate, flipped, window

from helpers import check
from helpers.check.engine import CheckFailed, Verdict
from helpers.check.markup import as_html, as_text

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


def test_stress_and_code_are_rendered_and_the_rest_is_escaped():
    hint = "The width *before* <b> is `a < b`; k1[p] * k2[q], 2 * n * m, f(*x), *args and a*b*c stay, and so does 3*4*5."
    assert as_html(hint) == (
        "The width <em>before</em> &lt;b&gt; is <code>a &lt; b</code>; k1[p] * k2[q], 2 * n * m, f(*x), *args and a*b*c stay, "
        "and so does 3*4*5."
    )
    assert as_text(hint) == hint.replace("*before*", "before").replace("`a < b`", "‘a < b’")
    verdict = Verdict("wrong", "1.1", "A <i> title", "in `f` & g", ["    1  \x022\x03 <"], ["your line: a < `b`"], hint)
    page = verdict._repr_html_()
    assert "A &lt;i&gt; title</strong> — in <code>f</code> &amp; g" in page and "1  <strong><u>2</u></strong> &lt;" in page
    assert "<strong>Hint:</strong> The width <em>before</em> &lt;b&gt;" in page and "a &lt; <code>b</code>" in page
    assert "*before*" not in repr(verdict) and "`" not in repr(verdict)


def test_no_hint_shows_raw_marks():
    """Whatever a notebook's hints hold, no backtick and no *word* is left in what a reader sees."""
    for module in sorted(path.parent.name for path in (Path(check.__file__).parent).glob("*/__init__.py")):
        for exercise in vars(importlib.import_module(f"helpers.check.{module}")).values():
            for mistake in getattr(exercise, "mistakes", []):
                for shown in (as_text(mistake.hint), re.sub("<[^>]*>", "", as_html(mistake.hint))):
                    assert "`" not in shown and not re.search(r"(?<![\w)\]*])\*[a-z ]+\*(?!\w)", shown), shown


def test_only_a_right_block_leaves_the_error_below_it_alone():
    """A check that is not right raises, for graders: in JupyterLab the block hides the red box under it."""
    assert "<style>" in EXERCISE.judge(None)._repr_html_() and "<style>" in EXERCISE.judge(flipped)._repr_html_()
    assert "<style>" not in EXERCISE.judge(correlate)._repr_html_()
    colours = {re.search("solid (#[0-9a-f]+)", EXERCISE.judge(answer)._repr_html_())[1] for answer in (None, flipped, correlate)}
    assert len(colours) == 3


def test_in_a_kernel_the_block_is_displayed_and_one_line_is_raised():
    kernel = Kernel()
    try:
        for answer, state in (("None", "○"), ("flipped", "✗")):
            block, error = kernel.outputs(f"check({answer})")
            assert block["output_type"] == "display_data" and block["data"]["text/plain"].startswith(f"{state} 1.1 Slide the window — ")
            assert "check-verdict" in block["data"]["text/html"]
            assert error["output_type"] == "error" and error["ename"] == "CheckFailed" and len(error["traceback"]) == 1
            assert error["traceback"][0] in ("○ 1.1 Slide the window: not done yet", "✗ 1.1 Slide the window: not right yet")
        assert [output["output_type"] for output in kernel.outputs("check(correlate)")] == ["execute_result"]
        assert kernel.outputs("try:\n    check(None)\nexcept CheckFailed:\n    pass") == []
    finally:
        kernel.close()


class Kernel:
    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="python3")
        self.outputs(
            f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom window_exercise import window, correlate, flipped\n"
            "from helpers.check.engine import CheckFailed\ncheck = window()"
        )

    def outputs(self, code):
        found = []

        def keep(message):
            if message["msg_type"] in ("display_data", "execute_result", "error", "stream"):
                found.append({"output_type": message["msg_type"], **message["content"]})

        self.client.execute_interactive(code, timeout=60, output_hook=keep, store_history=True)
        return found

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

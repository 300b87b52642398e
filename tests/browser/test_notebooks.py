"""The learner's notebooks as a learner meets them: opened in JupyterLab, Run All, an exercise answered wrongly, then rightly."""

import json
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LEARNERS = sorted(NOTEBOOKS.glob("*.ipynb"))

# For each notebook: an exercise, a wrong answer to type into it, and words of the hint that must come back.
WRONG = {
    "01_convolution_by_hand": (
        "ex-circular",
        """
        def circular(a, b):
            d = len(a)
            return torch.stack([sum(a[(i - j) % d] * b[j] for j in range(d)) for i in range(d)])
        """,
        "b is flipped",
    ),
    "02_boundary_modes": (
        "ex-cyclic",
        """
        def cyclic(x, width):
            n = len(x)
            return torch.cat([x[torch.arange(width) % n], x, x[torch.arange(-width, 0) % n]])
        """,
        "The two sides are swapped",
    ),
    "07_receptive_fields": (
        "ex-field",
        """
        def field(layers):
            size, jump = 1, 1
            for kernel_size, stride, dilation in layers:
                jump *= stride
                size += dilation * (kernel_size - 1) * jump
            return size, jump
        """,
        "You multiply the jump before you use it",
    ),
    "11_normalization_comparison": (
        "ex-batch-norm",
        """
        def batch_norm(x, weight, bias, eps):
            mean, variance = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), keepdim=True)
            return (x - mean) / (variance + eps).sqrt() * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1)
        """,
        "unbiased=False",
    ),
    "13_resnet_from_scratch": (
        "ex-residual-block",
        """
        def residual_block(x, w1, w2, skip):
            out = F.relu(norm(F.conv2d(x, w1, padding=1)))
            out = F.relu(norm(F.conv2d(out, w2, padding=1)))
            return F.relu(x + out) if skip else out
        """,
        "One ReLU too many",
    ),
    "15_unet_segmentation": (
        "ex-class-iou",
        """
        def class_iou(predicted, target, classes):
            return torch.stack([((predicted == k) & (target == k)).sum() / (target == k).sum() for k in range(classes)])
        """,
        "False alarms cost nothing",
    ),
}


@pytest.fixture(scope="module", params=LEARNERS, ids=lambda path: path.stem)
def book(request, lab, open_book):
    book = open_book(lab.put(request.param))
    book.run_all()
    return book


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def position(book, cell_id: str) -> int:
    return next(i for i, cell in enumerate(book.cells()) if cell["id"] == cell_id)


def test_there_are_notebooks_and_a_wrong_answer_for_each():
    assert {path.stem for path in LEARNERS} == set(WRONG)


def test_run_all_reaches_the_last_cell(book):
    code = [cell for cell in book.cells() if cell["cell_type"] == "code"]
    for cell in code:
        errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
        assert not errors or "raises-exception" in tags(cell), f"{cell['id']} raised {errors[0]['ename']}: {errors[0]['evalue']}"
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    book.check()


def test_blank_exercises_say_not_started_and_show_no_traceback(book):
    checks = [(i, cell) for i, cell in enumerate(book.cells()) if cell["id"].startswith("check-")]
    assert checks
    for i, cell in checks:
        shown = book.shown(i)
        assert "not started" in shown, f"{cell['id']} shows {shown!r}"
        assert "Traceback" not in shown and len(shown.splitlines()) <= 6, f"{cell['id']} shows {shown!r}"


def test_check_blocks_are_accessible_in_both_themes(book):
    first = next(i for i, cell in enumerate(book.cells()) if cell["id"].startswith("check-"))
    for theme in ("dark", "light"):
        book.theme(theme)
        assert book.axe(f".jp-Cell[data-windowed-list-index='{first}'] .jp-OutputArea") == []


def test_a_wrong_answer_gets_its_hint_and_the_solution_passes(book):
    exercise, wrong, hint = WRONG[Path(book.name).stem]
    solved = json.loads((NOTEBOOKS / "solutions" / book.name).read_text())["cells"]
    solution = next("".join(cell["source"]) for cell in solved if cell["id"] == exercise)
    cell, check = position(book, exercise), position(book, exercise.replace("ex-", "check-"))
    for answer, expected in [(textwrap.dedent(wrong).strip(), ["✗", hint]), (solution, ["✓"])]:
        type_into(book, cell, answer)
        book.page.keyboard.press("Shift+Enter")
        book.run_cell(check)
        shown = book.shown(check)
        assert all(words in shown for words in expected), shown
        assert "Traceback" not in shown
    book.check()


def type_into(book, index: int, text: str) -> None:
    """Replace the text of a code cell with the keyboard."""
    editor = book.cell(index).locator(".cm-content")
    editor.scroll_into_view_if_needed()
    editor.click()
    book.page.keyboard.press("ControlOrMeta+a")
    book.page.keyboard.insert_text(text)

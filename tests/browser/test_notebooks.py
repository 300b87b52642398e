"""The learner's notebooks as a learner meets them: opened in JupyterLab, Run All, an exercise answered wrongly, then rightly."""

import json
import textwrap
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from shown import Shown

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


# For each notebook with grids of numbers to drag: the explorers' names in the notebook, in the order of the page.
WINDOWS = {"01_convolution_by_hand": ["line", "grid", "turned"]}
BOUNDARIES = {"02_boundary_modes": ["explorer_1d", "explorer_2d"]}
NUMPY_MODES = {"zeros": "constant", "circular": "wrap", "replicate": "edge", "symmetric": "symmetric", "reflect": "reflect"}


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


def arrays(book, name: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Image and kernel of an explorer as Python has them; a signal as an image of one row."""
    return tuple(torch.atleast_2d(torch.tensor(book.value(f"{name}.{what}"))) for what in ("x", "weight"))


def slid(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return F.conv2d(x[None, None], weight[None, None])[0, 0]


def test_the_window_steppers_of_a_notebook_by_mouse_and_keys(book):
    for nth, name in enumerate(WINDOWS.get(Path(book.name).stem, [])):
        shown, (x, weight) = Shown(book, "window", nth), arrays(book, name)
        out = slid(x, weight)
        assert torch.equal(shown.grid("output-cell"), out)
        shown.role("button-next").click()
        assert shown.looking("chosen", "output-cell") == {(0, 1)}
        shown.keys("output-grid", "ArrowRight" if len(x) == 1 else "ArrowDown")
        place = (0, 2) if len(x) == 1 else (1, 1)
        assert shown.looking("chosen", "output-cell") == {place}
        assert shown.text("worked-sum").endswith(f"= {out[place]:g}".replace("-", "−"))
        book.wait_value(f"[{name}.row, {name}.col]", list(place))
        if name == "turned":
            shown.role("toggle-flip").check()
            book.wait_value(f"{name}.flip", True)
            shown.wait_grid("output-cell", slid(x, weight.flip(0, 1)))
            shown.role("toggle-flip").uncheck()
    book.check()


def test_the_boundary_explorers_of_a_notebook_by_mouse_and_keys(book):
    for nth, name in enumerate(BOUNDARIES.get(Path(book.name).stem, [])):
        shown, (x, weight) = Shown(book, "boundary", nth), arrays(book, name)
        for width in (1, 2):
            for mode, numpys in NUMPY_MODES.items():
                shown.role("select-mode").select_option(mode)
                shown.keys("slider-width", "Home", *["ArrowRight"] * width)
                pads = [(0 if len(x) == 1 else width,) * 2, (width, width)]
                padded = torch.from_numpy(np.pad(x.numpy(), pads, mode=numpys))
                assert torch.equal(shown.grid("output-cell"), slid(padded, weight)), f"{name} {mode} {width}"
        book.wait_value(f"[{name}.mode, {name}.width]", ["reflect", 2])
        assert torch.equal(torch.atleast_2d(torch.tensor(book.value(f"{name}.output"))), shown.grid("output-cell"))
    book.check()


def type_into(book, index: int, text: str) -> None:
    """Replace the text of a code cell with the keyboard."""
    editor = book.cell(index).locator(".cm-content")
    editor.scroll_into_view_if_needed()
    editor.click()
    book.page.keyboard.press("ControlOrMeta+a")
    book.page.keyboard.insert_text(text)

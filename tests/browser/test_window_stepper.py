"""The window stepper in JupyterLab, on an image and on a signal: mouse, keys, the worked sum, torch's numbers, accessibility."""

import pytest
import torch
import torch.nn.functional as F
from shown import Shown, adds_up

pytestmark = pytest.mark.browser

IMAGE = torch.tensor([[3.0, 1, 0, 2, 5], [0, 2, 4, 1, 0], [1, 5, 2, 0, 3], [4, 0, 1, 3, 2]], dtype=torch.float64)
KERNEL = torch.tensor([[1.0, -2, 0.5], [0, 3, -1]], dtype=torch.float64)
SIGNAL = torch.tensor([4.0, -1, 2, 7, 0, 3], dtype=torch.float64)
WEIGHT = torch.tensor([0.5, 1, -2], dtype=torch.float64)


def code(name: str, x: torch.Tensor, weight: torch.Tensor) -> str:
    return f"{name} = explorers.WindowStepper(torch.tensor({x.tolist()}), torch.tensor({weight.tolist()}), bias=0.25)\n{name}"


@pytest.fixture(scope="module")
def book(lab, open_book):
    start = "import torch\nimport torch.nn.functional as F\nfrom helpers import explorers"
    book = open_book(lab.write("stepper.ipynb", start, code("s", IMAGE, KERNEL), code("t", SIGNAL, WEIGHT)))
    book.run_all()
    return book


@pytest.fixture(params=["s", "t"], ids=["image", "signal"])
def name(request, book):
    """The Python name of the stepper under test, in its first state; afterwards the page must have had no error."""
    book.page.mouse.move(5, 5)
    book.kernel(f"{request.param}.pinned = False\n{request.param}.set(stride=1, padding=0, flip=False)\n{request.param}.set(row=0, col=0)")
    yield request.param
    book.check()


def stepper(book, name: str) -> Shown:
    shown = Shown(book, "window", nth="st".index(name))
    shown.wait_cell("output-cell", 0, 0, "chosen")
    return shown


def expected(name: str, flip: bool = False, **options) -> torch.Tensor:
    bias = torch.tensor([0.25], dtype=torch.float64)
    if name == "s":
        return F.conv2d(IMAGE[None, None], (KERNEL.flip(0, 1) if flip else KERNEL)[None, None], bias, **options)[0, 0]
    return F.conv1d(SIGNAL[None, None], (WEIGHT.flip(0) if flip else WEIGHT)[None, None], bias, **options)[0]


def place(name: str, index: int) -> str:
    """An output cell as code counts it."""
    row, col = divmod(index, expected(name).shape[1])
    return f"[{row}, {col}]" if name == "s" else f"[{col}]"


def test_each_stop_shows_its_window_its_products_and_a_sum_that_adds_up(book, name):
    shown, out = stepper(book, name), expected(name)
    assert torch.equal(shown.grid("output-cell"), out)
    x, weight = torch.atleast_2d(IMAGE if name == "s" else SIGNAL), torch.atleast_2d(KERNEL if name == "s" else WEIGHT)
    for index in range(out.numel()):
        row, col = divmod(index, out.shape[1])
        assert shown.looking("chosen", "output-cell") == {(row, col)}
        assert shown.looking("window", "input-cell") == {(row + i, col + j) for i in range(weight.shape[0]) for j in range(weight.shape[1])}
        products = x[row : row + weight.shape[0], col : col + weight.shape[1]] * weight
        assert torch.equal(shown.grid("product-cell"), products)
        assert adds_up(shown.text("worked-sum")) == pytest.approx(out[row, col].item(), abs=1e-4)
        if index + 1 < out.numel():
            shown.role("button-next").click()
    assert shown.role("button-next").is_disabled()
    book.wait_value(f"[{name}.row, {name}.col]", [out.shape[0] - 1, out.shape[1] - 1])


def test_hovering_and_clicking_choose_and_pin_an_output(book, name):
    shown = stepper(book, name)
    shown.cell("output-cell", 0, 1).hover()
    book.wait_value(f"{name}.col", 1)
    shown.cell("input-cell", 0, 0).hover()
    book.wait_value(f"{name}.col", 0)
    shown.cell("input-cell", 0, 2).hover()
    book.wait_value(f"{name}.col", 2)
    shown.cell("output-cell", 0, 1).click()
    book.wait_value(f"[{name}.col, {name}.pinned]", [1, True])
    shown.cell("output-cell", 0, 0).hover()
    assert shown.looking("chosen", "output-cell") == {(0, 1)}
    assert shown.text("pin-note").startswith("Pinned:") and "Unpin" in shown.text("pin-note")
    shown.role("button-pin").click()
    book.wait_value(f"{name}.pinned", False)
    assert "click it to pin it" in shown.text("pin-note")


def test_the_middle_of_the_copy_button_copies_a_line_that_runs(book, name):
    shown = stepper(book, name)
    button = shown.role("button-copy")
    for names in (("x", "weight"), ("image", "kernel")):
        book.kernel(f"{name}.names = {names}")
        shown.page.wait_for_function(
            "([s, n]) => document.querySelector(`${s} [data-role=torch-line]`).textContent.includes(n + '[None')",
            arg=[shown.selector, names[0]],
        )
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        shown.page.evaluate("() => { window.copied = null; navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
        assert shown.page.evaluate("([x, y]) => document.elementFromPoint(x, y).dataset.role", middle) == "button-copy"
        shown.page.mouse.click(*middle)
        shown.page.wait_for_function("window.copied !== null")
        copied = shown.page.evaluate("window.copied")
        assert copied.startswith("# x and weight") is (names[0] == "x")
        line = copied.splitlines()[-1]
        out = expected(name)
        assert book.value(f"(lambda {', '.join(names)}: {line})({name}.x, {name}.weight)") == (out if name == "s" else out[0]).tolist()
    book.kernel(f"{name}.names = ('x', 'weight')")


def test_without_its_box_the_kernel_cannot_be_flipped(book, name):
    shown = stepper(book, name)
    book.kernel(f"{name}.flip_box = False")
    shown.role("toggle-flip").wait_for(state="detached")
    book.kernel(f"{name}.flip_box = True")
    shown.role("toggle-flip").wait_for()


def test_keys_step_the_window_and_leave_jupyterlab_alone(book, name):
    shown, out = stepper(book, name), expected(name)
    shown.keys("output-grid", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")
    book.wait_value(f"[{name}.row, {name}.col]", [0, 1])
    shown.keys("slider-stop", "End")
    book.wait_value(f"[{name}.row, {name}.col]", [out.shape[0] - 1, out.shape[1] - 1])
    shown.keys("slider-stop", "ArrowLeft", "ArrowDown")
    assert shown.text("value-stop") == place(name, out.numel() - 3)
    shown.keys("input-grid", "ArrowLeft")
    shown.keys("output-grid", "Enter")
    book.wait_value(f"{name}.pinned", True)
    shown.keys("button-pin", "Space")
    book.wait_value(f"{name}.pinned", False)
    shown.keys("output-grid", "ArrowRight")  # neither the first nor the last: both buttons are on
    wanted = {"button-previous", "button-next", "button-pin", "slider-stop", "toggle-flip", "input-grid", "output-grid", "button-copy"}
    stops = shown.tab_stops()
    assert wanted <= set(stops) and len(set(stops)) == len(stops)


def test_dragging_the_scrubber_and_flipping_the_kernel_reach_the_kernel(book, name):
    shown = stepper(book, name)
    shown.drag("stop", 2)
    book.wait_value(f"{name}.col", 2)
    shown.role("toggle-flip").check()
    book.wait_value(f"{name}.flip", True)
    out = expected(name, flip=True)
    assert torch.equal(shown.grid("output-cell"), out)
    book.wait_value(f"{name}.computed_by", "page")
    assert book.value(f"{name}.output") == (out if name == "s" else out[0]).tolist()
    line = f"(lambda x, weight: {shown.text('torch-line')})({name}.x, {name}.weight)"
    assert book.value(line) == (out if name == "s" else out[0]).tolist()


def test_what_python_sets_is_shown_and_an_impossible_setting_is_refused(book, name):
    shown = stepper(book, name)
    book.kernel(f"{name}.set(stride=2, padding=1)")
    out = expected(name, stride=2, padding=1)
    shown.wait_grid("output-cell", out)
    refused = f"try:\n    {name}.padding = 99\nexcept ValueError as error:\n    print(error)"
    assert "99" in book.kernel(refused)
    assert torch.equal(shown.grid("output-cell"), out)
    assert book.value(f"{name}.padding") == 1


def test_a_late_answer_of_the_kernel_never_moves_the_window_back(book, name):
    shown = stepper(book, name)
    assert shown.burst("slider-stop", "value-stop") == [place(name, 1), place(name, 0)] * 15
    book.wait_value(f"[{name}.row, {name}.col]", [0, 0])


def test_axe_finds_nothing_in_either_theme(book, name):
    shown = stepper(book, name)
    book.kernel(f"{name}.set(padding=1, flip=True)")
    shown.wait_grid("output-cell", expected(name, flip=True, padding=1))
    for theme in ("dark", "light"):
        book.theme(theme)
        assert shown.accessibility() == []
        shown.role("button-pin").click()
        assert shown.accessibility() == []

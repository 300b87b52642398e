"""The boundary explorer in JupyterLab, on a signal and on an image: every mode against torch and numpy, mouse, keys, refusals."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from shown import Shown, adds_up

pytestmark = pytest.mark.browser

X = {
    "s": torch.tensor([[4.0, -1, 2, 7, 3]], dtype=torch.float64),
    "m": torch.tensor([[3.0, 1, 0, 2], [0, 2, 4, 1], [1, 5, 2, 6]], dtype=torch.float64),
}
W = {"s": torch.tensor([[0.5, 1, -2]], dtype=torch.float64), "m": torch.tensor([[1.0, -2], [0, 3]], dtype=torch.float64)}
NUMPY = {
    "zeros": "constant",
    "constant": "constant",
    "circular": "wrap",
    "reflect": "reflect",
    "symmetric": "symmetric",
    "replicate": "edge",
}
COPYING = ["circular", "reflect", "symmetric", "replicate"]


@pytest.fixture(scope="module")
def book(lab, open_book):
    cells = ["import torch\nfrom helpers import explorers"]
    for name, x in X.items():
        x, w = (x[0], W[name][0]) if name == "s" else (x, W[name])
        cells.append(
            f"{name} = explorers.BoundaryExplorer(torch.tensor({x.tolist()}), weight=torch.tensor({w.tolist()}), bias=0.25)\n{name}"
        )
    book = open_book(lab.write("boundary.ipynb", *cells))
    book.run_all()
    return book


@pytest.fixture(params=["s", "m"], ids=["signal", "image"])
def name(request, book):
    """The Python name of the explorer under test, in its first state; afterwards the page must have had no error."""
    book.page.mouse.move(5, 5)
    book.page.evaluate("document.activeElement.blur()")
    book.kernel(f"{request.param}.pinned = False\n{request.param}.set(mode='zeros', width=1, value=0)\n{request.param}.set(row=0, col=0)")
    yield request.param
    book.check()


@pytest.fixture
def explorer(book, name) -> Shown:
    shown = Shown(book, "boundary", nth="sm".index(name))
    shown.wait_text("value-width", "1")
    shown.wait_cell("output-cell", 0, 0, "chosen")
    return shown


def padded(name: str, mode: str, width: int, x: torch.Tensor | None = None, value: float = 0.0) -> torch.Tensor:
    """numpy's answer for every mode; torch's own, where it has the mode, must agree."""
    x = X[name] if x is None else x
    sides = (0 if name == "s" else width, width)
    more = {"constant_values": value} if NUMPY[mode] == "constant" else {}
    answer = torch.from_numpy(np.pad(x.numpy(), ((sides[0],) * 2, (sides[1],) * 2), mode=NUMPY[mode], **more))
    if mode in ("circular", "reflect", "replicate"):
        around = (width, width) if name == "s" else (width,) * 4
        assert torch.equal(F.pad(x if name == "s" else x[None], around, mode=mode).reshape(answer.shape), answer)
    return answer


def sources(name: str, mode: str, width: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Which input cell each ring cell copies, from padding a grid of the cells' own numbers."""
    rows, cols = X[name].shape
    numbers = padded(name, mode, width, torch.arange(rows * cols, dtype=torch.float64).view(rows, cols)).long()
    above = 0 if name == "s" else width
    places = {(r - above, c - width): divmod(n, cols) for r, line in enumerate(numbers.tolist()) for c, n in enumerate(line)}
    return {(r, c): source for (r, c), source in places.items() if not (0 <= r < rows and 0 <= c < cols)}


def output(name: str, grid: torch.Tensor) -> torch.Tensor:
    return F.conv2d(grid[None, None], W[name][None, None], torch.tensor([0.25], dtype=torch.float64))[0, 0]


@pytest.mark.parametrize("mode", NUMPY)
def test_each_mode_shows_its_ring_and_torchs_output(book, explorer, name, mode):
    explorer.role("select-mode").select_option(mode)
    assert explorer.role("number-value").is_visible() is (mode == "constant")
    if mode == "constant":
        explorer.role("number-value").fill("9")
    for width in (2, 0, 1):
        explorer.drag("width", width)
        ring = padded(name, mode, width, value=9.0) if mode == "constant" else padded(name, mode, width)
        assert torch.equal(explorer.grid("ring-cell", "input-cell"), ring)
        assert torch.equal(explorer.grid("output-cell"), output(name, ring))
        (size, kernel), out = (X[name].shape[1], W[name].shape[1]), output(name, ring).shape[1]
        assert f"= {size} − {kernel} + 1 + 2·{width} = {out}" in explorer.text("formula")
        book.wait_value(f"[{name}.mode, {name}.width]", [mode, width])
    book.wait_value(f"{name}.computed_by", "page")
    assert torch.equal(torch.atleast_2d(torch.tensor(book.value(f"{name}.output"), dtype=torch.float64)), output(name, ring))


@pytest.mark.parametrize("mode", COPYING)
def test_hovering_a_ring_cell_lights_the_cell_it_copies(book, explorer, name, mode):
    book.kernel(f"{name}.set(mode={mode!r}, width=2)")
    explorer.wait_grid("output-cell", output(name, padded(name, mode, 2)))
    tied = sources(name, mode, 2)
    corners = [place for place in tied if name == "s" or place in ((-2, -2), (-1, 4), (1, -2), (4, 5), (3, 1))]
    for place in corners:
        explorer.cell("ring-cell", *place).hover()
        assert explorer.looking("source", "input-cell") == {tied[place]}
        assert copies(explorer.text("sentence")) == [place, tied[place]] if name == "m" else [place[1:], tied[place][1:]]
    # The other way round: an input cell lights the ring cells that copy it.
    explorer.cell("input-cell", 0, 1).hover()
    assert explorer.looking("fed", "ring-cell") == {place for place, source in tied.items() if source == (0, 1)}


def copies(sentence: str) -> list[tuple[int, ...]]:
    """The places named in 'Ring cell [−1, 2] copies input cell [0, 2]: 4.'"""
    return [tuple(int(n.replace("−", "-")) for n in place.split(",")) for place in re.findall(r"\[([^]]*)\]", sentence)]


def test_a_ring_of_zeros_copies_nothing(explorer):
    explorer.cell("ring-cell", 0, -1).hover()
    assert "copies no input cell" in explorer.text("sentence")
    assert explorer.looking("source", "input-cell") == set()


@pytest.mark.parametrize("mode", ["zeros", "symmetric", "circular"])
def test_the_matrix_row_is_the_gradient_of_the_chosen_output(book, explorer, name, mode):
    book.kernel(f"{name}.set(mode={mode!r}, width=1)")
    x = X[name].clone().requires_grad_()
    around = (1, 1) if name == "s" else (1, 1, 1, 1)
    if mode == "symmetric":  # torch has no such mode: the edge cells once more on each side
        grid = torch.cat([x[:, :1], x, x[:, -1:]], 1)
        grid = grid if name == "s" else torch.cat([grid[:1], grid, grid[-1:]])
    else:
        grid = F.pad(x[None] if name == "m" else x, around, mode="constant" if mode == "zeros" else mode).reshape(-1, x.shape[1] + 2)
    out = output(name, grid)
    explorer.wait_grid("output-cell", out.detach())
    for row, col in [(0, 0), (out.shape[0] - 1, out.shape[1] - 1), (0, 1)]:
        explorer.cell("output-cell", row, col).hover()
        (gradient,) = torch.autograd.grad(out[row, col], x, retain_graph=True)
        shown = explorer.grid("matrix-cell")
        assert torch.equal(shown[col : col + 1] if name == "s" else shown, gradient)
        book.wait_value(f"[{name}.row, {name}.col]", [row, col])
        assert torch.equal(torch.atleast_2d(torch.tensor(book.value(f"{name}.matrix_row"), dtype=torch.float64)), gradient)
        assert adds_up(explorer.text("worked-sum")) == pytest.approx(out[row, col].item(), abs=1e-4)


def test_keys_reach_everything_and_leave_jupyterlab_alone(book, explorer, name):
    explorer.keys("select-mode", "ArrowDown", "ArrowDown")
    book.wait_value(f"{name}.mode", "circular")
    explorer.keys("slider-width", "ArrowRight", "ArrowUp", "ArrowLeft")
    book.wait_value(f"{name}.width", 2)
    tied = sources(name, "circular", 2)
    explorer.keys("input-grid", "ArrowRight", "ArrowRight")  # the first key enters at the ring's corner
    at = (0, -1) if name == "s" else (-2, -1)
    assert explorer.looking("source", "input-cell") == {tied[at]}
    explorer.keys("output-grid", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft")
    book.wait_value(f"[{name}.row, {name}.col]", [0, 1])
    explorer.keys("output-grid", "Enter")
    book.wait_value(f"{name}.pinned", True)
    stops = explorer.tab_stops()
    wanted = {"select-mode", "slider-width", "input-grid", "output-grid", "matrix-grid", "slider-stop", "button-pin"}
    assert wanted <= set(stops) and len(set(stops)) == len(stops)
    for label in ("width", "output cell"):
        assert explorer.root.get_by_role("slider", name=label, exact=True).count() == 1
    assert explorer.root.get_by_role("combobox", name="mode", exact=True).count() == 1


@pytest.mark.parametrize(("mode", "too_wide"), [("reflect", 0), ("circular", 1)])
def test_an_impossible_width_is_refused_in_torchs_words_and_the_last_picture_stays(book, explorer, name, mode, too_wide):
    explorer.role("select-mode").select_option(mode)
    size = min(n for n in X[name].shape if n > 1)
    width = size + too_wide
    explorer.drag("width", width - 1)
    last = explorer.grid("ring-cell", "input-cell")
    assert torch.equal(last, padded(name, mode, width - 1))
    explorer.keys("slider-width", "ArrowRight")
    assert explorer.refused()
    with pytest.raises(RuntimeError) as torchs:
        F.pad(X[name][None], (width, width) if name == "s" else (width,) * 4, mode=mode)
    words = explorer.text("refusal")
    own = re.sub(r"^Argument #\d: ", "", str(torchs.value)).split(",")[0].rstrip(".")
    assert own in words and str(width) in words and str(size) in words
    assert torch.equal(explorer.grid("ring-cell", "input-cell"), last)
    assert words.endswith(f"The picture still shows {mode}, width {width - 1}.") and explorer.text("formula") == ""
    book.wait_value(f"{name}.refusal != ''", True)
    explorer.keys("slider-width", "ArrowLeft")
    assert not explorer.refused()
    book.wait_value(f"{name}.refusal", "")


def test_a_refusal_names_the_mode_that_the_picture_still_shows(book, explorer, name):
    explorer.role("select-mode").select_option("replicate")
    explorer.keys("slider-width", "End")
    last = explorer.grid("ring-cell", "input-cell")
    explorer.role("select-mode").select_option("reflect")
    explorer.role("select-mode").select_option("circular")
    width = explorer.text("value-width")
    assert explorer.refused() and explorer.text("refusal").endswith(f"The picture still shows replicate, width {width}.")
    assert f"replicate padding of width {width}" in explorer.role("input-grid").get_attribute("aria-label") + explorer.root.inner_html()
    assert torch.equal(explorer.grid("ring-cell", "input-cell"), last)


def test_a_late_answer_of_the_kernel_never_moves_a_slider_back(book, explorer, name):
    assert explorer.burst("slider-width", "value-width") == ["2", "1"] * 15
    book.wait_value(f"{name}.width", 1)


def test_axe_finds_nothing_in_either_theme(book, explorer, name):
    for theme in ("dark", "light"):
        book.theme(theme)
        book.kernel(f"{name}.set(mode='constant', width=1)")
        explorer.wait_text("value-width", "1")
        assert explorer.accessibility() == []
        explorer.role("select-mode").select_option("reflect")
        explorer.cell("ring-cell", 0, -1).hover()
        assert explorer.looking("source", "input-cell") and explorer.accessibility() == []
        explorer.keys("slider-width", "End")
        assert explorer.refused() and explorer.accessibility() == []

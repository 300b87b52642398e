"""The stride / padding / dilation / kernel explorer in JupyterLab: mouse, keys, torch's numbers, refusals, accessibility."""

import pytest
import torch
import torch.nn.functional as F
from shown import Shown, adds_up

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")]

CELLS = ["import torch\nimport torch.nn.functional as F\nfrom helpers import explorers", "c = explorers.ConvolutionExplorer()\nc"]
SIGNAL = "s = explorers.ConvolutionExplorer(torch.arange(8.0) ** 2, torch.tensor([1.0, 0.5, -1.0]), stride=2, padding=1, bias=0.25)\ns"


@pytest.fixture(scope="module")
def book(lab, open_book):
    book = open_book(lab.write("convolution.ipynb", *CELLS, SIGNAL))
    book.run_all()
    return book


@pytest.fixture
def explorer(book):
    """The explorer in its first state; after the test the page must have had no error."""
    shown = Shown(book, "convolution")
    book.page.mouse.move(5, 5)
    book.theme("light")
    for name in ("show_reads", "predict", "pinned"):
        book.kernel(f"c.{name} = False")
    book.kernel("c.set(size=6, kernel_size=3, stride=1, padding=0, dilation=1)\nc.set(row=0, col=0)")
    wait_for(shown, size=6, kernel_size=3, stride=1, dilation=1)
    yield shown
    book.check()


def wait_for(shown: Shown, **values: int) -> None:
    """Wait until the page shows these settings on its sliders."""
    for name, value in values.items():
        shown.page.wait_for_function(
            "([s, name, v]) => document.querySelector(`${s} [data-role='value-${name}']`).textContent === v",
            arg=[shown.selector, name, str(value)],
        )


def expected(book, stride=1, padding=0, dilation=1, size=6, kernel_size=3) -> torch.Tensor:
    x, w = (torch.tensor(book.value(f"c.{name}"), dtype=torch.float64) for name in ("x", "weight"))
    x, w = x[None, None, :size, :size], w[None, None, :kernel_size, :kernel_size]
    if isinstance(padding, tuple):
        x, padding = F.pad(x, (*padding, *padding)), 0
    return F.conv2d(x, w, stride=stride, padding=padding, dilation=dilation)[0, 0]


def test_dragging_the_sliders_gives_torchs_numbers_here_and_in_the_kernel(book, explorer):
    for name, value in [("stride", 2), ("padding", 2), ("dilation", 2), ("kernel_size", 2), ("size", 8)]:
        explorer.drag(name, value)
        book.wait_value(f"c.{name}", value)
    out = expected(book, stride=2, padding=2, dilation=2, kernel_size=2, size=8)
    assert torch.equal(explorer.grid("output-cell"), out)
    book.wait_value("c.computed_by", "page")
    assert book.value("c.output") == out.tolist()
    assert str(out.shape[0]) == explorer.text("formula").split("=")[-1].strip()


@pytest.mark.parametrize(
    "setting",
    [
        {"stride": 2, "padding": 1},
        {"stride": 3, "size": 8},
        {"padding": "same", "kernel_size": 4},
        {"padding": (0, 2), "dilation": 2},
        {"kernel_size": 5, "size": 5, "padding": 3, "stride": 4},
        {"kernel_size": 1, "stride": 2, "size": 7},
    ],
    ids=str,
)
def test_what_python_sets_is_shown_and_equals_torch(book, explorer, setting):
    book.kernel(f"c.set(**{setting})")
    wait_for(explorer, **{name: value for name, value in setting.items() if isinstance(value, int)})
    padding = setting.get("padding", 0)
    if padding == "same":
        line = "s => document.querySelector(`${s} [data-role=torch-line]`).textContent.includes('same')"
        book.page.wait_for_function(line, arg=explorer.selector)
    out = expected(book, **setting)
    assert torch.equal(explorer.grid("output-cell"), out)
    assert bool(explorer.cells("ring-cell")) is (padding != 0)

    # The line to copy, run in the kernel on the shown input and kernel, gives the shown output.
    line = explorer.text("torch-line")
    code = f"(lambda x, weight: {line})(c.x[:c.size, :c.size], c.weight[:c.kernel_size, :c.kernel_size])"
    assert book.value(code) == out.tolist()


def test_keys_move_the_sliders_and_the_chosen_cell_and_leave_jupyterlab_alone(book, explorer):
    explorer.keys("slider-stride", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight")
    book.wait_value("c.stride", 2)
    explorer.keys("slider-padding", "End")
    book.wait_value("c.padding", 3)
    out = expected(book, stride=2, padding=3)
    assert torch.equal(explorer.grid("output-cell"), out)
    explorer.keys("output-grid", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp")
    book.wait_value("[c.row, c.col]", [1, 1])
    assert adds_up(explorer.text("worked-sum")) == out[1, 1]
    explorer.keys("output-grid", "Enter")
    book.wait_value("c.pinned", True)
    explorer.keys("input-grid", "ArrowRight", "ArrowDown")


def test_tab_reaches_every_control_and_leaves_the_explorer(explorer):
    stops = explorer.tab_stops()
    wanted = {f"slider-{name}" for name in ("size", "kernel_size", "stride", "padding", "dilation", "stop")}
    wanted |= {
        "select-padding",
        "toggle-show_reads",
        "toggle-predict",
        "input-grid",
        "output-grid",
        "button-copy",
        "button-next",
        "button-pin",
    }
    assert wanted <= set(stops)
    assert len(stops) < 30 and len(set(stops)) == len(stops)
    for name in ("input size", "kernel size", "stride", "dilation", "before", "after", "output cell"):
        assert explorer.root.get_by_role("slider", name=name, exact=True).count() == 1, name


def test_hovering_an_output_cell_shows_its_window_and_its_sum(book, explorer):
    explorer.cell("output-cell", 2, 1).hover()
    book.wait_value("[c.row, c.col]", [2, 1])
    assert explorer.looking("window", "input-cell") == {(r, c) for r in (2, 3, 4) for c in (1, 2, 3)}
    out = expected(book)
    assert adds_up(explorer.text("worked-sum")) == out[2, 1]
    explorer.cell("output-cell", 2, 1).click()
    book.wait_value("c.pinned", True)
    explorer.cell("output-cell", 0, 0).hover()
    assert explorer.looking("chosen", "output-cell") == {(2, 1)}


def test_hovering_an_input_cell_shows_the_outputs_it_feeds(book, explorer):
    book.kernel("c.set(stride=2, padding=1)")
    wait_for(explorer, stride=2)
    explorer.cell("input-cell", 3, 0).hover()
    # Fed means that the output changes when the cell does: torch's gradient knows.
    x = torch.zeros(1, 1, 6, 6, requires_grad=True)
    out = F.conv2d(x, torch.ones(1, 1, 3, 3), stride=2, padding=1)[0, 0]
    reads = {(r, c) for r in range(3) for c in range(3) if torch.autograd.grad(out[r, c], x, retain_graph=True)[0][0, 0, 3, 0]}
    assert explorer.looking("fed", "output-cell") == reads


def test_cells_that_are_never_read_are_hatched(book, explorer):
    book.kernel("c.set(stride=3, kernel_size=2, size=6)")
    wait_for(explorer, stride=3)
    x = torch.zeros(1, 1, 6, 6, requires_grad=True)
    F.conv2d(x, torch.ones(1, 1, 2, 2), stride=3).sum().backward()
    assert explorer.looking("unread", "input-cell") == {tuple(place) for place in (x.grad[0, 0] == 0).nonzero().tolist()}


def test_an_impossible_setting_is_refused_in_words_and_the_last_picture_stays(book, explorer):
    explorer.drag("kernel_size", 4)
    book.wait_value("c.kernel_size", 4)
    last = explorer.grid("output-cell")
    explorer.keys("slider-dilation", "End")
    assert explorer.refused()
    words = explorer.text("refusal")
    assert "Kernel size can't be greater than actual input size" in words and "6 × 6" in words and "10 × 10" in words
    assert torch.equal(explorer.grid("output-cell"), last)
    book.wait_value("'greater than actual input size' in c.refusal", True)
    explorer.keys("slider-dilation", "Home")
    assert not explorer.refused() and explorer.text("refusal") == ""
    book.wait_value("c.refusal", "")

    explorer.role("select-padding").select_option("same")
    assert not explorer.refused() and explorer.grid("output-cell").shape == (6, 6)
    explorer.keys("slider-stride", "ArrowRight")
    assert explorer.refused() and "not supported for strided convolutions" in explorer.text("refusal")
    book.wait_value("c.stride", 2)  # else the kernel, not told yet, has nothing to change
    book.kernel("c.set(stride=1, padding=0)")
    wait_for(explorer, stride=1)
    assert not explorer.refused()


def test_a_signal_has_one_axis_and_conv1ds_numbers(book):
    shown = Shown(book, "convolution", nth=1)
    x, weight = torch.arange(8.0, dtype=torch.float64) ** 2, torch.tensor([1.0, 0.5, -1.0], dtype=torch.float64)
    out = F.conv1d(x[None, None], weight[None, None], torch.tensor([0.25], dtype=torch.float64), stride=2, padding=1)[0]
    assert torch.equal(shown.grid("output-cell"), out)
    assert {row for row, _ in shown.cells("input-cell", "ring-cell")} == {0}
    assert book.value(f"(lambda x, weight: {shown.text('torch-line')})(s.x, s.weight)") == out[0].tolist()
    shown.keys("output-grid", "ArrowRight", "ArrowRight")
    assert adds_up(shown.text("worked-sum")) == out[0, 2]
    book.check()


def test_predict_hides_the_output_until_it_is_revealed(book, explorer):
    explorer.role("toggle-predict").check()
    explorer.drag("stride", 2)
    assert explorer.cells("output-cell") == {}
    explorer.role("button-reveal").click()
    assert torch.equal(explorer.grid("output-cell"), expected(book, stride=2))


def test_a_late_answer_of_the_kernel_never_moves_a_slider_back(book, explorer):
    assert explorer.burst("slider-padding", "value-padding") == ["1", "0"] * 15
    book.wait_value("c.padding", 0)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_either_theme(book, explorer, theme):
    book.theme(theme)
    for state in ("", "c.show_reads = True", "c.show_reads = False; c.set(stride=3, kernel_size=2, padding=2)"):
        book.kernel(state)
        assert explorer.accessibility() == []
    explorer.cell("input-cell", 1, 1).hover()
    assert explorer.looking("fed", "output-cell") and explorer.accessibility() == []
    book.kernel("c.set(stride=1, padding=0, kernel_size=5)")
    wait_for(explorer, stride=1, kernel_size=5)
    explorer.keys("slider-dilation", "End")
    assert explorer.refused() and explorer.accessibility() == []

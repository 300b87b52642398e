"""The receptive field explorer in JupyterLab: mouse, keys, geometry's box, torch's gradient, refusals, accessibility."""

import json

import pytest
from shown import Shown

from helpers.geometry import receptive_field

pytestmark = pytest.mark.browser

CELLS = [
    "import torch\nfrom torch import nn\nfrom helpers import analysis, explorers\nfrom helpers.data.photographs import photograph",
    'r = explorers.ReceptiveFieldExplorer([(3, 1, 1), (3, 2, 1), (3, 1, 1)], photograph("camera", size=64))\nr',
    "torch.manual_seed(0)\nnet = nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 4, 1, 2))\n"
    'm = explorers.ReceptiveFieldExplorer(model=net, picture=photograph("camera", size=64), layer="0")\nm',
]
START = "r.set(layers=[(3, 1, 1), (3, 2, 1), (3, 1, 1)], chosen=2, unit=(16, 16), weights='constant', effective=False)"


@pytest.fixture(scope="module")
def book(lab, open_book):
    book = open_book(lab.write("receptive_field.ipynb", *CELLS))
    book.run_all()
    return book


@pytest.fixture
def explorer(book):
    """The explorer in its first state; after the test the page must have had no error."""
    shown = Shown(book, "receptive-field")
    book.page.mouse.move(5, 5)
    book.theme("light")
    book.kernel(START)
    shown.page.wait_for_function("s => document.querySelector(`${s} [data-role=map-2]`).textContent === '32×32'", arg=shown.selector)
    wait_measured(shown)
    assert table(shown, "map") == ["64×64", "64×64", "32×32", "32×32"]
    yield shown
    book.check()


def wait_measured(shown):
    """Wait until the picture shows the kernel's answer to what it shows."""
    shown.page.wait_for_function(
        "s => document.querySelector(`${s} [data-role=picture]`).dataset.measured === 'true'", arg=shown.selector, timeout=60_000
    )


def table(shown, column):
    return shown.root.evaluate(
        "(root, c) => [...root.querySelectorAll(`td[data-role^='${c}-']`)].filter(td => td.offsetHeight).map(td => td.textContent)", column
    )


def box(shown):
    return [tuple(map(int, shown.role("picture").get_attribute(f"data-{name}").split(","))) for name in ("rows", "cols")]


def agree(book, shown, name="r"):
    """The page's box, its sentence and its overlay are those of the kernel, and the kernel's are torch's."""
    book.wait_value(f"{name}._measured['of'] == {name}._key()", True)
    wait_measured(shown)
    rows, cols = box(shown)
    assert book.value(f"[[b.start, b.stop - 1] for b in {name}.box]") == [list(rows), list(cols)]
    image = shown.role("gradient").get_attribute("href")
    assert book.value(f"{name}._measured['gradient']") == image and "stale" not in shown.role("gradient").get_attribute("class")
    count = book.value(f"int(({name}.gradient > 0).sum())")
    assert f"at {count} pixels" in shown.text("measured-line") or count == 0
    return rows, cols


def test_dragging_the_sliders_gives_geometrys_field_and_torchs_gradient(book, explorer):
    for name, value in [("kernel_size", 5), ("stride", 2), ("padding", 2), ("dilation", 2)]:
        explorer.drag(name, value)
    field = receptive_field([(3, 1, 1), (3, 2, 1), (5, 2, 2, 2)])
    book.wait_value("list(r.layers[2])", ["conv", 5, 2, 2, 2])
    rows, cols = agree(book, explorer)
    assert [table(explorer, name)[-1] for name in ("size", "jump", "start")] == [str(v).replace("-", "−") for v in field]
    assert table(explorer, "map")[-1] == "14×14"
    unit = book.value("r.unit")
    assert [rows, cols] == [(field.pixels(u)[0], field.pixels(u)[-1]) for u in unit]
    assert f"size 5 + 2·(5 − 1)·2 = {field.size}" in explorer.text("rule") and "jump 2·2 = 4" in explorer.text("rule")
    seen = "analysis.measure_receptive_field(r.stack, (1, 64, 64), r.unit)"
    assert book.value(f"bool(((r.gradient > 0) == {seen}.support).all())")
    assert book.value(f"isinstance({explorer.text('torch-line')}(torch.zeros(1, 1, 64, 64)), torch.Tensor)")


def test_a_box_that_leaves_the_picture_is_dashed_there_and_cut_when_measured(book, explorer):
    explorer.keys("slider-row", "Home")
    explorer.keys("slider-col", "End")
    book.wait_value("r.unit", [0, 31])
    rows, cols = agree(book, explorer)
    assert rows == (-4, 4) and cols == (58, 66)
    assert explorer.text("measured-line").endswith("rows 0 to 4, columns 58 to 63: the same box, cut at the edge of the picture.")
    dashed = explorer.root.locator(".cnx-outside").first
    assert dashed.evaluate("node => getComputedStyle(node).strokeDasharray") != "none"
    assert float(dashed.get_attribute("y")) < 0


def test_a_unit_is_picked_in_the_map_and_in_the_picture_by_mouse(book, explorer):
    grid = explorer.role("map-grid").locator("svg")
    grid.scroll_into_view_if_needed()
    side = grid.bounding_box()["width"]
    grid.click(position={"x": side * 10.5 / 32, "y": side * 4.5 / 32})
    book.wait_value("r.unit", [4, 10])
    cell = explorer.role("unit-cell")
    assert (cell.get_attribute("data-row"), cell.get_attribute("data-col")) == ("4", "10")
    agree(book, explorer)
    image = explorer.role("picture").locator("svg").first
    image.scroll_into_view_if_needed()
    frame = explorer.root.locator(".cnx-frame").bounding_box()
    place = image.bounding_box()
    image.click(
        position={"x": frame["x"] - place["x"] + frame["width"] * 40.5 / 64, "y": frame["y"] - place["y"] + frame["height"] * 50.5 / 64}
    )
    book.wait_value("r.unit", [25, 20])
    agree(book, explorer)


def test_keys_do_it_all_and_leave_jupyterlab_alone(book, explorer):
    explorer.keys("map-grid", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp")
    book.wait_value("r.unit", [17, 17])
    explorer.keys("picture", "ArrowLeft")
    book.wait_value("r.unit", [17, 16])
    explorer.keys("slider-count", "ArrowRight")
    book.wait_value("len(r.layers)", 4)
    assert explorer.role("choose-3").is_checked() and len(table(explorer, "size")) == 5
    explorer.role("choose-3").focus()
    book.page.keyboard.press("ArrowUp")
    book.wait_value("r.chosen", 2)
    explorer.keys("slider-dilation", "ArrowRight", "ArrowRight")
    book.wait_value("r.layers[2].dilation", 3)
    explorer.keys("slider-count", "Home")
    book.wait_value("len(r.layers)", 1)
    explorer.keys("slider-count", "ArrowRight", "ArrowRight")
    book.wait_value("[layer.dilation for layer in r.layers]", [1, 1, 3])  # what was taken away comes back
    agree(book, explorer)
    stops = explorer.tab_stops()
    wanted = {f"slider-{name}" for name in ("count", "kernel_size", "stride", "padding", "dilation", "row", "col")}
    assert wanted | {"select-kind", "select-weights", "toggle-effective", "picture", "map-grid", "button-copy", "button-reset"} <= set(
        stops
    )
    assert len(set(stops)) == len(stops) < 20


def test_the_unit_keeps_its_number_while_the_layers_change(book, explorer):
    explorer.keys("slider-row", "ArrowRight")
    rows, _ = agree(book, explorer)
    explorer.keys("slider-padding", "ArrowRight")
    book.wait_value("[r.unit, r.layers[2].padding]", [[17, 16], 2])
    assert [at + 2 for at in agree(book, explorer)[0]] == list(rows)  # the window moves by padding times jump
    explorer.keys("slider-padding", "ArrowLeft")
    explorer.keys("slider-stride", "ArrowRight", "ArrowRight")
    book.wait_value("[r.unit, r.layers[2].stride]", [[10, 10], 3])  # the last of 11 units
    explorer.keys("slider-stride", "ArrowLeft", "ArrowLeft")
    explorer.keys("slider-stride", *["ArrowRight"] * 3, *["ArrowLeft"] * 3)
    book.wait_value("[r.unit, r.layers[2].stride]", [[17, 16], 1])
    assert explorer.burst("slider-stride", "value-stride", presses=10) == ["2", "1"] * 5
    book.wait_value("[r.unit, r.layers[2].stride]", [[17, 16], 1])
    agree(book, explorer)


def test_reset_brings_the_first_setting_back(book, explorer):
    book.kernel("r.set(layers=[(2, 3), (3, 1, 2, 2)], chosen=0, unit=(1, 2), weights='random', effective=True)")
    explorer.wait_text("value-kernel_size", "2")
    explorer.role("button-reset").click()
    book.wait_value(
        "[[layer[1:4] for layer in r.layers], r.chosen, r.unit, r.weights]", [[[3, 1, 1], [3, 2, 1], [3, 1, 1]], 2, [16, 16], "constant"]
    )
    assert table(explorer, "size") == ["1", "3", "5", "9"] and agree(book, explorer) == ((28, 36), (28, 36))
    explorer.keys("slider-dilation", "End")
    explorer.keys("slider-kernel_size", "End")
    explorer.keys("slider-stride", "End")
    explorer.role("button-reset").press("Enter")
    book.wait_value("list(r.layers[2])", ["conv", 3, 1, 1, 1])
    assert not explorer.refused() and agree(book, explorer) == ((28, 36), (28, 36))


def test_average_pooling_has_no_dilation(book, explorer):
    explorer.keys("slider-dilation", "ArrowRight")
    explorer.role("select-kind").select_option("pool")
    book.wait_value("list(r.layers[2])", ["pool", 3, 1, 1, 1])
    assert explorer.role("slider-dilation").is_disabled()
    agree(book, explorer)
    explorer.keys("slider-padding", "ArrowRight")
    assert explorer.refused() and "at most half of effective kernel size" in explorer.text("refusal")


def test_what_no_unit_reads_and_the_holes_of_dilation_are_hatched(book, explorer):
    book.kernel("r.set(layers=[(2, 3)], chosen=0)")
    explorer.wait_text("value-kernel_size", "2")
    assert json.loads(explorer.role("unread").get_attribute("data-rows")) == [[row, row] for row in range(2, 60, 3)] + [[62, 63]]
    book.kernel("r.set(layers=[(3, 1, 2, 2), (3, 1, 2, 2)], chosen=0, unit=(30, 30))")
    explorer.wait_text("value-kernel_size", "3")
    rows, _ = agree(book, explorer)
    assert rows == (26, 34) and json.loads(explorer.role("unread").get_attribute("data-rows")) == []
    assert json.loads(explorer.role("holes").get_attribute("data-rows")) == [[row, row] for row in (27, 29, 31, 33)]
    assert book.value("(r.gradient.sum(1) > 0).nonzero()[:, 0].tolist()") == [26, 28, 30, 32, 34]


def test_an_impossible_setting_is_refused_in_words_and_the_last_picture_stays(book, explorer):
    book.kernel("r.set(layers=[(3, 4), (3, 4)], chosen=1)")
    explorer.wait_text("value-stride", "4")
    explorer.keys("slider-kernel_size", "End")
    book.wait_value("r.layers[1].kernel_size", 7)
    agree(book, explorer)
    last = [box(explorer), explorer.role("gradient").get_attribute("href")]
    explorer.keys("slider-dilation", "End")
    assert explorer.refused()
    said = explorer.text("refusal")
    assert "layer 2: Kernel size can't be greater than actual input size: padded input 16 × 16, kernel 25 × 25" in said
    book.wait_value("'25 × 25' in r.refusal", True)
    assert [box(explorer), explorer.role("gradient").get_attribute("href")] == last
    assert "=" not in explorer.text("rule") and "kernel − 1" in explorer.text("rule")  # the formulas, without numbers
    explorer.keys("slider-dilation", "Home")
    assert not explorer.refused() and explorer.text("refusal") == ""
    book.wait_value("r.refusal", "")
    agree(book, explorer)


def test_weights_and_the_effective_field_are_the_kernels(book, explorer):
    images = set()
    for change in (lambda: explorer.role("select-weights").select_option("random"), lambda: explorer.role("toggle-effective").check()):
        agree(book, explorer)
        images.add(explorer.role("gradient").get_attribute("href"))
        change()
    book.wait_value("[r.weights, r.effective]", ["random", True])
    assert agree(book, explorer) == ((28, 36), (28, 36))
    assert explorer.role("gradient").get_attribute("href") not in images and len(images) == 2
    assert explorer.role("select-weights").is_disabled()


def test_a_model_of_ones_own(book):
    shown = Shown(book, "receptive-field", nth=1)
    assert shown.root.locator(".cnx-scroll").evaluate("node => node.scrollTop") == 0
    assert shown.role("slider-kernel_size").count() == 0
    for layer in ("3", "1"):
        shown.role("select-layer").select_option(layer)
        book.wait_value("m.layer", layer)
        agree(book, shown, "m")
        shown.keys("slider-row", "End", "Home")
        book.wait_value("m.unit[0]", 0)
        agree(book, shown, "m")
        field = book.value("analysis.receptive_fields(net, (3, 64, 64))[m.layer].field().pixels(0)[0]")
        assert box(shown)[0][0] == field
    shown.role("select-layer").select_option("3")
    shown.role("select-weights").select_option("positive")
    book.wait_value("m.weights", "positive")
    agree(book, shown, "m")
    assert shown.role("unread").get_attribute("d")
    shown.role("button-reset").click()
    book.wait_value("[m.layer, m.weights]", ["0", "own"])
    agree(book, shown, "m")
    shown.role("select-layer").select_option("3")
    assert shown.tab_stops()
    for theme in ("dark", "light"):
        book.theme(theme)
        assert shown.accessibility() == []
    book.check()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_either_theme(book, explorer, theme):
    book.theme(theme)
    assert explorer.accessibility() == []
    book.kernel("r.set(layers=[(2, 4), (3, 1, 2, 2)], chosen=1)")
    explorer.wait_text("value-dilation", "2")
    assert explorer.accessibility() == []
    explorer.keys("slider-kernel_size", "End")
    explorer.keys("slider-dilation", "End")
    assert explorer.refused() and explorer.accessibility() == []


def test_it_fits_the_notebook_without_a_scroll_bar(book, explorer):
    assert explorer.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    assert explorer.root.bounding_box()["height"] < 660  # what a window of 1366 × 800 shows of a notebook
    inner = explorer.root.locator(".cnx-scroll")
    assert inner.evaluate("node => node.scrollWidth <= node.clientWidth")

"""The explorers of U-Net shapes and of thresholds in JupyterLab: mouse, keys, values against Python, refusals, accessibility."""

import math
import re

import pytest
from shown import Shown

from helpers.geometry import unet_sizes

pytestmark = pytest.mark.browser

CELLS = [
    "import torch\nfrom helpers import analysis, explorers\nfrom helpers.data.cells import make_cells\nfrom helpers.models import UNet",
    "u = explorers.UNetShapes()\nu",
    "cells = make_cells(1)\ntorch.manual_seed(0)\n"
    "p = ((cells.classes[0] == 1) * 0.4 + 0.3 + 0.2 * torch.randn(64, 64)).clamp(0, 1)\n"
    "o = explorers.OverlayExplorer(cells.images[0], p, cells.classes[0] == 1)\no",
    "v = explorers.UNetShapes()\nv._trait_values.update(size=999, depth=5)\nv.send_state(['size', 'depth'])\nv",
    "w = explorers.OverlayExplorer(torch.rand(128, 100), torch.rand(128, 100))\nw",
]


@pytest.fixture(scope="module")
def book(lab, open_book):
    book = open_book(lab.write("unet.ipynb", *CELLS))
    book.run_all()
    return book


@pytest.fixture
def shapes(book):
    shown = Shown(book, "unet-shapes")
    book.page.mouse.move(5, 5)
    book.theme("light")
    book.kernel("u.set(size=572, depth=4, padding='valid', width=64, stage=0)")
    shown.page.wait_for_function("s => document.querySelector(`${s} [data-role=number-size]`).value === '572'", arg=shown.selector)
    shown.wait_text("value-depth", "4")
    yield shown
    book.check()


@pytest.fixture
def overlay(book):
    shown = Shown(book, "overlay")
    book.page.mouse.move(5, 5)
    book.theme("light")
    book.kernel("o.set(threshold=0.5, opacity=0.5, outline=True, row=32, col=32)")
    shown.wait_text("value-threshold", "0.5")
    shown.wait_text("value-opacity", "0.5")
    yield shown
    book.check()


def stages(shown):
    """What the shown boxes say: place, sizes, link, channels; the texts must say the same."""
    found = shown.root.evaluate(
        """root => [...root.querySelectorAll('[data-role=stage]')].filter(n => getComputedStyle(n).visibility !== 'hidden')
          .map(n => [{...n.dataset}, [...n.querySelectorAll('text')].map(t => t.textContent)])"""
    )
    for data, (sizes, channels) in found:
        assert sizes == f"{data['in']}² → {data['out']}²" and re.search(rf"→ {data['channels']} ch", channels)
    found = sorted((data for data, _ in found), key=lambda data: int(data["col"]))
    return [[int(d["in"]), int(d["out"]), int(d["link"]) if d["link"] else None, int(d["channels"])] for d in found]


def agree_shapes(book, shown):
    book.wait_value("[u.refusal, u.size]", ["", int(shown.role("number-size").input_value())])
    walk = book.value("[[s.size_in, s.size_out, s.link, c] for s, c in zip(u.sizes, u.channels)]")
    assert stages(shown) == walk
    crops = book.value("u.crops")
    for level, crop in enumerate(crops, 1):
        said = shown.role(f"link-{level}").text_content()
        assert said.endswith(f": {crop} pixels off each side" if crop else ": whole"), said
    assert shown.text("torch-line") == book.value("u.torch_line")
    return walk


def test_sizes_follow_sliders_and_lists(book, shapes):
    assert agree_shapes(book, shapes)[-1] == [392, 388, 392 + 176, 64]
    assert shapes.text("output-line") == "Input 572 × 572 → output 388 × 388: 92 pixels fewer on each side."
    shapes.drag("depth", 2)
    agree_shapes(book, shapes)
    shapes.role("select-padding").select_option("same")
    shapes.role("select-width").select_option("8")
    book.wait_value("[u.depth, u.padding, u.width]", [2, "same", 8])
    assert [row[:2] for row in agree_shapes(book, shapes)] == [[s.size_in, s.size_out] for s in unet_sizes(572, 2, "same")]
    shapes.keys("slider-size", "Home")
    book.wait_value("u.size", 16)
    agree_shapes(book, shapes)
    assert book.value(f"list({shapes.text('torch-line')})") == [1, 2, 16, 16]
    assert shapes.text("output-line").endswith("as large as the input.")


def test_a_size_that_does_not_fit_is_refused_with_the_nearest_ones(book, shapes):
    last = stages(shapes)
    shapes.keys("slider-size", "ArrowRight")
    assert shapes.refused() and stages(shapes) == last
    said = shapes.text("refusal")
    assert "pool 1 would halve a map of 569; the nearest sizes that fit are 572 and 588." in said
    assert "The picture shows size 572, depth 4, valid." in said
    book.wait_value("u.refusal in " + repr(said), True)
    shapes.role("button-larger").click()
    book.wait_value("[u.size, u.refusal]", [588, ""])
    assert not shapes.refused() and shapes.text("refusal") == ""
    agree_shapes(book, shapes)
    field = shapes.role("number-size")
    field.fill("188")
    book.wait_value("[u.size, u.refusal]", [188, ""])
    assert shapes.role("button-smaller").is_disabled()
    field.fill("30")
    assert "the smallest is 188." in shapes.text("refusal")
    field.fill("")
    field.blur()
    assert field.input_value() == "30"
    shapes.keys("number-size", "ArrowUp", "ArrowUp")
    book.wait_value("u.size", 32)
    shapes.role("select-padding").select_option("same")
    agree_shapes(book, shapes)


def test_a_size_above_the_largest_is_not_taken_and_said(book, shapes):
    last = stages(shapes)
    field = shapes.role("number-size")
    field.fill("99999")
    assert shapes.text("refusal") == "Not taken: the largest size is 4096, the size stays 572." and field.input_value() == "99999"
    assert not shapes.refused() and stages(shapes) == last
    field.blur()
    assert field.input_value() == "572"
    field.fill("588")
    book.wait_value("[u.size, u.refusal]", [588, ""])
    assert shapes.text("refusal") == ""


def test_a_page_that_begins_with_a_refusal_draws_the_nearest_size(book):
    shown = Shown(book, "unet-shapes", 1)
    assert shown.refused() and "The picture shows size 988, depth 5, valid." in shown.text("refusal")
    assert [row[:2] for row in stages(shown)] == [[s.size_in, s.size_out] for s in unet_sizes(988, 5)]
    book.check()


def test_a_link_does_not_touch_its_words(book, shapes):
    for size, padding in ((604, "valid"), (576, "same"), (4092, "valid"), (4064, "same")):
        book.kernel(f"u.set(size={size}, depth=5, padding='{padding}')")
        shapes.page.wait_for_function(
            "([s, n]) => document.querySelector(`${s} [data-role=number-size]`).value === n", arg=[shapes.selector, str(size)]
        )
        gaps = shapes.root.evaluate(
            """root => [...root.querySelectorAll('.cnx-link:not(.off)')].map(g => {
              const words = g.querySelector('text').getBBox(), right = g.querySelector('path:not(.cnx-tip)').getAttribute('d');
              return Number(/M([\\d.]+) [\\d.]+H[\\d.]+$/.exec(right)[1]) - words.x - words.width;
            })"""
        )
        assert len(gaps) == 5 and min(gaps) >= 2, (size, padding, gaps)


def test_stages_are_walked_by_mouse_and_keys(book, shapes):
    shapes.cell("stage", 3, 5).hover()
    book.wait_value("u.stage", 5)
    assert shapes.text("stage-line") == (
        "up 4: a step up: 2·28 = 56, 512 channels, joined with 512 of the link (cropped: 64 − 2·4 = 56): 1024 channels; "
        "two convolutions: 56 − 2 − 2 = 52, 512 channels."
    )
    book.page.mouse.move(5, 5)
    shapes.keys("u", "ArrowLeft", "ArrowUp", "ArrowRight")
    shapes.wait_cell("stage", 4, 4, "chosen")
    assert shapes.text("stage-line") == "bottom: two convolutions: 32 − 2 − 2 = 28, 1024 channels."
    shapes.keys("u", *["ArrowDown"] * 9)
    book.wait_value("u.stage", 8)
    shapes.keys("slider-depth", "Home")
    book.wait_value("[u.depth, u.stage, u.refusal]", [1, 2, ""])
    stops = shapes.tab_stops()
    wanted = {"slider-size", "number-size", "button-smaller", "button-larger", "slider-depth", "select-padding", "select-width", "u"}
    assert wanted | {"button-copy"} == set(stops) and len(stops) == len(set(stops))


def test_what_python_sets_is_shown(book, shapes):
    book.kernel("u.set(size=700, depth=1, width=6, stage=2)")
    shapes.wait_text("value-depth", "1")
    agree_shapes(book, shapes)
    assert shapes.role("select-width").input_value() == "6" and shapes.role("slider-size").input_value() == "700"


def agree_overlay(book, shown, name="o"):
    """Pixels, regions and shares on the page are those of helpers.analysis in the kernel."""
    threshold = float(shown.text("value-threshold"))
    book.wait_value(f"{name}.threshold", threshold)
    pixels = book.value(f"int({name}.mask.sum())")
    assert int(shown.role("called").get_attribute("data-pixels")) == pixels and shown.text("pixels-line").startswith(f"{pixels} of ")
    regions = book.value(f"int(analysis.connected_regions({name}.probability >= {threshold}).max())")
    assert re.match(r"\d+", shown.text("regions-line"))[0] == str(regions)
    strips = re.findall(r"h(\d+)v(\d+)", shown.role("called").get_attribute("d"))
    assert sum(int(long) // int(tall) for long, tall in strips) == pixels
    if book.value(f"{name}.truth is not None"):
        for measure in ("iou", "precision", "recall"):
            value, said = book.value(f"{name}.{measure}"), shown.text(f"{measure}-line")
            assert said.endswith("is not defined") if math.isnan(value) else abs(eval(said.split("=")[0]) - value) < 1e-6, (said, value)
    return pixels


def test_dragging_the_threshold_gives_the_kernels_numbers(book, overlay):
    seen = [agree_overlay(book, overlay)]
    for value in (30, 70):
        overlay.drag("threshold", value)
        seen.append(agree_overlay(book, overlay))
    assert seen[1] > seen[0] > seen[2]
    overlay.keys("slider-threshold", "End")
    agree_overlay(book, overlay)
    overlay.keys("slider-threshold", "Home")
    assert agree_overlay(book, overlay) == 64 * 64
    assert overlay.text("recall-line").endswith("= 1.000")
    overlay.drag("opacity", 80)
    book.wait_value("o.opacity", 0.8)
    assert overlay.role("called").get_attribute("fill-opacity") == "0.8"
    overlay.role("toggle-outline").uncheck()
    book.wait_value("o.outline", False)
    assert overlay.role("truth").get_attribute("visibility") == "hidden"


def test_a_pixel_is_read_by_mouse_and_keys(book, overlay):
    image = overlay.role("picture").locator("svg")
    image.scroll_into_view_if_needed()
    image.hover(position={"x": 2 + 6 * 20 + 3, "y": 2 + 6 * 10 + 3})
    book.wait_value("[o.row, o.col]", [10, 20])
    book.page.mouse.move(5, 5)
    overlay.keys("picture", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowLeft")
    book.wait_value("[o.row, o.col]", [11, 19])
    value = book.value("float(o.probability[11, 19])")
    called, true = book.value("[bool(o.mask[11, 19]), bool(o.truth[11, 19])]")
    place, number, sign, against, kind = re.fullmatch(r"(\[.*\]): (\S+) (≥|<) (\S+): (.*)", overlay.text("pixel-line")).groups()
    assert (place, sign, against) == ("[11, 19]", "≥" if called else "<", "0.5") and abs(float(number) - value) < 1e-4
    assert kind == {(1, 1): "a hit", (1, 0): "a false alarm", (0, 1): "missed", (0, 0): "rightly left out"}[called, true]
    overlay.keys("picture", *["ArrowUp"] * 13)
    book.wait_value("[o.row, o.col]", [0, 19])
    assert set(overlay.tab_stops()) == {"slider-threshold", "slider-opacity", "toggle-outline", "picture"}


def test_the_largest_picture_without_a_truth(book, overlay):
    wide = Shown(book, "overlay", nth=1)
    wide.keys("slider-threshold", *["ArrowRight"] * 7)
    book.wait_value("w.threshold", 0.57)
    agree_overlay(book, wide, "w")
    assert wide.role("iou-line").count() == 0 and wide.role("toggle-outline").count() == 0
    assert wide.burst("slider-threshold", "value-threshold", presses=10) == ["0.58", "0.57"] * 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible_in_both_themes(book, shapes, overlay, theme):
    book.theme(theme)
    for shown in (shapes, overlay):
        assert shown.accessibility() == []
        assert shown.role("explorer").count() == 0 and shown.root.locator("svg[role=img] [tabindex]").count() == 0
    shapes.keys("slider-size", "ArrowRight")
    assert shapes.refused() and shapes.accessibility() == []
    labels = [
        shown.root.locator(f"[data-role={role}] svg[role=img]").get_attribute("aria-label")
        for shown, role in ((shapes, "u"), (overlay, "picture"))
    ]
    assert labels[0].startswith("U-Net with 4 pools: down 1 572 to 568; ") and "hits" in labels[1]

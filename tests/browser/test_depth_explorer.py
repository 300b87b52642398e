"""The depth explorer in JupyterLab: mouse, keys, the recording's numbers in words, table and dots, a run set from Python, accessibility."""

import re

import numpy as np
import pytest
from shown import Shown

from helpers.experiments import recorded
from helpers.explorers.depth_runs import Numbers, said

pytestmark = pytest.mark.browser

RUNS = recorded("depth")
DEPTHS, SEEDS = (8, 20, 32, 44, 56), (0, 1, 2, 3, 4)
CURVE = {"train_error": "train_curve", "test_error": "test_curve"}
CELLS = [
    "from helpers import explorers\nfrom helpers.experiments import recorded\nfrom helpers.training import History",
    "d = explorers.DepthExplorer(recorded('depth'))\nd",
    "from helpers.experiments import Recording\n"
    "runs = [dict(depth=n, skip=True, seed=0, train_curve=[0.25, 0.2], test_curve=[0.75, n / 100]) for n in (20, 56)]\n"
    "explorers.DepthExplorer(Recording('toy', dict(date='today', torch='2.0', processor='a processor'), runs))",
]
START = "d.mine = None\nd.set(depth='all', nets='both', seed='all', measure='train_error', spread='lines', epoch=10)"
HISTORY = "History(name='plain-56, seed 9', train_error=[0.9, 0.85, 0.8125], test_error=[0.9, 0.9, 0.7])"


@pytest.fixture(scope="module")
def book(lab, open_book):
    book = open_book(lab.write("depth.ipynb", *CELLS))
    book.run_all()
    return book


@pytest.fixture
def explorer(book):
    """The explorer in its first state; after the test the page must have had no error."""
    shown = Shown(book, "depth")
    book.page.mouse.move(5, 5)
    book.theme("light")
    book.kernel(START)
    shown.page.wait_for_function(
        "s => [...document.querySelectorAll(`${s} select`)].every(n => n.selectedIndex === 0) &&"
        " document.querySelector(`${s} [data-role=value-depth]`).textContent === 'all' &&"
        " document.querySelector(`${s} [data-role=now]`).dataset.epoch === '10' && !document.querySelector(`${s} [data-role=mine-end]`)",
        arg=shown.selector,
    )
    yield shown
    book.check()


def numbers(depth, skip, measure="train_error", seed="all", epoch=10):
    runs = RUNS.where(depth=depth, skip=skip, **({} if seed == "all" else {"seed": seed}))
    errors = [run[CURVE[measure]][epoch - 1] for run in runs]
    return Numbers(float(np.mean(errors)), min(errors), max(errors), len(errors))


def table(**of):
    return {f"{'ResNet' if skip else 'plain'}-{depth}": said(numbers(depth, skip, **of)) for depth in DEPTHS for skip in (False, True)}


def shown_table(shown):
    return {net: shown.text(f"cell-{net}") for net in table()}


def seen(shown, role):
    """(net, seed) of each curve or dot of this role that a reader sees."""
    return set(
        map(
            tuple,
            shown.root.evaluate(
                """(root, role) => [...root.querySelectorAll(`[data-role=${role}]`)].filter(n => getComputedStyle(n).display !== 'none')
                  .map(n => [n.dataset.net, +n.dataset.seed])""",
                role,
            ),
        )
    )


def points(shown, selector):
    """The points of a path, as errors: the pixel of an error is read off the axis' lines across."""
    rules = shown.root.evaluate("""root => { const g = root.querySelector('[data-role=curves] svg g');
        return [...g.querySelectorAll('text.side')].map(t => [parseFloat(t.textContent) / 100, +t.getAttribute('y')]); }""")
    (low, y_low), (high, y_high) = rules[0], rules[-1]
    path = shown.root.locator(selector).get_attribute("d")
    return [low + (float(y) - y_low) * (high - low) / (y_high - y_low) for y in re.findall(r"[ML][-\d.]+ ([-\d.]+)", path)]


def test_words_and_table_are_the_recordings_numbers(book, explorer):
    assert shown_table(explorer) == table()
    for measure in CURVE:
        explorer.role("select-measure").select_option(measure)
        for seed in ("all", 0, 4):
            explorer.role("select-seed").select_option(str(seed))
            for epoch in (1, 7):
                explorer.drag("epoch", epoch)
                of = table(measure=measure, seed=seed, epoch=epoch)
                assert shown_table(explorer) == of
                ends = (f"{net} {of[net]}" for net in ("plain-8", "plain-56", "ResNet-8", "ResNet-56"))
                assert explorer.text("words") == f"epoch {epoch}: {', '.join(ends)}"
        book.wait_value("[d.measure, d.seed, d.epoch]", [measure, 4, 7])
        assert book.value("{name: n.mean for name, n in d.numbers.items()}") == {
            f"{'ResNet' if skip else 'plain'}-{depth}": numbers(depth, skip, measure, 4, 7).mean
            for depth in DEPTHS
            for skip in (False, True)
        }
    assert RUNS.label in explorer.text("label")


def test_curves_and_dots_stand_where_the_errors_are(explorer):
    assert seen(explorer, "run") == seen(explorer, "end") == {(net, seed) for net in table() for seed in SEEDS}
    for depth, skip, seed in ((56, False, 0), (56, True, 2), (8, True, 4)):
        run = RUNS.where(depth=depth, skip=skip, seed=seed)[0]
        net = f"[data-net={'ResNet' if skip else 'plain'}-{depth}]"
        assert points(explorer, f"[data-role=run][data-seed='{seed}']{net}") == pytest.approx(run["train_curve"], abs=0.001)
        dot = explorer.root.locator(f"[data-role=end][data-seed='{seed}']{net}")
        assert float(dot.get_attribute("data-value")) == run["train_error"]
        (y, height), (top, tall) = (
            part.evaluate("node => [node.getBBox().y, node.getBBox().height]")
            for part in (dot, explorer.role("ends").locator(".cnx-frame-line").first)
        )
        assert 1 - (y + height / 2 - top) / tall == pytest.approx(run["train_error"], abs=0.001)
    explorer.role("select-spread").select_option("band")
    assert seen(explorer, "run") == set() and len(seen(explorer, "band")) == 10
    mean = np.mean([run["train_curve"] for run in RUNS.where(depth=44, skip=False)], axis=0)
    assert points(explorer, "[data-role=mean][data-net=plain-44]") == pytest.approx(mean, abs=0.001)
    curves = np.array([run["train_curve"] for run in RUNS.where(depth=44, skip=False)])
    around = points(explorer, "[data-role=band][data-net=plain-44]")
    assert around == pytest.approx([*curves.max(0), *curves.min(0)[::-1]], abs=0.001)


def test_depth_nets_and_seed_choose_what_is_drawn(book, explorer):
    explorer.drag("depth", 5)
    assert explorer.text("value-depth") == "56" and explorer.role("at").get_attribute("data-depth") == "56"
    assert {net for net, _ in seen(explorer, "run")} == {"plain-56", "ResNet-56"} and len(seen(explorer, "end")) == 50
    explorer.role("select-nets").select_option("residual")
    assert {net for net, _ in seen(explorer, "run")} == {"ResNet-56"} and len(seen(explorer, "end")) == 25
    assert explorer.text("words") == f"epoch 10: ResNet-56 {table()['ResNet-56']}"
    legend = explorer.root.locator(".cnx-legend3 > span")
    assert [legend.nth(i).is_visible() for i in (0, 1)] == [False, True]
    assert not explorer.role("cell-plain-56").is_visible() and explorer.role("cell-ResNet-56").is_visible()
    assert explorer.role("select-spread").is_enabled()
    explorer.role("select-seed").select_option("2")
    assert explorer.role("select-spread").is_disabled()  # one seed is one line: a band would show nothing
    assert seen(explorer, "run") == {("ResNet-56", 2)} and seen(explorer, "end") == {(f"ResNet-{depth}", 2) for depth in DEPTHS}
    book.wait_value("[d.depth, d.nets, d.seed, list(d.numbers)]", [56, "residual", 2, ["ResNet-56"]])


def test_pointing_chooses_epoch_and_depth(book, explorer):
    rules = explorer.role("curves").locator(".cnx-rule").first.bounding_box()
    box = explorer.role("curves").bounding_box()
    explorer.role("curves").click(position={"x": rules["x"] - box["x"] + rules["width"] * 3.2 / 9, "y": 90})
    book.wait_value("d.epoch", 4)
    explorer.role("ends").locator("[data-role=end][data-net=plain-32]").first.click()
    book.wait_value("d.depth", 32)
    of = table(epoch=4)
    assert explorer.text("words") == f"epoch 4: plain-32 {of['plain-32']}, ResNet-32 {of['ResNet-32']}"
    assert of["plain-32"] in explorer.role("curves").locator("svg").get_attribute("aria-label")
    assert table()["plain-8"] in explorer.role("ends").locator("svg").get_attribute("aria-label")


def test_keys_do_it_all_and_leave_jupyterlab_alone(book, explorer):
    explorer.keys("curves", "ArrowLeft", "ArrowLeft", "ArrowRight")
    explorer.keys("slider-epoch", "ArrowLeft", "ArrowLeft")
    book.wait_value("d.epoch", 7)
    explorer.keys("ends", "ArrowLeft", "ArrowRight", "ArrowRight")
    book.wait_value("d.depth", 20)
    explorer.keys("slider-depth", "End")
    book.wait_value("d.depth", 56)
    explorer.keys("curves", *["ArrowRight"] * 5)
    explorer.keys("ends", "ArrowRight")
    explorer.keys("slider-epoch", "ArrowUp")
    book.wait_value("[d.epoch, d.depth]", [10, 56])
    explorer.keys("select-nets", "ArrowDown")
    book.wait_value("d.nets", "plain")
    explorer.keys("curves", "Home")
    explorer.keys("ends", "Home")
    book.wait_value("[d.epoch, d.depth]", [1, "all"])
    explorer.keys("curves", "End")
    explorer.keys("ends", "End")
    book.wait_value("[d.epoch, d.depth]", [10, 56])
    explorer.keys("slider-depth", "Home")
    book.wait_value("d.depth", "all")
    controls = ["slider-depth", "select-nets", "select-measure", "slider-epoch", "select-seed", "select-spread", "curves", "ends"]
    assert explorer.tab_stops() == controls
    assert explorer.burst("slider-depth", "value-depth", presses=10) == ["8", "all"] * 5


def test_a_run_of_ones_own_comes_from_python(book, explorer):
    book.kernel(f"d.set(epoch=3, depth=20)\nd.mine = {HISTORY}")
    explorer.role("mine-end").wait_for()
    name = "yours (plain-56, seed 9)"
    assert explorer.text("words").endswith(f"{name} 81 %") and explorer.text("cell-mine-0") == "81 %"
    assert points(explorer, "[data-role=mine-curve]") == pytest.approx([0.9, 0.85, 0.8125], abs=0.001)
    mark, place = explorer.role("mine-end").bounding_box(), explorer.root.locator("[data-role=end][data-net=plain-56]").first.bounding_box()
    assert abs(mark["x"] + mark["width"] / 2 - place["x"] - place["width"] / 2) < 8  # over its depth, between plain and residual
    explorer.keys("slider-epoch", "ArrowRight")
    assert explorer.text("cell-mine-0") == "–"
    explorer.role("select-measure").select_option("test_error")
    explorer.keys("slider-epoch", "ArrowLeft")
    assert explorer.text("cell-mine-0") == "70 %"
    book.wait_value("[d.measure, d.epoch]", ["test_error", 3])  # a bare list belongs to the measure that Python knows of
    book.kernel("d.mine = {'ResNet-14': [0.5] * 12, 'wide': [0.25]}")
    explorer.root.locator("[data-name='yours (wide)']").first.wait_for(state="attached")
    explorer.keys("slider-epoch", "End")
    book.wait_value("d.epoch", 12)
    assert explorer.text("cell-mine-0") == "14 layers: 50 %" and set(shown_table(explorer).values()) == {"–"}
    explorer.keys("slider-epoch", "Home")
    assert explorer.text("cell-mine-1") == "25 %" and "yours (ResNet-14) 50 %, yours (wide) 25 %" in explorer.text("words")
    assert explorer.accessibility() == []


def test_the_name_of_ones_own_run_stands_on_one_line(book, explorer):
    book.kernel("d.mine = {'ResNet-32': [0.5] * 10, 'plain-110': [0.25] * 10}")
    explorer.role("mine-end").nth(1).wait_for()
    heights = explorer.role("numbers").locator("tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 4 and max(heights) < 1.5 * min(heights)


def test_the_axis_follows_the_measure(book, explorer):
    toy = Shown(book, "depth", nth=1)
    for measure, top, first in (("train_error", "30 %", 0.25), ("test_error", "80 %", 0.75), ("train_error", "30 %", 0.25)):
        toy.role("select-measure").select_option(measure)
        assert toy.root.locator("text.side").all_text_contents().count(top) == 2
        assert points(toy, "[data-role=run][data-net=ResNet-56]")[0] == pytest.approx(first, abs=0.001)
    assert toy.text("cell-plain-20") == "–" and toy.accessibility() == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_either_theme(book, explorer, theme):
    book.theme(theme)
    assert explorer.accessibility() == []
    book.kernel(f"d.set(spread='band', depth=44)\nd.mine = {HISTORY}")
    explorer.role("mine-end").wait_for()
    assert explorer.accessibility() == []


def test_it_fits_the_notebook_without_a_scroll_bar(explorer):
    assert explorer.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    frame = explorer.role("ends").locator(".cnx-rule").first.bounding_box()
    for net in ("plain-8", "ResNet-56"):
        dot = explorer.root.locator(f"[data-role=end][data-net={net}]").first.bounding_box()
        assert frame["x"] < dot["x"] and dot["x"] + dot["width"] < frame["x"] + frame["width"]
    left, right = (explorer.role(name).bounding_box() for name in ("curves", "ends"))
    assert left["y"] == right["y"] and left["x"] + left["width"] < right["x"]
    # a small window with JupyterLab's side bar: pictures one above the other
    explorer.page.set_viewport_size({"width": 1000, "height": 900})
    explorer.page.wait_for_function("root => root.clientWidth < 600", arg=explorer.root.element_handle())  # JupyterLab resizes by message
    assert explorer.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    explorer.page.set_viewport_size({"width": 1400, "height": 1000})

"""The normalization explorer in JupyterLab: every norm against torch's layers, batches going through, mouse, keys, refusals."""

import pytest
import torch
import torch.nn.functional as F
from shown import Shown, number
from torch import nn

pytestmark = pytest.mark.browser

X = torch.tensor(
    [
        [[[3, 1, 2], [0, 4, 2]], [[5, 7, 6], [8, 4, 6]], [[-1, 0, -2], [1, -3, -1]], [[2, 2, 3], [2, 1, 5]]],
        [[[1, 0, 2], [3, 1, 5]], [[9, 6, 7], [5, 8, 7]], [[0, -4, -1], [-2, 2, 1]], [[3, 2, 2], [1, 3, 1]]],
        [[[6, 2, 4], [1, 3, 2]], [[4, 6, 3], [7, 5, 5]], [[3, 1, -1], [0, 2, -2]], [[2, 4, 2], [3, 2, 1]]],
    ],
    dtype=torch.float64,
)
BATCHES = torch.stack([X, X.flip(0, 3) + 2, 3 * X.roll(1, 1), X - 1])
LAYERS = {
    "batch": lambda: nn.BatchNorm2d(4),
    "layer": lambda: nn.LayerNorm([4, 2, 3]),
    "instance": lambda: nn.InstanceNorm2d(4),
    "group": lambda: nn.GroupNorm(2, 4),
    "rms": lambda: nn.RMSNorm([4, 2, 3], eps=1e-5),
    "layer_channels": lambda: nn.LayerNorm(4),
}
SHARED = {"batch": 18, "layer": 24, "layer_channels": 4, "instance": 6, "group": 12, "rms": 24}


@pytest.fixture(scope="module")
def book(lab, open_book):
    tensor = f"torch.tensor({BATCHES.tolist()}, dtype=torch.float64)"
    name = lab.write(
        "normalization.ipynb",
        "import torch\nfrom helpers import explorers",
        f"n = explorers.NormalizationExplorer(batches={tensor})\nn",
    )
    book = open_book(name)
    book.run_all()
    return book


@pytest.fixture
def explorer(book) -> Shown:
    """The explorer in its first state; afterwards the page must have had no error."""
    book.page.mouse.move(5, 5)
    book.page.evaluate("document.activeElement.blur()")
    settings = "norm='batch', groups=2, momentum=0.1, eps=1e-5, training=True, batch_of_one=False, one_pixel=False"
    book.kernel(f"n.set(pinned=False, {settings})\nn.reset()\nn.set(cell=(0, 0, 0, 0))")
    shown = Shown(book, "normalization")
    shown.wait_cell("output-cell", 0, 0, "chosen")
    wait(shown, by_torch("batch", X))
    yield shown
    book.check()


def flat(x: torch.Tensor) -> torch.Tensor:
    """N×C×H×W as it is drawn: rows of examples, columns of channels."""
    n, c, h, w = x.shape
    return x.permute(0, 2, 1, 3).reshape(n * h, c * w)


def by_torch(norm: str, x: torch.Tensor) -> torch.Tensor:
    layer = LAYERS[norm]().double()
    y = layer(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) if norm == "layer_channels" else layer(x)
    return y.detach()


def wait(explorer: Shown, expected: torch.Tensor) -> None:
    """Wait until the page shows these numbers."""
    for _ in range(250):
        shown = explorer.grid("output-cell")
        if shown.shape == flat(expected).shape and torch.allclose(shown, flat(expected), rtol=1e-7, atol=1e-9):
            return
        explorer.page.wait_for_timeout(20)
    raise AssertionError(f"the output shows {shown}, expected {flat(expected)}")


def running(explorer: Shown) -> tuple[torch.Tensor, torch.Tensor]:
    return tuple(torch.tensor([number(explorer.text(f"{name}-{c}")) for c in range(4)]) for name in ("running-mean", "running-var"))


def test_each_norm_shows_torchs_numbers_and_who_shares(book, explorer):
    assert torch.equal(explorer.grid("input-cell"), flat(X))
    for norm in LAYERS:
        explorer.role("select-norm").select_option(norm)
        wait(explorer, by_torch(norm, X))
        for kind in ("input", "output"):
            explorer.cell(f"{kind}-cell", 3, 4).hover()  # example 1, channel 1, row 1, column 1
            assert explorer.looking("chosen", "input-cell", "output-cell") == {(3, 4)}
            shared = explorer.looking("product", f"{kind}-cell") | {(3, 4)}
            assert len(shared) == SHARED[norm] and explorer.text("sentence").startswith(f"{SHARED[norm]} cells share")
            assert len(explorer.looking("pale", f"{kind}-cell")) == 72 - SHARED[norm]
            explorer.cell(f"{kind}-cell", 0, 0).hover()
        explorer.cell("input-cell", 3, 4).hover()
        book.wait_value("[n.norm, *n.cell]", [norm, 1, 1, 1, 1])
        mask = flat(torch.tensor(book.value("n.shared()")))
        assert {tuple(place) for place in mask.nonzero().tolist()} == shared
        value = by_torch(norm, X)[1, 1, 1, 1].item()
        assert number(explorer.text("worked-result").split(" ")[-1]) == pytest.approx(value, abs=1e-4)
        torch.testing.assert_close(torch.tensor(book.value("n.page_output"), dtype=torch.float64), by_torch(norm, X))
        torch.testing.assert_close(torch.tensor(book.value("n.output"), dtype=torch.float64), by_torch(norm, X))


def test_batches_go_through_and_the_running_statistics_move_as_torchs(book, explorer):
    explorer.drag("momentum", 30)
    book.wait_value("n.momentum", 0.3)
    layer = nn.BatchNorm2d(4, momentum=0.3, dtype=torch.float64)
    for i in range(5):
        x = BATCHES[i % 4]
        out = layer(x).detach()
        wait(explorer, out)
        for shown, right in zip(running(explorer), (layer.running_mean, layer.running_var), strict=True):
            assert torch.allclose(shown.double(), right, atol=1e-4)
        assert "unbiased" in explorer.text("running-step")
        explorer.role("button-next_batch").click()
    layer(BATCHES[5 % 4])
    explorer.role("select-mode").select_option("eval")
    layer.eval()
    wait(explorer, layer(BATCHES[1]).detach())
    before = running(explorer)
    assert len(explorer.looking("weight", "input-cell")) == 17 and "running mean of channel 0 after 6 batches" in explorer.text(
        "worked-mean"
    )
    assert explorer.text("running-step") == "" and "stand still" in explorer.text("sentence")
    explorer.role("button-next_batch").click()
    wait(explorer, layer(BATCHES[2]).detach())
    assert all(torch.equal(a, b) for a, b in zip(before, running(explorer), strict=True))
    explorer.role("toggle-batch_of_one").check()
    wait(explorer, layer(BATCHES[2][:1]).detach())
    book.wait_value("[n.batch, n.batch_of_one, len(n.seen)]", [6, True, 6])
    torch.testing.assert_close(torch.tensor(book.value("n.running_var"), dtype=torch.float64), layer.running_var)
    explorer.role("button-reset").click()
    wait(explorer, X[:1] / (1 + 1e-5) ** 0.5)
    book.wait_value("[n.batch, n.seen]", [0, []])


def test_a_batch_of_one_is_instance_norm_and_one_pixel_of_it_is_refused(book, explorer):
    explorer.role("toggle-batch_of_one").check()
    wait(explorer, by_torch("instance", X[:1]))
    assert "These are the cells of instance norm" in explorer.text("sentence")
    last = explorer.grid("output-cell")
    explorer.role("toggle-one_pixel").check()
    assert explorer.refused() and torch.equal(explorer.grid("output-cell"), last)
    with pytest.raises(ValueError, match="Expected more than 1 value per channel when training") as torchs:
        nn.BatchNorm2d(4)(torch.ones(1, 4, 1, 1))
    assert str(torchs.value).split(",")[0] in explorer.text("refusal") and "[1, 4, 1, 1]" in explorer.text("refusal")
    book.wait_value("n.refusal != ''", True)
    explorer.role("select-mode").select_option("eval")
    assert not explorer.refused()
    explorer.role("select-mode").select_option("train")
    explorer.role("toggle-batch_of_one").uncheck()
    wait(explorer, by_torch("batch", X[:, :, :1, :1]))
    book.wait_value("n.refusal", "")


def shown_below(explorer: Shown) -> list[str]:
    """All text below the controls, and the numbers of the output."""
    roles = ("batch-note", "mode-note", "running-table", "sentence", "worked", "value-stop")
    return [explorer.text(role) for role in roles] + explorer.grid("output-cell").tolist()


def test_a_refused_setting_changes_nothing_below_the_controls(book, explorer):
    explorer.role("button-next_batch").click()
    explorer.role("toggle-batch_of_one").check()
    wait(explorer, by_torch("instance", BATCHES[1][:1]))
    before = shown_below(explorer)
    assert "Running statistics of 2 batches" in before[0]
    explorer.role("toggle-one_pixel").check()
    assert explorer.refused() and explorer.text("refusal").endswith("All below is the last possible setting: batch norm, train.")
    assert shown_below(explorer) == before and explorer.role("button-next_batch").is_disabled()
    explorer.role("select-norm").select_option("rms")
    assert not explorer.refused() and explorer.role("button-next_batch").is_enabled()
    assert "4 cells share this root mean square" in explorer.text("sentence")
    before = shown_below(explorer)
    for norm in ("batch", "instance"):
        explorer.role("select-norm").select_option(norm)
        assert explorer.refused() and explorer.text("refusal").endswith("All below is the last possible setting: RMS norm.")
        assert shown_below(explorer) == before
    explorer.role("select-norm").select_option("group")
    wait(explorer, F.group_norm(BATCHES[1][:1, :, :1, :1], 2))
    explorer.keys("slider-groups", "ArrowRight")
    assert explorer.text("refusal").endswith("All below is the last possible setting: group norm, 2 groups.")


def test_keys_reach_everything_and_leave_jupyterlab_alone(book, explorer):
    explorer.keys("select-norm", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    book.wait_value("n.norm", "group")
    explorer.keys("slider-groups", "ArrowRight")
    assert explorer.refused() and "num_channels (4) must be divisible by num_groups (3)" in explorer.text("refusal")
    explorer.keys("slider-groups", "ArrowRight")
    assert not explorer.refused()
    wait(explorer, by_torch("instance", X))
    assert "These are the cells of instance norm" in explorer.text("sentence")
    explorer.keys("input-grid", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft")
    book.wait_value("list(n.cell)", [1, 0, 1, 2])
    explorer.keys("output-grid", "ArrowUp", "ArrowRight", "Enter")
    book.wait_value("[*n.cell, n.pinned]", [1, 1, 0, 0, True])
    explorer.cell("input-cell", 0, 0).hover()
    assert explorer.looking("chosen", "output-cell") == {(2, 3)}
    explorer.keys("output-grid", "Enter")
    explorer.keys("slider-stop", "End")
    book.wait_value("list(n.cell)", [2, 3, 1, 2])
    explorer.keys("select-norm", "Home")
    explorer.keys("slider-momentum", "ArrowRight", "ArrowUp")
    book.wait_value("n.momentum", 0.2)
    explorer.keys("button-next_batch", "Enter", "Enter")
    book.wait_value("[n.batch, n.seen]", [2, [[0, 0, 0], [1, 0, 0], [2, 0, 0]]])
    stops = explorer.tab_stops()
    wanted = {"select-norm", "select-mode", "select-eps", "slider-momentum", "toggle-batch_of_one", "toggle-one_pixel", "button-copy"}
    assert wanted | {"input-grid", "output-grid", "button-next_batch", "button-reset", "slider-stop", "button-pin"} <= set(stops)
    assert len(set(stops)) == len(stops)
    for label in ("groups", "momentum", "output cell"):
        assert explorer.root.get_by_role("slider", name=label, exact=True).count() == 1


def test_python_sets_and_the_page_follows(book, explorer):
    book.kernel("n.set(norm='layer_channels', eps=0.25, cell=(2, 1, 0, 2), batch=3)")
    x = BATCHES[3]
    mean, variance = x.mean(1, keepdim=True), x.var(1, correction=0, keepdim=True)
    wait(explorer, (x - mean) / (variance + 0.25).sqrt())
    explorer.wait_text("value-stop", "[2, 1, 0, 2]")
    assert explorer.role("select-eps").input_value() == "0.25"
    assert explorer.text("torch-line") == "nn.LayerNorm(4, eps=0.25)(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)"


def test_a_new_tensor_redraws(book, explorer):
    book.kernel("n.x = torch.arange(48.0).view(2, 6, 2, 2) ** 1.5")
    other = Shown(book, "normalization")
    x = torch.arange(48.0).view(2, 6, 2, 2) ** 1.5
    for _ in range(250):
        if len(other.cells("input-cell")) == 48:
            break
        other.page.wait_for_timeout(20)
    shown = other.grid("output-cell")
    right = nn.BatchNorm2d(6)(x).detach().double()
    torch.testing.assert_close(shown, flat(right), rtol=1e-5, atol=1e-5)
    tensor = f"torch.tensor({BATCHES.tolist()}, dtype=torch.float64)"
    book.kernel(f"n.batches = {tensor}")
    wait(other, by_torch("batch", X))


def test_axe_finds_nothing_in_either_theme(book, explorer):
    for theme in ("dark", "light"):
        book.theme(theme)
        book.kernel("n.set(norm='batch', training=True)")
        assert explorer.accessibility() == []
        explorer.role("select-mode").select_option("eval")
        explorer.cell("input-cell", 0, 1).hover()
        assert explorer.looking("weight", "input-cell") and explorer.accessibility() == []
        explorer.role("select-norm").select_option("instance")
        explorer.role("toggle-one_pixel").check()
        assert explorer.refused() and explorer.accessibility() == []
        explorer.role("toggle-one_pixel").uncheck()


def test_it_fits_800_pixels(book, explorer):
    explorer.root.evaluate("root => { root.style.width = '800px'; }")
    boxes = explorer.root.evaluate("root => [...root.querySelectorAll('.cnx-picture')].map(p => [p.scrollWidth, p.clientWidth])")
    assert len(boxes) == 2 and all(inner <= outer for inner, outer in boxes)
    side, grid = (explorer.root.locator(name).bounding_box() for name in (".cnx-norm-side", "[data-role=input-grid]"))
    assert grid["x"] + grid["width"] < side["x"] < explorer.root.bounding_box()["x"] + 800 - side["width"] + 1
    explorer.root.evaluate("root => { root.style.width = ''; }")


def test_fast_presses_all_count(book, explorer):
    explorer.keys("button-next_batch", *["Enter"] * 12)
    book.wait_value("[n.batch, [entry[0] for entry in n.seen]]", [12, list(range(13))])
    layer = nn.BatchNorm2d(4, dtype=torch.float64)
    for i in range(13):
        out = layer(BATCHES[i % 4]).detach()
    wait(explorer, out)
    assert torch.allclose(running(explorer)[1].double(), layer.running_var, atol=1e-4)
    assert explorer.text("batch-note") == "Batch 12. Running statistics of 13 batches."


def test_what_is_copied_says_what_its_names_stand_for(book, explorer):
    book.page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    explorer.role("select-mode").select_option("eval")
    explorer.role("button-next_batch").click()
    explorer.role("button-copy").click()
    lines = book.page.evaluate("window.copied").splitlines()
    assert lines[0] == "# x: batch 1 of the explorer, its .batches[1]" and "running_mean, running_var" in lines[1]
    assert lines[2] == "F.batch_norm(x, running_mean, running_var)" and len(lines) == 3

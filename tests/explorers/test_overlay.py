"""OverlayExplorer: the page's masks and counts against torch and helpers.analysis, Python's side, refusals, static picture."""

import base64
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from javascript import run, source

from helpers import analysis
from helpers.explorers import OverlayExplorer
from helpers.explorers.traits import ESM

PAGE = """
  const values = new Float32Array(bytesOf(c.p).buffer);
  const truth = bytesOf(c.truth);
  return c.thresholds.map((threshold) => {
    const mask = maskOf(values, threshold);
    return { mask: [...mask], regions: countRegions(mask, c.wide), ...compared(mask, truth), strips: stripsOf(mask, c.wide, 3),
             edge: outlineOf(mask, c.wide, 2) };
  });
"""
# values that lie on a threshold: 0.1, 0.3 and 0.7 are no float32 numbers
THRESHOLDS = [0, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1]


def page_module():
    own = (ESM / "overlay_arithmetic.js").read_text(encoding="utf-8")
    return source() + own


def made():
    """Pictures of every kind of side: one pixel, one row, one column, noise, smooth shapes, all or nothing."""
    draw = torch.Generator().manual_seed(0)
    found = []
    for h, w in [(1, 1), (1, 9), (7, 1), (5, 8), (31, 17), (128, 96)]:
        p = torch.rand(h, w, generator=draw).mul(10).round() / 10
        found.append((p, torch.rand(h, w, generator=draw) > 0.6))
        found.append((p, torch.zeros(h, w, dtype=torch.bool)))
    y, x = torch.meshgrid(torch.linspace(-1, 1, 40), torch.linspace(-1, 1, 50), indexing="ij")
    rings = (torch.cos(12 * torch.hypot(x, y)) + 1) / 2
    return [*found, (rings, rings > 0.4), (torch.zeros(3, 4), torch.ones(3, 4).bool())]


def answers_of(module=None):
    explorers = [OverlayExplorer(p, p, truth) for p, truth in made()]
    cases = [{"p": e._probability, "truth": e._truth, "wide": e._size[1], "thresholds": THRESHOLDS} for e in explorers]
    return explorers, run(PAGE, cases, module or page_module())


def painted(path, shape, scale):
    """The pixels that a path of strips covers, each at most once."""
    grid = torch.zeros(shape, dtype=torch.int)
    for x, y, long, tall in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\3z", path):
        assert int(tall) == scale
        grid[int(y) // scale, int(x) // scale : (int(x) + int(long)) // scale] += 1
    return grid


def compare(explorers, answers):
    for explorer, found in zip(explorers, answers, strict=True):
        truth, shape = explorer.truth, tuple(explorer.truth.shape)
        for threshold, seen in zip(THRESHOLDS, found, strict=True):
            explorer.threshold = threshold
            mask = explorer.probability >= threshold
            assert torch.equal(explorer.mask, mask)
            assert seen["mask"] == mask.int().flatten().tolist()
            assert seen["regions"] == explorer.regions == int(analysis.connected_regions(mask).max())
            counts = [int(part.sum()) for part in (mask & truth, truth & ~mask, mask & ~truth)]
            assert [seen[name] for name in ("hits", "missed", "alarms")] == counts
            ratio = lambda part, whole: part / whole if whole else float("nan")  # noqa: E731
            numbers = [ratio(counts[0], sum(counts)), ratio(counts[0], counts[0] + counts[2]), ratio(counts[0], counts[0] + counts[1])]
            assert [explorer.iou, explorer.precision, explorer.recall] == pytest.approx(numbers, nan_ok=True)
            assert explorer.iou == pytest.approx(analysis.iou(mask.long(), truth.long(), 2)[1].item(), nan_ok=True)
            assert torch.equal(painted(seen["strips"], shape, 3), mask.int())
            around = torch.nn.functional.pad(mask.int(), (1, 1, 1, 1))
            sides = {("h", 2 * int(c) - 2, 2 * int(r) - 2) for r, c in (around.diff(dim=0, prepend=around[:1]) != 0).nonzero()}
            sides |= {("v", 2 * int(c) - 2, 2 * int(r) - 2) for r, c in (around.diff(dim=1, prepend=around[:, :1]) != 0).nonzero()}
            drawn = re.findall(r"M(\d+) (\d+)([hv])2", seen["edge"])
            assert len(drawn) == len(sides) and {(way, int(x), int(y)) for x, y, way in drawn} == sides


def test_the_page_equals_torch_and_analysis():
    compare(*answers_of())


MUTANTS = {
    "above, not at": ("value >= Math.fround", "value > Math.fround"),
    "the threshold in double precision": ("Math.fround(threshold)", "threshold"),
    "the left side wraps round": ("if (at % wide) visit", "if (at) visit"),
    "the right side wraps round": ("if ((at + 1) % wide) visit", "if (at + 1 < left.length) visit"),
    "rows do not touch": ("if (at >= wide) visit(at - wide);", ""),
    "corners touch": ("if (at % wide) visit(at - 1);", "if (at % wide) { visit(at - 1); visit(at - 1 - wide); }"),
    "a miss is a false alarm": ("else if (truth[i]) counts.missed", "else if (truth[i]) counts.alarms"),
    "hits are all that is true": ("if (called && truth[i])", "if (truth[i])"),
    "a strip one too short": ("(col - first) * scale", "(col - first - 1) * scale"),
    "the edge of the picture is open": ("row < high && col >= 0", "row < high - 1 && col >= 0"),
    "upright sides forgotten": ("at(row, col - 1)) parts", "at(row, col)) parts"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_in_the_page_is_seen(name):
    right, wrong = MUTANTS[name]
    module = page_module()
    assert module.count(right) == 1, right
    with pytest.raises(AssertionError):
        compare(*answers_of(module.replace(right, wrong)))


def test_shares_are_written_out_and_nothing_has_none():
    assert run("return share(...c)", [[3, 1, 2], [0, 0], [2, 0]], page_module()) == [
        "3 / (3 + 1 + 2) = 0.500",
        "0 / (0 + 0) is not defined",
        "2 / (2 + 0) = 1.000",
    ]


@pytest.fixture
def explorer():
    p = torch.tensor([[0.9, 0.6, 0.1], [0.2, 0.1, 0.7]])
    return OverlayExplorer(torch.rand(2, 3), p, [[1, 0, 0], [0, 0, 1]])


def test_repr_and_page_settings(explorer):
    assert repr(explorer) == "OverlayExplorer: 2×3, threshold 0.5: 3 of 6 pixels, regions 2\nIoU 0.667, precision 0.667, recall 1.000"
    explorer._handle_msg({"content": {"data": {"method": "update", "state": {"threshold": 0.65, "row": 1}}}, "buffers": []})
    assert (explorer.iou, explorer.row, explorer.refusal) == (1.0, 1, "")
    explorer._handle_msg({"content": {"data": {"method": "update", "state": {"threshold": 3}}}, "buffers": []})
    assert explorer.refusal == "threshold must be from 0 to 1, got 3" and explorer._repr_svg_() is None
    assert repr(explorer) == "OverlayExplorer: refused: threshold must be from 0 to 1, got 3"


def test_the_arrays_are_copies_and_come_in_many_forms():
    p = torch.rand(1, 4, 6, dtype=torch.float64, requires_grad=True)
    explorer = OverlayExplorer(np.arange(24, dtype=np.uint8).reshape(4, 6), p, np.ones((4, 6), dtype=bool), threshold=torch.tensor(0.25))
    assert explorer.probability.dtype == torch.float32 and torch.equal(explorer.probability, p[0].detach().float())
    assert (explorer.row, explorer.col) == (2, 3) and explorer.truth.dtype == torch.bool
    with torch.no_grad():
        p.zero_()
    assert explorer.probability.max() > 0
    with pytest.raises(AttributeError):
        explorer.probability = p
    turned = torch.rand(5, 3).T
    raw = base64.b64decode(OverlayExplorer(turned, turned)._probability)
    assert np.array_equal(np.frombuffer(raw, "<f4").reshape(3, 5), turned.numpy())


GRID = torch.rand(4, 5)
REFUSED = {
    "scores": (dict(probability=GRID * 9), "probability must be from 0 to 1, got .* to .*: scores need a sigmoid or a softmax first"),
    "not a number": (dict(probability=GRID / 0 * 0), "probability must hold finite real numbers only"),
    "another shape": (dict(image=torch.zeros(4, 6)), r"image and probability must have the same shape, got \(4, 6\) and \(4, 5\)"),
    "truth of another shape": (dict(truth=torch.zeros(5, 4)), r"image and truth must have the same shape, got \(4, 5\) and \(5, 4\)"),
    "labels for a mask": (dict(truth=torch.full((4, 5), 2)), "truth must be a mask of 0 and 1: of labels take one, such as labels == 1"),
    "a batch": (dict(image=torch.zeros(2, 4, 5)), r"image must have axes h w, sides from 1 to 128, got shape \(2, 4, 5\)"),
    "a large picture": (dict(image=torch.zeros(4, 129)), r"got shape \(4, 129\)"),
    "nothing": (dict(image=torch.zeros(0, 5)), r"got shape \(0, 5\)"),
    "words": (dict(image="cells"), "image must be numbers"),
    "threshold in percent": (dict(threshold=50), "threshold must be from 0 to 1, got 50"),
    "no such row": (dict(row=4), "row must be from 0 to 3, got 4"),
    "opacity": (dict(opacity=-0.1), "opacity must be from 0 to 1, got -0.1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name):
    settings, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        OverlayExplorer(**(dict(image=GRID, probability=GRID) | settings))


def test_without_a_truth_there_is_nothing_to_compare_with():
    explorer = OverlayExplorer(GRID, GRID)
    assert explorer.truth is None and "IoU" not in repr(explorer)
    for name in ("iou", "precision", "recall"):
        with pytest.raises(ValueError, match="give the explorer a truth"):
            getattr(explorer, name)


@pytest.mark.parametrize("threshold", [0, 0.5, 1])
def test_the_static_picture_holds_up_in_the_corners(explorer, threshold):
    for opacity in (0, 1):
        explorer.set(threshold=threshold, opacity=opacity, outline=bool(opacity))
        data, _ = explorer._repr_mimebundle_()
        images = list(ElementTree.fromstring(data["image/svg+xml"]).iter("{http://www.w3.org/2000/svg}image"))
        assert len(images) == 2 + opacity and data["text/plain"] == repr(explorer)

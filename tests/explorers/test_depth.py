"""DepthExplorer from Python: its numbers are the recording's; runs of one's own, refusals, repr, static picture; the page's arithmetic."""

import logging
from itertools import product
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from javascript import run as javascript

from helpers import explorers
from helpers.experiments import recorded
from helpers.explorers.depth_runs import Numbers, percent, said
from helpers.explorers.traits import ESM
from helpers.training import History

DEPTH = recorded("depth")
CURVE = {"train_error": "train_curve", "test_error": "test_curve"}


def toy(*runs):
    """A small recording: runs are (depth, skip, seed, errors in training)."""
    made = [dict(depth=d, skip=skip, seed=seed, epochs=len(errors), train_curve=list(errors)) for d, skip, seed, errors in runs]
    return SimpleNamespace(runs=made, label="recorded 2026-01-01, torch 2.0, a processor")


@pytest.fixture
def explorer():
    return explorers.DepthExplorer(DEPTH)


def page_says(explorer, **state):
    explorer._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})


@pytest.mark.parametrize(("measure", "seed"), list(product(CURVE, ("all", 0, 2))))
def test_its_numbers_are_the_recordings(measure, seed):
    explorer = explorers.DepthExplorer(DEPTH, measure=measure, seed=seed)
    for epoch in (1, 7, 10):
        explorer.epoch = epoch
        assert len(explorer.numbers) == 10
        for depth, skip in product((8, 20, 32, 44, 56), (False, True)):
            runs = DEPTH.where(depth=depth, skip=skip, **({} if seed == "all" else {"seed": seed}))
            errors = [run[CURVE[measure]][epoch - 1] for run in runs]
            numbers = explorer.numbers[f"{'ResNet' if skip else 'plain'}-{depth}"]
            assert numbers == (pytest.approx(np.mean(errors)), min(errors), max(errors), len(errors))
            if epoch == 10:
                assert errors == [run[measure] for run in runs]


def test_depth_and_nets_choose(explorer):
    explorer.set(depth=44, nets="residual")
    assert list(explorer.numbers) == ["ResNet-44"]
    explorer.nets = "both"
    assert list(explorer.numbers) == ["plain-44", "ResNet-44"]
    explorer.set(depth="all", nets="plain")
    assert list(explorer.numbers) == [f"plain-{depth}" for depth in (8, 20, 32, 44, 56)]


def test_a_run_of_ones_own_in_every_form(explorer):
    history = History(name="plain-20, seed 9", train_error=[0.5, 0.25], test_error=[0.6, 0.3])
    explorer.mine = history
    assert explorer.mine is history
    explorer.epoch = 2
    assert explorer.numbers["yours (plain-20, seed 9)"] == (0.25, 0.25, 0.25, 1)
    explorer.measure = "test_error"
    assert explorer.numbers["yours (plain-20, seed 9)"].mean == 0.3
    assert (explorer._mine[0]["depth"], explorer._mine[0]["skip"]) == (20, False)
    for given in ([0.5, 0.125], (0.5, 0.125), np.array([0.5, 0.125]), torch.tensor([0.5, 0.125])):
        explorer.mine = given  # of the measure that is shown
        assert explorer.numbers["yours"].mean == 0.125 and explorer._mine == [
            {"name": "yours", "depth": None, "skip": None, "test_error": [0.5, 0.125]}
        ]
    explorer.measure = "train_error"
    assert "yours" not in explorer.numbers
    explorer.mine = {"ResNet-56": history, "wide": [0.1]}
    assert [(run["name"], run["depth"], run["skip"]) for run in explorer._mine] == [
        ("yours (ResNet-56)", 56, True),
        ("yours (wide)", None, None),
    ]
    explorer.mine = DEPTH.where(depth=56, skip=True)[2]  # as experiments.depth.run gives it
    assert explorer._mine[0]["train_error"] == DEPTH.where(depth=56, skip=True)[2]["train_curve"]
    explorer.mine = None
    assert explorer._mine == [] and len(explorer.numbers) == 10


def test_the_epochs_follow_the_longest_run(explorer):
    assert explorer.epoch == 10
    with pytest.raises(ValueError, match="epoch must be from 1 to 10, got 11"):
        explorer.epoch = 11
    explorer.mine = [0.5] * 14
    explorer.epoch = 14
    assert list(explorer.numbers) == ["yours"]
    explorer.mine = [0.5] * 3
    assert explorer.epoch == 10 and "yours" not in explorer.numbers
    assert explorers.DepthExplorer(DEPTH, [0.5] * 12, epoch=12).epoch == 12


def test_another_recording_of_the_same_shape():
    """As of depth_mnist1d: two depths, three seeds, the net of the quick test once more with fewer epochs, one measure."""
    runs = [(d, skip, seed, (0.8, 0.5 - 0.1 * skip, 0.01 * (d + seed))) for d, skip, seed in product((20, 56), (False, True), (0, 1, 2))]
    explorer = explorers.DepthExplorer(toy((20, True, 0, (0.9,)), *runs, (20, True, 1, (0.9, 0.9))), depth=20)
    assert explorer.numbers == {"plain-20": (pytest.approx(0.21), 0.2, 0.22, 3), "ResNet-20": (pytest.approx(0.21), 0.2, 0.22, 3)}
    assert "12 runs, 20, 56 layers, training error" in repr(explorer)
    with pytest.raises(ValueError, match="measure must be one of train_error, got 'test_error'"):
        explorer.measure = "test_error"
    one = explorers.DepthExplorer(toy((110, True, 3, (0.4,))), [0.2])
    assert one.numbers == {"ResNet-110": (0.4, 0.4, 0.4, 1), "yours": (0.2, 0.2, 0.2, 1)} and one._repr_svg_()


REFUSED = {
    "a depth not recorded": (dict(depth=50), "depth must be one of all, 8, 20, 32, 44, 56, got 50"),
    "depth True": (dict(depth=True), "depth must be one of .*True"),
    "a seed not recorded": (dict(seed=7), "seed must be one of all, 0, 1, 2, 3, 4, got 7"),
    "unknown nets": (dict(nets="ResNet"), "nets must be one of both, plain, residual, got 'ResNet'"),
    "unknown measure": (dict(measure="loss"), "measure must be one of train_error, test_error, got 'loss'"),
    "unknown spread": (dict(spread="box"), "spread must be one of lines, band, got 'box'"),
    "epoch 0": (dict(epoch=0), "epoch must be from 1 to 10, got 0"),
    "half an epoch": (dict(epoch=1.5), "whole number, got 1.5"),
    "percent": (dict(mine=[78.0, 12.0]), "mine must hold errors as shares from 0 to 1, got 78"),
    "not a number": (dict(mine=[0.5, float("nan")]), "shares from 0 to 1, got nan"),
    "a number": (dict(mine=0.5), "mine must be a History or a list of numbers, got 0.5"),
    "words": (dict(mine={"net": "high"}), "mine 'net' must be a History or a list of numbers, got 'high'"),
    "nothing": (dict(mine=History()), "mine must hold the error of at least one epoch"),
    "too many": (dict(mine={str(i): [0.5] for i in range(5)}), "mine must be at most 4 runs, got 5"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words_and_nothing_changes(name, explorer):
    settings, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        explorers.DepthExplorer(DEPTH, **settings)
    explorer.mine = [0.5, 0.4]
    before = repr(explorer), explorer._mine
    with pytest.raises(ValueError, match=words):
        for key, value in settings.items():
            setattr(explorer, key, value)
    assert (repr(explorer), explorer._mine) == before
    with pytest.raises(ValueError, match="unknown settings: width"):
        explorer.set(width=1)


def test_recordings_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="no skip: depth, seed"):
        explorers.DepthExplorer(SimpleNamespace(runs=[{"depth": 8, "seed": 0}], label=""))
    with pytest.raises(ValueError, match="train_curve or a test_curve"):
        explorers.DepthExplorer(SimpleNamespace(runs=[{"depth": 8, "skip": True, "seed": 0}], label=""))
    with pytest.raises(ValueError, match="no runs"):
        explorers.DepthExplorer(toy())


def test_repr_repeats_and_says_what_is_recorded(explorer):
    explorer.set(depth=56, epoch=7)
    explorer.mine = {"plain-56": [0.9] * 6 + [0.773]}
    text = repr(explorer)
    twin = explorers.DepthExplorer(DEPTH, explorer.mine, depth=56, epoch=7)
    assert repr(twin) == text and twin._repr_svg_() == explorer._repr_svg_() and " at 0x" not in text
    plain = [run["train_curve"][6] for run in DEPTH.where(depth=56, skip=False)]
    mean, low, high = (f"{100 * v:.0f}" for v in (np.mean(plain), min(plain), max(plain)))
    assert f"epoch 7: plain-56 {mean} % ({low} to {high}), ResNet-56" in text and "yours (plain-56) 77 %" in text
    assert text.endswith(DEPTH.label)


def test_mime_bundle_has_text_picture_and_widget(explorer):
    for mine, depth in ((None, "all"), ({"plain-14": [0.5] * 12, "x & <y>": [1.0]}, 56)):
        explorer.set(depth=depth)
        explorer.mine = mine
        data, _ = explorer._repr_mimebundle_()
        assert data["text/plain"] == repr(explorer)
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
        picture = ElementTree.fromstring(data["image/svg+xml"])
        shown = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
        assert picture.get("role") == "img" and picture.get("aria-label") == ". ".join(explorer._said()) and DEPTH.label in shown
        assert shown.count("★") == len(explorer._mine) and len(data["image/svg+xml"]) < 60_000


def test_the_module_is_small_and_has_no_import(explorer):
    assert len(explorer._esm.encode()) < 48_000
    assert "\nimport " not in explorer._esm and "\nexport function" not in explorer._esm and explorer._esm.count("export default") == 1


def test_every_corner_from_the_page_raises_nothing(caplog, explorer):
    explorer.mine = {"ResNet-14": [0.5] * 12, "short": [0.4]}
    with caplog.at_level(logging.WARNING):
        for depth, nets, seed, measure, spread, epoch in product(
            ("all", 8, 56), ("both", "plain", "residual"), ("all", 0, 4), CURVE, ("lines", "band"), (1, 12)
        ):
            page_says(explorer, depth=depth, nets=nets, seed=seed, measure=measure, spread=spread, epoch=epoch)
            assert not explorer.refusal and repr(explorer).count("\n") == 2
            assert all(0 <= n.low <= n.mean + 1e-12 and n.mean <= n.high + 1e-12 for n in explorer.numbers.values())
        assert explorer._repr_mimebundle_()
    assert not caplog.records


# ---- the page's arithmetic ----


@pytest.fixture(scope="module")
def module():
    return (ESM / "depth_arithmetic.js").read_text(encoding="utf-8")


def test_the_page_writes_percents_as_python_does(module):
    errors = [i / 1437 for i in range(1438)] + [i / 10_000 for i in range(0, 10_001, 7)] + [0.0005, 0.0995, 0.09949, 0.125, 0.0125, 0.995]
    assert javascript("return percent(c);", errors, module) == [percent(e) for e in errors]
    assert all(abs(float(percent(e)) - 100 * e) <= (0.05 if 100 * e < 9.95 else 0.5) + 1e-6 for e in errors)


def test_the_page_sums_up_seeds_as_python_does(module, explorer):
    cases, wanted = [], []
    for measure, epoch in product(CURVE, (1, 5, 10, 11)):
        explorer.set(measure=measure, epoch=min(epoch, 10))
        for depth, skip in product((8, 20, 32, 44, 56), (False, True)):
            cases.append([[run[CURVE[measure]] for run in DEPTH.where(depth=depth, skip=skip)], epoch])
            numbers = explorer.numbers[f"{'ResNet' if skip else 'plain'}-{depth}"]
            wanted.append(said(Numbers(*numbers)) if epoch < 11 else "–")
    assert javascript("return said(numbersOf(...c));", cases, module) == wanted


def test_the_axis_holds_every_error(module):
    tops = [0.0, 0.03, 0.1, 0.101, 0.3, 0.31, 0.5, 0.7, 0.9, 0.93, 1.0]
    for largest, axis in zip(tops, javascript("return errorAxis([0, c]);", tops, module), strict=True):
        assert max(largest, 0.1) <= axis["top"] + 1e-9 and axis["top"] - largest <= 0.1 + 1e-9
        assert axis["lines"][0] == 0 and 3 <= len(axis["lines"]) <= 6 and axis["lines"][-1] <= axis["top"] + 1e-9

"""NormalizationExplorer from Python: settings, refusals, running statistics, repr, static picture; and what the page sends."""

import logging
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from torch import nn

from helpers import explorers
from helpers.explorers.normalization_traits import DEFAULT_X

NORMS = ("batch", "layer", "layer_channels", "instance", "group", "rms")


@pytest.fixture
def explorer():
    return explorers.NormalizationExplorer()


def page_says(explorer, **state):
    explorer._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})


def test_it_goes_along_with_torchs_layer_batch_by_batch():
    explorer = explorers.NormalizationExplorer(momentum=0.3, eps=0.01)
    layer = nn.BatchNorm2d(4, momentum=0.3, eps=0.01)
    for number in range(10):  # the sequence of 8 starts again
        assert explorer.batch == number and torch.equal(explorer.input, explorer.batches[number % 8])
        torch.testing.assert_close(explorer.output, layer(explorer.input).detach())
        torch.testing.assert_close(explorer.running_mean, layer.running_mean)
        torch.testing.assert_close(explorer.running_var, layer.running_var)
        explorer.next_batch()
    layer(explorer.input)
    explorer.training = False
    explorer.next_batch()
    layer.eval()
    torch.testing.assert_close(explorer.output, layer(explorer.input))
    explorer.set(batch_of_one=True, one_pixel=True)
    torch.testing.assert_close(explorer.output, layer(explorer.batches[explorer.batch % 8][:1, :, :1, :1]))
    torch.testing.assert_close(explorer.running_mean, layer.running_mean)
    explorer.reset()
    assert explorer.running_mean.tolist() == [0] * 4 and explorer.running_var.tolist() == [1] * 4 and explorer.seen == []


def test_a_batch_that_is_shown_in_training_mode_counts_once(explorer):
    assert explorer.seen == [[0, 0, 0]]
    explorer.training = False
    explorer.training = True
    explorer.eps = 0.1
    assert explorer.seen == [[0, 0, 0]]
    explorer.batch_of_one = True
    assert explorer.seen == [[0, 1, 0]]
    torch.testing.assert_close(explorer.running_mean, 0.1 * DEFAULT_X[0].mean((1, 2)))
    explorer.set(batch=2, batch_of_one=False)
    explorer.set(training=False, batch=5)
    explorer.training = True
    assert explorer.seen == [[0, 1, 0], [2, 0, 0], [5, 0, 0]]
    explorer.reset()
    assert (explorer.batch, explorer.seen) == (0, [[0, 0, 0]])
    assert explorers.NormalizationExplorer(training=False).seen == []


def test_only_batch_norm_keeps_running_statistics(explorer):
    for norm in NORMS[1:]:
        explorer.norm = norm
        explorer.training = True
        train = explorer.output
        explorer.training = False
        assert explorer.running_mean is explorer.running_var is None and torch.equal(explorer.output, train)
    explorer.norm = "batch"
    assert explorer.running_mean is not None


def test_instance_norm_is_batch_norm_of_one_example(explorer):
    explorer.batch_of_one = True
    one = explorer.output
    explorer.norm = "instance"
    torch.testing.assert_close(explorer.output, one)
    assert tuple(one.shape) == (1, 4, 2, 3)


@pytest.mark.parametrize("norm", NORMS)
def test_shared_cells_are_those_whose_change_moves_the_output(norm):
    explorer = explorers.NormalizationExplorer(DEFAULT_X.double() + torch.rand(3, 4, 2, 3, dtype=torch.float64), norm=norm)
    for cell in [(0, 0, 0, 0), (2, 3, 1, 2), (1, 2, 0, 1)]:
        x = explorer.input.clone().requires_grad_()
        layer = {
            "batch": nn.BatchNorm2d(4),
            "layer": nn.LayerNorm([4, 2, 3]),
            "layer_channels": nn.LayerNorm(4),
            "instance": nn.InstanceNorm2d(4),
            "group": nn.GroupNorm(2, 4),
            "rms": nn.RMSNorm([4, 2, 3]),
        }[norm].double()
        y = layer(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) if norm == "layer_channels" else layer(x)
        (gradient,) = torch.autograd.grad(y[cell], x)
        assert torch.equal(explorer.shared(cell), gradient != 0)
    explorer.cell = cell
    assert torch.equal(explorer.shared(), explorer.shared(cell))


def test_given_batches_are_taken_and_drawn_ones_repeat():
    given = np.arange(2 * 2 * 3 * 2 * 2, dtype=np.int16).reshape(2, 2, 3, 2, 2)
    explorer = explorers.NormalizationExplorer(batches=given, groups=3)
    assert explorer.batches.dtype == torch.float32 and explorer.batches.tolist() == given.tolist()
    explorer = explorers.NormalizationExplorer(given[1], batches=list(given))
    assert len(explorer.batches) == 3 and explorer.x.tolist() == given[1].tolist()
    first, again, other = (explorers.NormalizationExplorer(seed=seed).batches for seed in (0, 0, 1))
    assert torch.equal(first, again) and not torch.equal(first, other) and torch.equal(first, first.round())
    many = explorers.NormalizationExplorer(DEFAULT_X + 0.25, batches=64).batches
    assert torch.allclose(many.mean((0, 1, 3, 4)), (DEFAULT_X + 0.25).mean((0, 2, 3)), atol=0.2)


def test_a_new_tensor_starts_anew(explorer):
    explorer.cell = (2, 3, 1, 2)
    explorer.batch = 3
    tensor = torch.rand(2, 3, 2, 2, dtype=torch.float64, requires_grad=True)
    explorer.x = tensor
    assert (explorer.batch, explorer.seen, explorer.cell) == (0, [[0, 0, 0]], (1, 2, 1, 1))
    torch.testing.assert_close(explorer.output, nn.BatchNorm2d(3, dtype=torch.float64)(tensor).detach())
    assert not explorer.x.requires_grad and len(explorer.batches) == 8
    explorer.set(x=torch.ones(2, 6, 1, 1), norm="group", groups=3, batch=1)
    assert (explorer.batch, tuple(explorer.output.shape), explorer.seen) == (1, (2, 6, 1, 1), [[0, 0, 0], [1, 0, 0]])
    explorer.batches = 3
    assert len(explorer.batches) == 3 and explorer.x.tolist() == torch.ones(2, 6, 1, 1).tolist()


REFUSED = {
    "unknown norm": (dict(norm="weight"), "norm must be one of batch, layer,.*'weight'"),
    "groups that do not divide": (dict(norm="group", groups=3), r"num_channels \(4\) must be divisible by num_groups \(3\)"),
    "no groups": (dict(norm="group", groups=0), "groups must be from 1 to 4, got 0"),
    "more groups than channels": (dict(norm="group", groups=5), "groups must be from 1 to 4, got 5"),
    "one value per channel": (
        dict(batch_of_one=True, one_pixel=True),
        r"more than 1 value per channel when training, got input size \[1, 4, 1, 1\]",
    ),
    "one pixel in instance norm": (dict(norm="instance", one_pixel=True), "more than 1 spatial element"),
    "also in eval": (dict(norm="instance", one_pixel=True, training=False), "more than 1 spatial element"),
    "eps 0": (dict(eps=0), "eps must be greater than 0, got 0"),
    "momentum 2": (dict(momentum=2), "momentum must be from 0 to 1, got 2"),
    "momentum None": (dict(momentum=None), "momentum must be one number, got None"),
    "cell outside": (dict(cell=(3, 0, 0, 0)), r"cell \(3, 0, 0, 0\) lies outside the input of shape \(3, 4, 2, 3\)"),
    "cell of three": (dict(cell=(0, 0, 0)), "four whole numbers"),
    "negative batch": (dict(batch=-1), "batch must be from 0 to 9999, got -1"),
    "half a group": (dict(groups=1.5), "whole number, got 1.5"),
    "a keyword": (dict(name="for"), "name of a variable"),
    "too few axes": (dict(x=torch.ones(3, 4)), r"must have 4 axes .*got 2: shape \(3, 4\)"),
    "a photograph": (dict(x=torch.ones(1, 3, 32, 32)), r"must be small.*got shape \(1, 3, 32, 32\)"),
    "too wide": (dict(x=torch.ones(1, 8, 2, 4)), "24 columns"),
    "nothing": (dict(x=torch.ones(0, 3, 2, 2)), r"got shape \(0, 3, 2, 2\)"),
    "not a number": (dict(x=torch.full((1, 1, 1, 2), float("nan"))), "finite"),
    "complex": (dict(x=torch.ones(1, 1, 1, 2) * 1j), "real numbers"),
    "words": (dict(x="abc"), "numbers in 4 axes"),
    "batches of two shapes": (dict(batches=[torch.ones(1, 1, 1, 2), torch.ones(1, 1, 2, 2)]), "of one shape"),
    "no batches": (dict(batches=0), "batches must be from 1 to 64, got 0"),
    "batches in words": (dict(batches="many"), "'many'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words_and_nothing_changes(name):
    settings, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        explorers.NormalizationExplorer(**settings)
    explorer = explorers.NormalizationExplorer(batch=2)
    before = repr(explorer), explorer.seen, explorer.batches.tolist()
    with pytest.raises(ValueError, match=words):
        explorer.set(**settings)
    assert (repr(explorer), explorer.seen, explorer.batches.tolist()) == before
    with pytest.raises(ValueError, match="unknown settings: weight"):
        explorer.set(weight=1)


def test_repr_repeats_and_carries_shapes_and_a_worked_cell(explorer):
    for norm in NORMS:
        explorer.norm = norm
        text = repr(explorer)
        twin = explorers.NormalizationExplorer(norm=norm)
        assert text == repr(twin) and explorer._repr_svg_() == twin._repr_svg_()
        assert " at 0x" not in text and "input 3×4×2×3 → output 3×4×2×3" in text and "output[0, 0, 0, 0] = " in text
        assert text.splitlines()[-1] == explorer.torch_line


def test_the_readers_name_stands_in_the_line():
    maps = DEFAULT_X
    for explorer in (
        explorers.NormalizationExplorer(maps, "group", name="maps"),
        explorers.NormalizationExplorer(maps, "layer_channels", eps=0.1, name="maps", batch_of_one=True),
        explorers.NormalizationExplorer(maps, "rms", name="maps", one_pixel=True),
    ):
        assert "maps" in explorer.torch_line
        torch.testing.assert_close(eval(explorer.torch_line), explorer.output)


def test_mime_bundle_has_text_picture_and_widget(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == repr(explorer)
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    picture = ElementTree.fromstring(data["image/svg+xml"])
    shown = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert picture.get("role") == "img" and picture.get("aria-label") and "input" in shown and "−1.46" in shown
    assert len(data["image/svg+xml"]) < 60_000


def test_the_module_is_small_and_has_no_import(explorer):
    assert len(explorer._esm.encode()) < 48_000
    assert "\nimport " not in explorer._esm and "\nexport function" not in explorer._esm and explorer._esm.count("export default") == 1


def test_numbers_of_the_page_are_kept_until_a_setting_changes(explorer):
    settings = {name: getattr(explorer, name) for name in explorers.normalization.SETTINGS}
    page_says(explorer, _page={"of": settings | {"seen": [[0, 0, 0]], "revision": 0}, "output": (DEFAULT_X + 1).tolist()})
    assert torch.equal(explorer.page_output, DEFAULT_X + 1)
    explorer.momentum = 0.5
    assert explorer.page_output is None
    explorer.momentum = 0.1
    explorer.next_batch()
    assert explorer.page_output is None


def test_every_corner_from_the_page_raises_nothing(caplog):
    explorer = explorers.NormalizationExplorer()
    switches = [(False, True)] * 3
    refused = 0
    with caplog.at_level(logging.WARNING):
        for norm, groups, training, one, pixel in product(NORMS, (1, 3, 4), *switches):
            page_says(
                explorer,
                **dict(norm=norm, groups=groups, training=training, batch_of_one=one, one_pixel=pixel),
                **dict(eps=1, momentum=1, batch=11, cell=[2, 3, 1, 2], seen=[[11, int(one), int(pixel)]]),
            )
            repr(explorer)
            explorer._repr_mimebundle_()
            refused += bool(explorer.refusal)
            assert explorer.refusal or explorer.output.numel()
            if explorer.refusal:
                with pytest.raises(ValueError, match=r"\d"):
                    explorer.output  # noqa: B018
    assert not caplog.records and refused == 3 + 12 + 8 + 2, refused


def test_in_eval_nothing_is_averaged_and_no_step_is_shown():
    explorer = explorers.NormalizationExplorer(norm="batch")
    assert "batch 0: running mean[0] = " in repr(explorer)
    explorer.training = False
    assert "running mean[0] = " not in repr(explorer) and "The coloured cells are not averaged again." in repr(explorer)

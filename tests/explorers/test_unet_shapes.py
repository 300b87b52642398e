"""UNetShapes: the page's arithmetic against geometry over every size, Python's side, refusals, words, static picture."""

import re
from itertools import product
from xml.etree import ElementTree

import pytest
import torch
from javascript import run, source

from helpers.explorers import UNetShapes
from helpers.explorers.traits import ESM
from helpers.geometry import unet_input_size, unet_sizes
from helpers.models import UNet

SIZES = range(1, 601)
CASES = [{"depth": depth, "padding": padding, "sizes": [SIZES[0], SIZES[-1]]} for depth, padding in product(range(1, 6), ("valid", "same"))]
PAGE = """
  const found = [];
  for (let size = c.sizes[0]; size <= c.sizes[1]; size++) {
    const why = unetRefusal(size, c.depth, c.padding);
    const { stages } = unetWalk(size, c.depth, c.padding);
    found.push({ why, walk: why ? null : stages.map((s) => [s.name, s.in, s.out, s.link]), near: neighbours(size, c.depth, c.padding) });
  }
  return found;
"""


def page_module():
    own = (ESM / "unet_arithmetic.js").read_text(encoding="utf-8")
    return source() + own


def compare(answers):
    fitting = refused = 0
    for case, found in zip(CASES, answers, strict=True):
        depth, padding = case["depth"], case["padding"]
        fits = [size for size, answer in zip(SIZES, found, strict=True) if not answer["why"]]
        for size, answer in zip(SIZES, found, strict=True):
            try:
                assert [tuple(stage) for stage in unet_sizes(size, depth, padding)] == [tuple(stage) for stage in answer["walk"] or []]
                fitting += 1
            except ValueError as error:
                assert answer["why"] == str(error)
                refused += 1
            below, above = answer["near"]
            assert below == max((n for n in fits if n < size), default=None)
            assert above == min((n for n in fits if n > size), default=above) and above > size
            assert not unet_refusal(above, depth, padding)
    return fitting, refused


def unet_refusal(size, depth, padding):
    try:
        unet_sizes(size, depth, padding)
    except ValueError as error:
        return str(error)
    return ""


def test_the_page_equals_geometry_over_every_size_depth_and_padding():
    fitting, refused = compare(run(PAGE, CASES, page_module()))
    assert fitting > 1000 and refused > 4000, (fitting, refused)


MUTANTS = {
    "one convolution": ('padding === "valid" ? 4 : 0;\n  const [stages', 'padding === "valid" ? 2 : 0;\n  const [stages'),
    "the pool rounds": ("out < 2 || out % 2", "out < 2"),
    "a map of nothing is halved": ("out < 2 || out % 2", "out % 2"),
    "links in the wrong order": ("links.pop()", "links.shift()"),
    "no step up": ("now = 2 * out", "now = out"),
    "the last map may be empty": ('out > 0 ? ""', 'out > -9 ? ""'),
    "smallest of depth 1": ("depth > 1 ? 4 : 3", "depth > 1 ? 4 : 4"),
    "smallest of deeper ones": ("depth > 1 ? 4 : 3", "3"),
    "steps too short": ("2 ** depth];\n", "2 ** (depth - 1)];\n"),
    "the size itself is its neighbour": ("Math.floor(steps) + 1", "Math.ceil(steps)"),
    "below is the size itself": ("Math.ceil(steps) - 1", "Math.floor(steps)"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_in_the_page_is_seen(name):
    right, wrong = MUTANTS[name]
    module = page_module()
    assert module.count(right) == 1, right
    with pytest.raises(AssertionError):
        compare(run(PAGE, CASES, module.replace(right, wrong)))


@pytest.mark.parametrize(("size", "depth", "padding"), [(92, 3, "valid"), (30, 1, "valid"), (48, 4, "same"), (36, 2, "same")])
def test_the_written_arithmetic_is_that_of_the_network(size, depth, padding):
    shapes = UNetShapes(size, depth, padding, width=4)
    net = UNet(base_channels=4, depth=depth, padding=padding)
    seen = []
    for stage in [*net.encoder, net.bottom, *net.decoder]:
        stage.register_forward_hook(lambda module, args, out: seen.append((*args[0].shape[1:3], *out.shape[1:3])))
    out = eval(shapes.torch_line, {"UNet": lambda **settings: net, "torch": torch})
    assert tuple(out[2:]) == (shapes.output_size,) * 2
    assert [(size_in, size_out) for _, size_in, _, size_out in seen] == [(s.size_in, s.size_out) for s in shapes.sizes]
    assert [channels for *_, channels, _ in seen] == shapes.channels
    walk = "const { stages } = unetWalk(c.size, c.depth, c.padding); "
    case = dict(size=size, depth=depth, padding=padding)
    body = "return [stages.map((_, i) => stageWords(stages, i, c.padding, 4)), unetLine(c.size, c.depth, c.padding, 4)]"
    words, line = run(walk + body, [case], page_module())[0]
    assert line == shapes.torch_line
    for said, (channels_in, size_in, channels, size_out) in zip(words, seen, strict=True):
        for left, right in re.findall(r"([\d−·/ ]+) = (\d+)", said):
            assert eval(left.replace("−", "-").replace("·", "*")) == int(right), said
        assert f"{channels} channels" in said and f"{size_in}" in said and f"{size_out}" in said
        assert not said.startswith("up") or f": {channels_in} channels; two" in said


def test_sizes_are_geometrys_and_settings_go_together():
    shapes = UNetShapes()
    assert repr(shapes).startswith("UNetShapes: size 572, depth 4, padding valid, width 64 → output 388\ndown 1 572 → 568, ")
    shapes.stage = 8
    shapes.set(size=unet_input_size(65, 3, "same"), depth=3, padding="same", width=torch.tensor(16))
    assert (shapes.size, shapes.width, shapes.stage, shapes.output_size, shapes.crops) == (72, 16, 6, 72, [0, 0, 0])
    assert shapes.sizes == unet_sizes(72, 3, "same") and shapes.channels == [16, 32, 64, 128, 64, 32, 16]


REFUSED = {
    "the nearest sizes": (dict(size=573), r"pool 1 would halve a map of 569; the nearest sizes that fit are 572 and 588"),
    "the smallest size": (dict(size=100), "the smallest is 188"),
    "no pools": (dict(depth=0), "depth must be from 1 to 5, got 0"),
    "unknown padding": (dict(padding="full"), "padding of a U-Net must be 'valid' or 'same', got 'full'"),
    "padding of numbers": (dict(padding=1), "padding"),
    "half a pixel": (dict(size=572.5), "size must be a whole number, got 572.5"),
    "a size too large": (dict(size=5000), "size must be from 1 to 4096, got 5000"),
    "no channels": (dict(width=0), "width must be from 1 to 256, got 0"),
    "no such stage": (dict(stage=9), "stage must be from 0 to 8, got 9"),
    "unknown setting": (dict(channels=3), "unknown settings: channels; known: size, depth, padding, width, stage"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words_and_nothing_changes(name):
    settings, words = REFUSED[name]
    shapes = UNetShapes()
    before = repr(shapes)
    with pytest.raises(ValueError, match=words):
        shapes.set(**settings)
    assert repr(shapes) == before
    if name not in ("unknown setting",):
        with pytest.raises(ValueError, match=words):
            UNetShapes(**settings)


def test_what_the_page_refuses_reaches_python_as_a_refusal():
    shapes = UNetShapes()
    shapes._handle_msg({"content": {"data": {"method": "update", "state": {"size": 574}}}, "buffers": []})
    assert shapes.size == 574 and "the nearest sizes that fit are 572 and 588" in shapes.refusal
    assert repr(shapes).startswith("UNetShapes: refused: size 574") and shapes._repr_svg_() is None
    with pytest.raises(ValueError, match="572 and 588"):
        _ = shapes.sizes
    shapes.size = 588
    assert shapes.refusal == "" and shapes.output_size == 404


@pytest.mark.parametrize(("depth", "padding"), list(product((1, 3, 5), ("valid", "same"))))
def test_the_static_picture_names_every_size(depth, padding):
    shapes = UNetShapes(unet_input_size(33, depth, padding), depth, padding, width=256)
    data, _ = shapes._repr_mimebundle_()
    root = ElementTree.fromstring(data["image/svg+xml"])
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    for stage, crop in zip(shapes.sizes[:depth:-1], shapes.crops, strict=True):
        assert f"{stage.size_in}² → {stage.size_out}²" in texts
        assert any(text.startswith(f"{stage.link}²") and (f": {crop} pixels off" in text if crop else "whole" in text) for text in texts)
    assert data["text/plain"] == repr(shapes)

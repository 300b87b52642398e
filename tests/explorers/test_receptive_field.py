"""The receptive field explorer: the page's arithmetic against geometry and gradients, Python's side, refusals, words."""

import base64
import io
import logging
import random
import re
from itertools import pairwise, product
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from javascript import run, source
from PIL import Image
from torch import nn

from helpers import analysis
from helpers.explorers import ReceptiveFieldExplorer as Explorer
from helpers.explorers.field_picture import opacity, png
from helpers.explorers.field_stack import Layer, as_layers, rule_lines, stack_refusal, torch_line
from helpers.explorers.traits import ESM
from helpers.geometry import ReceptiveField, Window, receptive_field

SIZE = (13, 9)
PAGE = """
  const why = stackRefusal(c.layers, c.size);
  const line = stackLine(c.layers);
  if (why) return { why, line };
  const fields = fieldsOf(c.layers, c.size);
  const { map, ...field } = fields[fields.length - 1];
  const sizes = (axis) => fields.map((f) => f.map[axis]);
  const all = map.map((n, axis) => pixelsRead(c.layers, sizes(axis), Array.from({ length: n }, (_, i) => i)));
  const picked = c.units.map((unit) => unit.map((share, a) => Math.round(share * (map[a] - 1))));
  return {
    why, line, map, field, all, missing: all.map((read, a) => gaps(read, 0, c.size[a] - 1)),
    units: picked.map((unit) => ({
      unit, box: unit.map((u) => boxOf(field, u)), read: unit.map((u, a) => pixelsRead(c.layers, sizes(a), [u])),
      again: unit.map((u, a) => nearestUnit(field, map[a], centreOf(field, u))),
    })),
    rules: c.layers.map((layer, i) => ruleLines(layer, fields[i])),
  };
"""


def page_module():
    field = (ESM / "field_arithmetic.js").read_text(encoding="utf-8")
    return source() + re.sub(r"^import [^;]*;\n", "", field, flags=re.MULTILINE)


def stacks():
    """Every single layer over kernel × stride × padding × dilation, then two to five of them at random."""
    conv = [("conv", *numbers) for numbers in product((1, 2, 3, 5), (1, 2, 3), (0, 1, 3), (1, 2, 3))]
    pool = [("pool", kernel, stride, padding, 1) for kernel, stride, padding in product((1, 2, 3, 5), (1, 2, 3), (0, 1, 2))]
    pick = random.Random(0)
    small = [layer for layer in conv + pool if layer[1] <= 3]
    deep = [[pick.choice(small) for _ in range(depth)] for depth in (2, 3, 4, 5) for _ in range(90)]
    return [as_layers([layer]) for layer in conv + pool] + [as_layers(stack) for stack in deep]


UNITS = [(0, 0), (1, 1), (0.5, 0.5), (0, 1)]


def built(layers):
    modules = []
    for kind, kernel, stride, padding, dilation in layers:
        if kind == "pool":
            modules.append(nn.AvgPool2d(kernel, stride, padding))
        else:
            modules.append(nn.Conv2d(1, 1, kernel, stride, padding, dilation, bias=False, dtype=torch.float64))
            nn.init.ones_(modules[-1].weight)
    return nn.Sequential(*modules)


@pytest.fixture(scope="module")
def truth():
    """Of each stack: torch's refusal, or its map and the support of the gradient of each chosen unit and of all together."""
    found = []
    for layers in stacks():
        x = torch.zeros(1, 1, *SIZE, dtype=torch.float64, requires_grad=True)
        try:
            y = built(layers)(x)[0, 0]
        except RuntimeError as error:
            found.append((layers, str(error), None, None, None))
            continue
        support = lambda value, x=x: torch.autograd.grad(value, x, retain_graph=True)[0][0, 0] != 0  # noqa: E731
        units = [tuple(int(share * (n - 1) + 0.5) for share, n in zip(unit, y.shape, strict=True)) for unit in UNITS]
        found.append((layers, "", tuple(y.shape), {unit: support(y[unit]) for unit in units}, support(y.sum())))
    return found


def answers_of(module=None):
    cases = [{"layers": [layer._asdict() for layer in layers], "size": SIZE, "units": UNITS} for layers in stacks()]
    return run(PAGE, cases, module or page_module())


def outer(rows, cols):
    grid = torch.zeros(SIZE, dtype=torch.bool)
    grid[torch.tensor(rows, dtype=torch.long)[:, None], torch.tensor(cols, dtype=torch.long)] = True
    return grid


def compare(answers, truth):
    refused = computed = 0
    for answer, (layers, why, shape, supports, whole) in zip(answers, truth, strict=True):
        assert bool(answer["why"]) == bool(why), (layers, answer["why"], why)
        assert answer["why"] == stack_refusal(layers, SIZE) and answer["line"] == torch_line(layers)
        if why:
            core = re.search(r"greater than actual input size|at most half of effective kernel size|Output size is too small", why)
            assert core and core[0] in answer["why"], (why, answer["why"])
            refused += 1
            continue
        field = receptive_field([layer[1:] for layer in layers])
        assert tuple(answer["map"]) == shape and ReceptiveField(**answer["field"]) == field, layers
        assert torch.equal(outer(*answer["all"]), whole), layers
        for axis, (read, runs) in enumerate(zip(answer["all"], answer["missing"], strict=True)):
            missing = [at for first, last in runs for at in range(first, last + 1)]
            assert sorted(missing + read) == list(range(SIZE[axis]))
            assert all(after[0] > before[1] + 1 for before, after in pairwise(runs))
        for seen in answer["units"]:
            unit = tuple(seen["unit"])
            assert torch.equal(outer(*seen["read"]), supports[unit]), (layers, unit)
            for at, (first, last), read in zip(unit, seen["box"], seen["read"], strict=True):
                assert range(first, last + 1) == field.pixels(at)
                assert all(first <= pixel <= last for pixel in read)
            assert tuple(seen["again"]) == unit
        before, size = ReceptiveField(1, 1, 0), SIZE[0]
        for layer, lines in zip(layers, answer["rules"], strict=True):
            assert lines == rule_lines(layer, before, size)
            size = int(lines[3].split("= ")[-1])
            before = ReceptiveField(*(int(line.split("= ")[-1].replace("−", "-")) for line in lines[:3]))
        assert before == field
        computed += 1
    return computed, refused


def test_the_page_equals_geometry_and_the_support_of_torchs_gradient(truth):
    computed, refused = compare(answers_of(), truth)
    assert computed > 250 and refused > 60, (computed, refused)


MUTANTS = {
    "dilation forgotten": ("size + dilation * (kernel - 1) * jump", "size + (kernel - 1) * jump"),
    "jump of the new layer": ("size + dilation * (kernel - 1) * jump, jump", "size + dilation * (kernel - 1) * jump * stride, jump"),
    "start forgets the jump": ("start - padding * jump", "start - padding"),
    "start goes inwards": ("start - padding * jump", "start + padding * jump"),
    "stride added": ("jump: jump * stride", "jump: jump + stride - 1"),
    "the box one too long": ("first + size - 1]", "first + size]"),
    "padding of maps is read": ("at >= 0 && at < sizes[place]", "at >= 0"),
    "taps without dilation": ("unit * stride - padding + tap * dilation", "unit * stride - padding + tap"),
    "the last run lost": ("last[1] === at - 1", "last[1] === at"),
    "pool's padding unchecked": ("2 * padding > kernel", "padding > kernel"),
    "centre off by half": ("start + unit * jump + (size - 1) / 2", "start + unit * jump + size"),
    "pool's stride shown as a convolution's": ('["stride", stride, kind === "pool" ? kernel : 1]', '["stride", stride, 1]'),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_changed_line_of_the_page_is_noticed(name, truth):
    old, new = MUTANTS[name]
    text = page_module()
    assert text.count(old) == 1, f"{name}: {old!r} stands {text.count(old)} times"
    with pytest.raises((AssertionError, IndexError)):
        compare(answers_of(text.replace(old, new)), truth)


# ---- Python ----

PICTURE = torch.rand(20, 26, generator=torch.Generator().manual_seed(3))
NET = nn.Sequential(
    nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3, padding=2, dilation=2),
    nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 2),
)  # fmt: skip
MAKERS = {
    "stack": lambda: Explorer([3, (3, 2, 1), ("pool", 2)], PICTURE),
    "plain": lambda: Explorer(),
    "random": lambda: Explorer([5, (3, 1, 2, 2)], PICTURE, weights="random", seed=4),
    "effective": lambda: Explorer([5, 3, 3], PICTURE, effective=True),
    "model": lambda: Explorer(model=NET, picture=PICTURE, layer=5),
}


@pytest.fixture(params=MAKERS)
def explorer(request):
    return MAKERS[request.param]()


@pytest.mark.parametrize("weights", ["constant", "random"])
@pytest.mark.parametrize("layers", [[3], [(3, 2, 1), ("pool", 2)], [(3, 1, 2, 2)] * 3, [("pool", 3, 1, 1), (2, 3), 3], [3, 3, 3, 3, 3]])
def test_a_stacks_gradient_and_output_equal_torch(layers, weights):
    explorer = Explorer(layers, PICTURE, weights=weights, seed=2)
    x = PICTURE[None, None].double().requires_grad_()
    y, convs = x, iter(module.weight for module in explorer.stack if isinstance(module, nn.Conv2d))
    for kind, kernel, stride, padding, dilation in explorer.layers:
        if kind == "pool":
            y = F.avg_pool2d(y, kernel, stride, padding)
            continue
        weight = next(convs)
        assert tuple(weight.shape) == (1, 1, kernel, kernel)
        assert weights == "random" or torch.allclose(weight, torch.full_like(weight, 1 / kernel**2))
        y = F.conv2d(y, weight, stride=stride, padding=padding, dilation=dilation)
    torch.testing.assert_close(explorer.output, y[0, 0].detach())
    for unit in [(0, 0), tuple(n - 1 for n in y.shape[2:]), (1, 2)]:
        explorer.unit = unit
        (right,) = torch.autograd.grad(y[(0, 0, *unit)], x, retain_graph=True)
        torch.testing.assert_close(explorer.gradient, right[0, 0].abs())
        found = analysis.measure_receptive_field(explorer.stack, (1, *PICTURE.shape), unit)
        assert explorer.measured == tuple(range(start, start + size) for start, size in zip(found.start, found.size, strict=True))
        assert explorer.box == tuple(explorer.field.pixels(at) for at in unit)
    assert explorer.fields[-1].field() == explorer.field == receptive_field([layer[1:] for layer in explorer.layers])


def test_the_effective_field_is_the_mean_over_networks():
    explorer = MAKERS["effective"]()
    built, fields = explorer._built(24, torch.float32), []
    for draw in range(24):
        x = PICTURE[None, None].requires_grad_()
        y = x
        for conv in built:
            y = F.conv2d(y, conv.weight[draw : draw + 1])
        fields.append(torch.autograd.grad(y[(0, 0, *explorer.unit)], x)[0][0, 0].abs())
    torch.testing.assert_close(explorer.gradient, torch.stack(fields).mean(0).double(), rtol=1e-4, atol=1e-7)
    again = Explorer([5, 3, 3], PICTURE, effective=True)
    assert torch.equal(again.gradient, explorer.gradient)


def test_torchs_own_generator_is_left_alone():
    torch.manual_seed(0)
    before = torch.get_rng_state()
    for make in MAKERS.values():
        make()
    assert torch.equal(torch.get_rng_state(), before)


def test_a_model_of_ones_own():
    explorer = MAKERS["model"]()
    x = PICTURE.expand(1, 3, -1, -1).clone().requires_grad_()
    was = NET.training
    NET.eval()
    table = analysis.receptive_fields(NET, (3, *PICTURE.shape))
    for row in table:
        explorer.layer = row.layer
        assert explorer.field == row
        y = NET[: int(row.layer) + 1](x)
        torch.testing.assert_close(explorer.output, y[0].detach())
        place = (0, slice(None), *explorer.unit) if y.ndim == 4 else (0,)
        (right,) = torch.autograd.grad(y[place].sum(), x)
        torch.testing.assert_close(explorer.gradient, right[0].abs().sum(0).double())
        explorer.weights = "positive"
        found = analysis.measure_receptive_field(NET, (3, *PICTURE.shape), explorer.unit if y.ndim == 4 else (), row.layer)
        assert torch.equal(explorer.gradient > 0, found.support)
        explorer.weights = "own"
    NET.train(was)
    explorer.set(layer="5", effective=True, unit=(1, 1))
    shares = analysis.effective_receptive_field(NET, (3, *PICTURE.shape), (1, 1), "5", images=8).shares
    torch.testing.assert_close(explorer.gradient / explorer.gradient.sum(), shares)


def test_a_models_training_goes_on_beside_it():
    net = nn.Sequential(nn.Conv2d(1, 1, 3))
    explorer = Explorer(model=net, size=8)
    before = explorer.gradient
    nn.init.zeros_(net[0].weight)
    explorer.unit = (0, 0)
    assert explorer.gradient.any() and net[0].weight.requires_grad and before.any() and net.training


def test_a_closed_unit_has_no_gradient_and_says_so():
    net = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU())
    nn.init.constant_(net[0].weight, -1.0)
    nn.init.zeros_(net[0].bias)
    explorer = Explorer(model=net, size=8)
    assert explorer.measured is None and "its gradient is 0 everywhere" in repr(explorer)
    explorer.weights = "positive"
    assert explorer.measured == explorer.box


def test_after_upsampling_the_box_is_said_to_be_about():
    net = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.Upsample(scale_factor=8, mode="bilinear"))
    explorer = Explorer(model=net, size=16, unit=(21, 21), weights="positive")
    assert " sees about rows and columns " in repr(explorer) and explorer.field.jump == 0.25
    assert all(abs(a.stop - b.stop) <= 3 for a, b in zip(explorer.box, explorer.measured, strict=True))
    explorer.layer = "0"
    assert " sees rows and columns " in repr(explorer) and explorer.measured == explorer.box


def test_units_that_see_only_padding():
    explorer = Explorer([(1, 1, 3)], unit=(0, 0), size=8)
    assert explorer.measured is None and explorer.box == (range(-3, -2), range(-3, -2))
    assert "not" not in repr(explorer).splitlines()[-1]


def test_never_read_pixels_of_a_model_are_told():
    explorer = Explorer(model=nn.Sequential(nn.Conv2d(1, 2, 1, stride=2)), size=(4, 6))
    mask = torch.zeros(4, 6, dtype=torch.bool)
    for row, col, count in explorer._measured["unread"]:
        mask[row, col : col + count] = True
    assert torch.equal(mask, analysis.unread_pixels(nn.Conv2d(1, 1, 1, stride=2), (1, 4, 6)))


REFUSED = {
    "kernel too large": (lambda: Explorer([3, 7], size=8), "layer 2: Kernel size can't be.*padded input 6 × 6, kernel 7"),
    "pool too large": (lambda: Explorer([("pool", 7)], size=5), "layer 1: Output size is too small: padded input 5 × 5"),
    "pool's padding": (lambda: Explorer([("pool", 2, 2, 2)]), "at most half .* padding 2, kernel 2"),
    "pool's dilation": (lambda: Explorer([("pool", 2, 2, 0, 2)]), "no dilation, got dilation 2"),
    "six layers": (lambda: Explorer([3] * 6), "from 1 to 5, got 6"),
    "no layers": (lambda: Explorer([]), "from 1 to 5, got 0"),
    "stride 0": (lambda: Explorer([(3, 0)]), "stride of layer 1 must be .* got 0"),
    "half a kernel": (lambda: Explorer([2.5]), "kernel_size of layer 1 must be a whole number.*2.5"),
    "another kind": (lambda: Explorer([("max", 2)]), "of kind 'conv' or 'pool'.*'max'"),
    "a misspelt name": (lambda: Explorer([{"kernel": 3}]), "needs a kernel_size"),
    "no such unit": (lambda: Explorer([3], unit=(62, 0)), r"no unit \(62, 0\): the map has 62 × 62"),
    "three places": (lambda: Explorer([3], unit=(1, 2, 3)), "a row and a column"),
    "other weights": (lambda: Explorer([3], weights="own"), "'constant' or 'random', got 'own'"),
    "no such layer": (lambda: Explorer(model=NET, picture=PICTURE, layer="conv9"), "no layer 'conv9'; there are 0, 1"),
    "layers and a model": (lambda: Explorer([3], model=NET), "not both"),
    "no model": (lambda: Explorer(model="resnet"), "torch.nn.Module, got str"),
    "a colour picture": (lambda: Explorer([3], torch.zeros(3, 8, 8)), r"grey \(h w\), got shape \(3, 8, 8\)"),
    "a signal": (lambda: Explorer([3], torch.zeros(8)), r"got shape \(8,\)"),
    "not finite": (lambda: Explorer([3], torch.full((8, 8), float("nan"))), "finite"),
    "a huge picture": (lambda: Explorer([3], torch.zeros(300, 8)), "sides from 1 to 256"),
    "no size": (lambda: Explorer([3], size=0), "size must be"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name):
    make, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        make()


def test_a_refused_setting_changes_nothing():
    explorer = MAKERS["stack"]()
    for change in ({"layers": [30]}, {"unit": (99, 0)}, {"chosen": 3}, {"weights": "x"}, {"layers": [3], "unit": (18, 18)}, {"stack": 1}):
        before = repr(explorer)
        with pytest.raises(ValueError):
            explorer.set(**change)
        assert repr(explorer) == before
    explorer.set(layers=[3, 3], unit=(15, 21), chosen=1)
    assert explorer.box == (range(15, 20), range(21, 26))


def test_layers_come_in_many_forms():
    window = Window(3, 2, 1, 2)
    forms = [3, (3, 2), {"kernel_size": 3, "dilation": 2}, window, ("average pooling", 2)]
    assert as_layers(forms) == (
        Layer("conv", 3), Layer("conv", 3, 2), Layer("conv", 3, 1, 0, 2), Layer("conv", 3, 2, 1, 2), Layer("pool", 2, 2),
    )  # fmt: skip
    assert as_layers(as_layers(forms)) == as_layers(forms) and as_layers(4) == (Layer("conv", 4),) and as_layers(window)[0][1:] == window


def test_new_layers_keep_the_units_number_where_the_map_has_it():
    explorer = Explorer([(3, 1, 1)], unit=(40, 20))
    explorer.layers = [(3, 1, 1), (2, 2)]
    assert explorer.unit == (31, 20)
    explorer.layers = [(3, 1, 4)]
    assert explorer.unit == (31, 20) and explorer.box[1] == range(16, 19)
    explorer.layers = [(7, 4)]
    assert explorer.unit == (14, 14)


def test_the_first_setting_is_kept_for_the_page(explorer):
    first = dict(explorer._start)
    assert set(first) == set(explorer._settings_of) and first["unit"] == explorer.unit
    assert as_layers(first["layers"]) == explorer.layers if explorer.layers else first["layers"] == []
    explorer.unit = (0, 0)
    assert explorer._start == first
    page_says(explorer, **first)
    assert explorer.unit == first["unit"]


def test_another_layer_of_a_model_keeps_the_place_in_the_picture():
    explorer = Explorer(model=nn.Sequential(nn.Conv2d(1, 1, 3, 1, 1), nn.AvgPool2d(2)), layer="0", unit=(40, 20))
    explorer.layer = "1"
    assert explorer.unit == (20, 10)
    explorer.layer = "0"
    assert all(abs(at - before) <= 1 for at, before in zip(explorer.unit, (40, 20), strict=True))


def test_repr_picture_and_bundle(explorer):
    text = repr(explorer)
    assert " at 0x" not in text and "size" in text and "unit [" in text and "sees rows" in text
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == text and data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    picture = ElementTree.fromstring(data["image/svg+xml"])
    assert picture.get("role") == "img" and picture.get("aria-label") and len(data["image/svg+xml"]) < 60_000
    assert "<style" not in data["image/svg+xml"]


def test_repr_and_picture_repeat():
    for make in MAKERS.values():
        assert repr(make()) == repr(make()) and make()._repr_svg_() == make()._repr_svg_()


def test_the_pictures_are_png_that_others_can_read():
    read = lambda text: Image.open(io.BytesIO(base64.b64decode(text.split(",")[1])))  # noqa: E731
    values = torch.arange(24.0).view(4, 6) * 10
    assert np.array_equal(np.asarray(read(png(values))), values)
    gradient = torch.tensor([[0.0, 1e-9, 0.5, 1.0]])
    alpha = np.asarray(read(png(opacity(gradient), "#d55e00")).convert("RGBA"))[0, :, 3].tolist()
    assert alpha[0] == 0 < 40 < alpha[1] < alpha[2] < alpha[3] < 240
    assert len(MAKERS["effective"]()._measured["gradient"]) < 8_000


def test_the_module_is_small_and_has_no_import():
    esm = Explorer._esm
    assert len(esm.encode()) < 60_000
    assert "\nimport " not in esm and "\nexport function" not in esm and esm.count("export default") == 1


# ---- the page speaks ----


def page_says(explorer, **state):
    explorer._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})


def test_every_corner_of_the_sliders_from_the_page(caplog):
    explorer = Explorer([3, 3], PICTURE)
    ends = [explorer.limits[name] for name in ("kernel_size", "stride", "padding", "dilation")]
    refused = 0
    with caplog.at_level(logging.WARNING):
        for kind, *numbers in product(("conv", "pool"), *ends):
            layer = dict(zip(Layer._fields, (kind, *numbers), strict=True))
            if kind == "pool" and layer["dilation"] > 1:
                continue  # the page sets a pooling's dilation to 1
            for layers in ([layer], [layer, layer], [{**layer, "kind": "conv"}] * 5):
                page_says(explorer, layers=layers, unit=[0, 0], chosen=0)
                repr(explorer)
                explorer._repr_mimebundle_()
                if explorer.refusal:
                    refused += 1
                    with pytest.raises(ValueError, match=r"\d"):
                        explorer.gradient  # noqa: B018
                else:
                    assert explorer._measured["of"] == explorer._key()
                    assert tuple(explorer.gradient.shape) == tuple(PICTURE.shape)
    assert not caplog.records and refused > 20


def test_what_the_page_sets_is_measured_at_once():
    explorer = MAKERS["stack"]()
    page_says(explorer, unit=[1, 2])
    assert explorer.unit == (1, 2) and explorer._measured["of"] == explorer._key() and explorer._measured["box"] == [[3, 9], [7, 13]]
    page_says(explorer, effective=True)
    assert explorer._measured["of"].endswith("|constant|1|0")
    page_says(explorer, layers=[{"kind": "conv", "kernel_size": 30, "stride": 1, "padding": 0, "dilation": 1}], chosen=0)
    assert "30" in explorer.refusal and repr(explorer).endswith(explorer.refusal)

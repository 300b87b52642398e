"""The explorers from Python: settings, refusals, repr, static picture, output against torch; and what the page sends."""

import logging
import warnings
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from helpers import explorers
from helpers.explorers.traits import ESM, SHARED

X = torch.tensor([[3.0, 1, 0, 2, 5], [0, 2, 4, 1, 0], [1, 5, 2, 0, 3], [4, 0, 1, 3, 2]])
W = torch.tensor([[1.0, -1, 2], [0, 3, 1]])
MAKERS = {
    "convolution 2-D": lambda: explorers.ConvolutionExplorer(X, W),
    "convolution 1-D": lambda: explorers.ConvolutionExplorer(X[0], W[0]),
    "convolution of its own": lambda: explorers.ConvolutionExplorer(),
    "window 2-D": lambda: explorers.WindowStepper(X, W, bias=0.5),
    "window 1-D": lambda: explorers.WindowStepper([1, 2, 3, 4], [1, -1]),
    "boundary 2-D": lambda: explorers.BoundaryExplorer(X, W, mode="reflect", width=2),
    "boundary 1-D": lambda: explorers.BoundaryExplorer([1, 2, 3, 4, 5], mode="hold"),
}
CONVOLUTIONS = [(explorers.ConvolutionExplorer, X, W), (explorers.ConvolutionExplorer, X[0], W[0])]


@pytest.fixture(params=MAKERS)
def explorer(request):
    return MAKERS[request.param]()


@pytest.mark.parametrize(("make", "x", "w"), CONVOLUTIONS)
def test_convolution_explorer_equals_torch_or_refuses_as_torch_does(make, x, w):
    explorer = make(x, w, padding=3, bias=0.5)
    conv = F.conv2d if x.ndim == 2 else F.conv1d
    done = refused = 0
    for size, kernel, stride, padding, dilation in product((2, 5), (1, 2, 3), (1, 2, 4), (0, 1, 3, (0, 2), "same"), (1, 2, 3)):
        xs, ws = x[(slice(size),) * x.ndim], w[(slice(kernel),) * w.ndim]
        pad, sides = (0, [*padding] * x.ndim) if isinstance(padding, tuple) else (padding, [0, 0])
        settings = dict(size=size, kernel_size=kernel, stride=stride, padding=padding, dilation=dilation)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                padded = F.pad(xs[None, None], sides)
                right = conv(padded, ws[None, None], bias=torch.tensor([0.5]), stride=stride, padding=pad, dilation=dilation)[0, 0]
            except RuntimeError:
                before = repr(explorer)
                with pytest.raises(ValueError, match=r"\d"):
                    explorer.set(**settings)
                assert repr(explorer) == before
                refused += 1
                continue
        explorer.set(**settings)
        torch.testing.assert_close(explorer.output, right)
        assert explorer.refusal == "" and explorer.computed_by == "python"
        assert 0 <= explorer.col < right.shape[-1]
        done += 1
    assert done > 80 and refused > 30, (done, refused)


@pytest.mark.parametrize("flip", [False, True])
def test_window_stepper_equals_torch(flip):
    for x, w, conv in ((X, W, F.conv2d), (X[0], W[0], F.conv1d)):
        right = conv(x[None, None], (w.flip(*range(w.ndim)) if flip else w)[None, None], torch.tensor([0.5]), stride=2, padding=1)[0, 0]
        torch.testing.assert_close(explorers.WindowStepper(x, w, bias=torch.tensor([0.5]), stride=2, padding=1, flip=flip).output, right)


@pytest.mark.parametrize("mode", ["zeros", "constant", "circular", "reflect", "symmetric", "replicate"])
def test_boundary_explorer_equals_torch(mode):
    for x, w, conv in ((X, W, F.conv2d), (X[0], W[0], F.conv1d)):
        explorer = explorers.BoundaryExplorer(x, w, mode=mode, value=2.0, bias=1.0)
        for width in (0, 1, 2, 3):
            explorer.width = width
            sides = [width] * (2 * x.ndim)
            if mode == "symmetric":
                padded = torch.from_numpy(np.pad(x.numpy(), width, mode="symmetric"))
            elif mode in ("zeros", "constant"):
                padded = F.pad(x, sides, value=2.0 * (mode == "constant"))
            else:
                padded = F.pad(x[None, None], sides, mode=mode)[0, 0]
            assert torch.equal(explorer.padded, padded)
            right = conv(padded[None, None], w[None, None], torch.tensor([1.0]))[0, 0]
            torch.testing.assert_close(explorer.output, right)
            explorer.col = right.shape[-1] - 1
            value = (explorer.matrix_row * x).sum() + 1 if mode not in ("constant",) else None
            assert value is None or torch.isclose(value, right[..., -1].flatten()[explorer.row])


REFUSED = {
    "kernel too large": (lambda: explorers.WindowStepper([1, 2], [1, 2, 3]), "padded input 2, kernel 3"),
    "dilated kernel too large": (
        lambda: explorers.ConvolutionExplorer(X, dilation=2),
        r"padded input 4 × 5, kernel 5 × 5 \(3 × 3 with dilation 2\)",
    ),
    "same with a stride": (lambda: explorers.ConvolutionExplorer(padding="same", stride=2), "stride is 2, it must be 1"),
    "reflect as wide as the input": (
        lambda: explorers.BoundaryExplorer([1, 2, 3], mode="reflect", width=3),
        "reflect padding 3, input size 3",
    ),
    "circular wider than the input": (
        lambda: explorers.BoundaryExplorer([1, 2, 3], mode="wrap", width=4),
        "circular padding 4, input size 3",
    ),
    "unknown mode": (lambda: explorers.BoundaryExplorer([1, 2, 3], mode="mirror"), "mirror"),
    "negative padding": (lambda: explorers.ConvolutionExplorer(padding=-1), "from 0 to 3, got -1"),
    "stride 0": (lambda: explorers.ConvolutionExplorer(stride=0), "from 1 to 4, got 0"),
    "half a stride": (lambda: explorers.ConvolutionExplorer(stride=1.5), "whole number, got 1.5"),
    "kernel size of no kernel": (lambda: explorers.ConvolutionExplorer(kernel_size=9), "from 1 to 5, got 9"),
    "three paddings": (lambda: explorers.ConvolutionExplorer(padding=(1, 2, 3)), "got 3"),
    "a word": (lambda: explorers.ConvolutionExplorer(padding="full"), "'full'"),
    "axes disagree": (lambda: explorers.WindowStepper(X, [1, 2]), "x has 2 axes and weight has 1"),
    "too many axes": (lambda: explorers.WindowStepper(X[None], W), r"got 3: shape \(1, 4, 5\)"),
    "a photograph": (lambda: explorers.WindowStepper(torch.zeros(64, 80), W), r"from 1 to 32 cells, got shape \(64, 80\)"),
    "nothing": (lambda: explorers.WindowStepper([], [1]), r"got shape \(0,\)"),
    "not a number": (lambda: explorers.WindowStepper([1, float("nan")], [1]), "finite"),
    "no numbers": (lambda: explorers.WindowStepper("abc", [1]), "numbers"),
    "complex": (lambda: explorers.WindowStepper([1j], [1]), "real numbers"),
    "no such output": (lambda: explorers.WindowStepper([1, 2, 3], [1, 1], col=2), "col must be from 0 to 1, got 2"),
    "one name": (lambda: explorers.WindowStepper([1, 2, 3], [1, 1], names=("a",)), r"names must be two names of variables.*'a'"),
    "a name that is none": (lambda: explorers.BoundaryExplorer(names=("a", "2 b")), "names must be two names"),
    "two biases": (lambda: explorers.WindowStepper([1, 2, 3], [1, 1], bias=[1, 2]), "one number"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name):
    make, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        make()


def test_a_refused_setting_changes_nothing():
    explorer = explorers.ConvolutionExplorer(stride=2)
    for change in ({"padding": "same"}, {"kernel_size": 6}, {"row": 9}, {"size": 2}, {"size": 3, "kernel_size": 5}, {"pading": 1}):
        before = repr(explorer)
        with pytest.raises(ValueError):
            explorer.set(**change)
        assert repr(explorer) == before
    explorer.set(size=8, kernel_size=5, dilation=1, stride=3)
    assert tuple(explorer.output.shape) == (2, 2)


def test_arrays_of_every_kind_come_in_and_stay_apart():
    array = np.arange(6, dtype=np.int16)[::-1]
    stepper = explorers.WindowStepper(array, (1, 1))
    assert stepper.x.tolist() == [5, 4, 3, 2, 1, 0] and stepper.x.dtype == torch.float32
    tensor = torch.arange(4.0, dtype=torch.float64, requires_grad=True)
    stepper = explorers.WindowStepper(tensor, [1, 1])
    assert stepper.output.dtype == torch.float64 and not stepper.x.requires_grad
    with torch.no_grad():
        tensor += 1
    assert stepper.x.tolist() == [0, 1, 2, 3]


def test_the_line_to_copy_has_the_readers_names():
    a, b = torch.arange(8.0), torch.tensor([1.0, -1])
    image, kernel = torch.arange(30.0).view(5, 6), torch.arange(6.0).view(2, 3)
    for explorer in (
        explorers.WindowStepper(a, b, names=("a", "b"), bias=0.5),
        explorers.ConvolutionExplorer(a, b, names=("a", "b"), size=5),
        explorers.ConvolutionExplorer(image, kernel, names=("image", "kernel"), size=4, kernel_size=2),
        explorers.ConvolutionExplorer(image, kernel, names=["image", "kernel"]),
        explorers.BoundaryExplorer(image, kernel, names=("image", "kernel"), mode="reflect"),
    ):
        assert torch.equal(eval(explorer.torch_line), explorer.output), explorer.torch_line
    assert explorers.WindowStepper(a, b).torch_line == "F.conv1d(x[None, None], weight[None, None])[0, 0]"


def test_a_new_array_opens_its_sliders():
    explorer = explorers.ConvolutionExplorer(size=4)
    explorer.row = explorer.col = 1
    explorer.x = torch.ones(10, 9)
    assert (explorer.size, explorer.limits["size"], tuple(explorer.output.shape)) == (10, [1, 10], (8, 7))
    explorer.weight = torch.ones(2, 6)
    assert explorer.kernel_size == 6 and tuple(explorer.output.shape) == (9, 4)


def test_the_chosen_cell_stays_inside_the_output():
    explorer = explorers.ConvolutionExplorer(row=3, col=3)
    explorer.stride = 2
    assert (explorer.row, explorer.col) == (1, 1)


def test_repr_is_the_same_each_time_and_carries_shapes_and_a_worked_cell(explorer):
    text = repr(explorer)
    assert " at 0x" not in text and "output" in text and " = " in text and "bias" in text
    assert (
        text.splitlines()[1].startswith("output[")
        and float(text.splitlines()[1].split("= ")[-1].replace("−", "-")) == explorer.output.flatten()[0]
    )


def test_repr_of_the_same_settings_repeats():
    for make in MAKERS.values():
        assert repr(make()) == repr(make()) and make()._repr_svg_() == make()._repr_svg_()


def test_mime_bundle_has_text_picture_and_widget(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == repr(explorer)
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    picture = ElementTree.fromstring(data["image/svg+xml"])
    shown = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert picture.get("role") == "img" and picture.get("aria-label") and any("output" in text for text in shown)
    assert "<style" not in data["image/svg+xml"] and len(data["image/svg+xml"]) < 60_000


def test_the_module_is_small_and_has_no_import(explorer):
    assert len(explorer._esm.encode()) < 45_000
    assert "\nimport " not in explorer._esm and "\nexport function" not in explorer._esm and explorer._esm.count("export default") == 1
    assert {*SHARED, "explorers.css"} <= {path.name for path in ESM.iterdir()}


def page_says(explorer, **state):
    explorer.set_state(state)


def test_a_grid_from_the_page_is_the_output_until_a_setting_changes():
    explorer = explorers.ConvolutionExplorer(X, W)
    settings = {"size": 5, "kernel_size": 3, "stride": 2, "padding": [0, 1], "dilation": 1}
    page_says(explorer, **settings)
    assert explorer.computed_by == "python" and explorer.padding == (0, 1)
    right = explorer.output
    page_says(explorer, _page={"of": {**settings, "bias": 0, "revision": 0}, "grid": (right + 1).tolist()})
    assert explorer.computed_by == "page" and torch.equal(explorer.output, right + 1)
    explorer.bias = 3.0
    assert explorer.computed_by == "python" and torch.equal(explorer.output, right + 3)
    explorer.bias = 0.0
    explorer.x = X + 1
    assert explorer.computed_by == "python"


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (MAKERS["convolution 2-D"], {"padding": "same", "stride": 2}),
        (MAKERS["convolution 2-D"], {"size": 1}),
        (MAKERS["convolution 2-D"], {"stride": 99}),
        (MAKERS["convolution 2-D"], {"dilation": 0}),
        (MAKERS["boundary 1-D"], {"mode": "reflect", "width": 5}),
        (MAKERS["boundary 1-D"], {"mode": "circular", "width": 6}),
        (MAKERS["window 1-D"], {"row": 5, "col": 50, "pinned": True}),
    ],
)
def test_an_impossible_setting_from_the_page_raises_nothing_and_is_told(make, state, caplog):
    explorer = make()
    with caplog.at_level(logging.WARNING):
        explorer._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})
    assert not caplog.records
    repr(explorer)
    explorer._repr_mimebundle_()
    if "pinned" in state:
        return
    assert explorer.refusal
    with pytest.raises(ValueError, match=r"\d"):
        explorer.output  # noqa: B018
    assert repr(explorer).endswith(explorer.refusal)


def test_every_corner_of_the_sliders_from_the_page(caplog):
    explorer = explorers.ConvolutionExplorer()
    corners = [explorer.limits[name] for name in ("size", "kernel_size", "stride", "dilation", "padding")]
    with caplog.at_level(logging.WARNING):
        for size, kernel, stride, dilation, padding in product(*corners):
            state = dict(size=size, kernel_size=kernel, stride=stride, dilation=dilation, padding=padding, row=3, col=3)
            explorer._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})
            assert explorer.refusal or explorer.output.numel()
            repr(explorer)
    assert not caplog.records


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: explorers.ConvolutionExplorer([[1, 2], [3, 4]], [[1]], padding_mode="reflect"),
            "unknown settings: padding_mode; known: bias, col",
        ),
        (lambda: explorers.WindowStepper([1, 2, 3], [1], dilation=2, strid=2), "unknown settings: dilation, strid; known: bias, col, flip"),
        (lambda: explorers.BoundaryExplorer([1, 2, 3], widht=5), "unknown settings: widht; known: bias, col, mode"),
        (lambda: explorers.UNetShapes(level=2), "unknown settings: level; known: depth, padding, size, stage, width"),
        (lambda: explorers.ConvolutionExplorer().set(strides=2), "unknown settings: strides; known: bias"),
    ],
)
def test_a_name_that_is_no_setting_is_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_every_setting_that_is_named_can_be_set():
    explorer = explorers.ConvolutionExplorer()
    explorer.set(predict=True, show_reads=True, pinned=True, names=("image", "kernel"))
    assert explorer.predict and explorer.show_reads and explorer.pinned and explorer.names == ("image", "kernel")

"""Receptive fields against the support of torch's input gradient, published numbers and helpers.geometry."""

import pickle
import random

import pytest
import torch
import torch.nn.functional as F
from small_nets import ConvNeXtBlock, Inception, Residual, ResNet, SqueezeExcite, UNet, conv, vgg16
from torch import nn

from helpers.analysis import measure_receptive_field, receptive_field_of, receptive_fields, unread_pixels
from helpers.analysis.field_tracing import CircularPadding, Tracer
from helpers.analysis.tensor_places import Place, mark
from helpers.analysis.unit_ranges import Ranges
from helpers.functional import conv2d as reference_conv2d
from helpers.geometry import ReceptiveField, Window, receptive_field

LAYERS = {
    1: (nn.Conv1d, nn.MaxPool1d, nn.AvgPool1d),
    2: (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d),
    3: (nn.Conv3d, nn.MaxPool3d, nn.AvgPool3d),
}


def random_stack(rng, dims):
    """Layers and, for each axis, their windows."""
    layers, windows = [], [[] for _ in range(dims)]
    for _ in range(rng.randint(1, 4)):
        kernel, stride = ([rng.randint(1, 3) for _ in range(dims)] for _ in range(2))
        padding, dilation = [rng.randint(0, k // 2) for k in kernel], [rng.randint(1, 2) for _ in range(dims)]
        kind = rng.randrange(3)
        if kind == 2:
            dilation = [1] * dims
        make = LAYERS[dims][kind]
        same = kind == 0 and rng.random() < 0.3
        if same:
            stride, odd = [1] * dims, [k + 1 - k % 2 for k in kernel]
            kernel, padding = odd, [d * (k - 1) // 2 for k, d in zip(odd, dilation, strict=True)]
        settings = {} if kind == 2 else {"dilation": tuple(dilation)}
        arguments = (tuple(kernel), tuple(stride), "same" if same else tuple(padding))
        layers += [make(*((1, 1) if kind == 0 else ()), *arguments, **settings), nn.ReLU()]
        for axis in range(dims):
            windows[axis].append(Window(kernel[axis], stride[axis], padding[axis], dilation[axis]))
    return nn.Sequential(*layers), windows


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_stacks_have_the_fields_of_geometry_and_measurement_agrees(dims):
    rng = random.Random(dims)
    for _ in range(8):
        model, windows = random_stack(rng, dims)
        expected = [receptive_field(w) for w in windows]
        sizes = [f.size + 3 * f.jump + axis for axis, f in enumerate(expected)]
        with torch.device("meta"):
            row = receptive_fields(model, (1, *sizes))[-1]
        assert [row.field(axis) for axis in range(dims)] == expected
        seen = measure_receptive_field(model, (1, *sizes))
        for axis, field in enumerate(expected):
            pixels = [p for p in field.pixels(seen.unit[axis]) if 0 <= p < sizes[axis]]
            box = seen.field(axis).pixels(0)
            assert set(box) <= set(pixels)
            if len(pixels) == field.size:
                assert list(box) == pixels


def ranges_of(model, x):
    """What Tracer says of every unit of the output."""
    mark(x, tuple(Place(Ranges(), dim) for dim in range(2, x.ndim)))
    with torch.no_grad(), CircularPadding(), Tracer():
        out = model.eval()(x)
    return out, out._places


class Unpooling(nn.Module):
    """A maximum remembers where it was, and goes back there."""

    def __init__(self):
        super().__init__()
        self.first, self.inner, self.last = conv(1, 2), conv(2, 2), conv(2, 1)
        self.pool, self.unpool = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2)

    def forward(self, x):
        y, where = self.pool(self.first(x))
        return self.last(self.unpool(self.inner(y), where))


NETS = {
    "residual, projection": (nn.Sequential(Residual(2, 4, 2), Residual(4, 4)), (2, 14, 17)),
    "residual, option A": (nn.Sequential(Residual(2, 4, 2, "A"), Residual(4, 4, option="A")), (2, 14, 17)),
    "inception": (nn.Sequential(Inception(2), nn.MaxPool2d(2), Inception(12)), (2, 16, 19)),
    "u-net, transposed": (UNet(), (1, 16, 20)),
    "u-net, nearest": (UNet("nearest"), (1, 16, 20)),
    "u-net, bilinear": (UNet("bilinear"), (1, 16, 20)),
    "u-net, bicubic": (UNet("bicubic"), (1, 16, 20)),
    "unpooling": (Unpooling(), (1, 12, 16)),
    "u-net, valid": (UNet(padding=0), (1, 20, 20)),
    "transposed with holes": (nn.Sequential(conv(1, 2), nn.ConvTranspose2d(2, 1, 2, 3, output_padding=1), conv(1, 1)), (1, 5, 6)),
    "transposed, padded, dilated": (nn.Sequential(nn.ConvTranspose2d(1, 1, 3, 2, 1, 1, dilation=2), conv(1, 1, 3, 2)), (1, 7, 6)),
    "convnext": (nn.Sequential(conv(1, 3, 2, 2, padding=0), ConvNeXtBlock(3)), (1, 20, 24)),
    "adaptive": (nn.Sequential(conv(1, 1), nn.AdaptiveAvgPool2d((2, 3)), conv(1, 1)), (1, 8, 10)),
    "squeeze-excite": (SqueezeExcite(2), (2, 7, 8)),
    "ceil mode": (nn.Sequential(conv(1, 1), nn.MaxPool2d(3, 2, ceil_mode=True)), (1, 8, 10)),
    "head": (nn.Sequential(conv(1, 2, 3, padding=0), nn.Flatten(), nn.Linear(2 * 4 * 5, 3), nn.LogSoftmax(1)), (1, 6, 7)),
    "channels shuffled": (nn.Sequential(conv(2, 4), nn.ChannelShuffle(2), conv(4, 2, 1)), (2, 6, 7)),
    "local response norm": (nn.Sequential(conv(2, 4), nn.LocalResponseNorm(3), nn.GLU(1)), (2, 6, 7)),
    "group norm": (nn.Sequential(conv(2, 4), nn.GroupNorm(2, 4)), (2, 6, 7)),
    "instance norm": (nn.Sequential(conv(2, 4), nn.InstanceNorm2d(4)), (2, 6, 7)),
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_every_unit_reads_from_its_first_to_its_last_pixel(name):
    """The oracle: gradients of random weights in float64, all of one sign where max pooling or ReLU would hide a path."""
    model, size = NETS[name]
    torch.manual_seed(0)
    model = model.double().eval()
    size = (1, *size)
    out, places = ranges_of(model, torch.zeros(size, dtype=torch.float64))
    axes = [p.dim for p in places]
    height, width = out.shape[-2:] if out.ndim == 4 else (1, 1)
    for unit in {(0, 0), (1, 1), (height // 2, width // 2), (height // 2 + 1, width // 2), (height - 1, width - 1)}:
        if unit[0] >= height or unit[1] >= width:
            continue
        predicted = [p.ranges.of(0 if axis is None else unit[k]) for k, (p, axis) in enumerate(zip(places, axes, strict=True))]
        at = unit if out.ndim == 4 else ()
        if None in predicted:
            with pytest.raises(ValueError, match="sees no pixel"):
                measure_receptive_field(model, size[1:], at)
            continue
        seen = measure_receptive_field(model, size[1:], at)
        clipped = [(max(low, 0), min(high, n - 1)) for (low, high), n in zip(predicted, size[2:], strict=True)]
        assert [(s, s + n - 1) for s, n in zip(seen.start, seen.size, strict=True)] == clipped, unit


def test_published_fields():
    """VGG-16: 212 by Araujo et al. 2019; the ResNets, with the stride in the 3×3, by helpers.geometry."""
    with torch.device("meta"):
        fifty, eighteen, vgg = ResNet((3, 4, 6, 3), bottleneck=True), ResNet((2, 2, 2, 2)), vgg16()
    assert receptive_field_of(vgg, (3, 224, 224), "30")[-3:] == (212, 32, -90)
    stem = [(7, 2, 3), (3, 2, 1)]
    strides = [(3, 2, 1) if unit in (3, 7, 13) else (3, 1, 1) for unit in range(16)]
    table = receptive_fields(fifty, (3, 224, 224))
    assert table["layer4.2"].field() == receptive_field(stem + strides) and table["layer4.2"].size == 427
    assert (table["avgpool"].size, table["avgpool"].jump, table["fc"].output) == (427 + 6 * 32, 0, (1000,))
    strides = [(3, 2, 1) if unit in (4, 8, 12) else (3, 1, 1) for unit in range(16)]
    table = receptive_fields(eighteen, (3, 224, 224))
    assert table["layer4.1.relu (2)"].field() == receptive_field(stem + strides) and table["layer4.1.relu (2)"].size == 435
    assert table["layer4.1.relu"].size == 435 - 2 * 32


@pytest.mark.parametrize("kernel", [3, 5])
def test_the_lectures_formula_and_its_limits(kernel):
    for depth in range(1, 6):
        stack = nn.Sequential(*[nn.Conv2d(1, 1, kernel) for _ in range(depth)])
        assert receptive_field_of(stack, (1, 31, 33)).size == 1 + depth * (kernel - 1)
        assert measure_receptive_field(stack, (1, 31, 33)).size == (1 + depth * (kernel - 1),) * 2
    strided = nn.Sequential(nn.Conv1d(1, 1, 3, 2), nn.Conv1d(1, 1, 3))
    assert receptive_field_of(strided, (1, 20)).size == 7 and measure_receptive_field(strided, (1, 20)).size == (7,)


def test_names_rows_and_columns():
    net = nn.Sequential(conv(3, 4, (3, 5), stride=(1, 2), padding=(0, 1)), Residual(4, 4))
    table = receptive_fields(net, (3, 20, 24))
    assert [row.layer for row in table] == ["0", "1.conv1", "1.bn1", "1.relu", "1.conv2", "1.bn2", "1.relu (2)"]
    assert table["0"] == ("0", "Conv2d", (4, 18, 11), (3, 5), (1, 2), (0, -1))
    assert table[-1].field(1) == ReceptiveField(5 + 4 * 2, 2, -1 - 2 * 2)
    assert table[-1].field(1).pixels(2) == range(-1, 12)
    assert [row.layer for row in receptive_fields(Inception(3), (3, 8, 8))][-1] == "Inception"
    assert receptive_field_of(UNet(), (1, 16, 16)).jump == 1
    assert receptive_field_of(NETS["head"][0], (1, 6, 7))[3:] == ((6, 7), 0, 0)
    half = receptive_field_of(nn.Upsample(scale_factor=2), (1, 4, 4))
    assert (half.size, half.jump, half.start) == (1, 0.5, 0)


class ViewedAgain(nn.Module):
    def forward(self, x):
        return F.conv2d(x.view(1, 2, 1, 1, 4).squeeze(3), torch.ones(1, 2, 3, 1), padding=(1, 0))


def test_pixels_of_units_that_do_not_move_alike():
    up = nn.Sequential(nn.AvgPool1d(2), nn.Upsample(scale_factor=2))
    row = receptive_field_of(up, (1, 8))
    for unit in range(8):
        seen = measure_receptive_field(up, (1, 8), unit).field().pixels(0)
        assert row.pixels(unit) == seen == range(unit // 2 * 2, unit // 2 * 2 + 2)
    with pytest.raises(ValueError, match=r"the units of 1 do not move alike: unit 0 sees pixels 0 to 1, unit 1 sees 0 to 1; ask pixels"):
        row.field()
    uneven = nn.Sequential(nn.AdaptiveAvgPool1d(6), nn.Upsample(scale_factor=1.5))  # 9 to 6 to 9: the jump is 1 all the same
    row = receptive_field_of(uneven, (1, 9))
    assert row.jump == 1 and [row.pixels(unit).start for unit in range(6)] == [0, 0, 1, 3, 3, 4]
    with pytest.raises(ValueError, match="the units of 1 do not move alike"):
        row.field()
    row = receptive_field_of(nn.Conv2d(1, 1, (3, 5), (1, 2)), (1, 9, 9))
    assert (row.pixels(2, axis=0), row.pixels(2, axis=1)) == (range(2, 5), range(4, 9)) == tuple(row.field(a).pixels(2) for a in (0, 1))
    row = pickle.loads(pickle.dumps(row))
    row = row._replace(layer="conv")
    assert row.layer == "conv" and row.pixels(2, axis=1) == range(4, 9) and row.field(1) == ReceptiveField(5, 2, 0)


def test_a_row_of_one_pixel_keeps_its_place_in_a_view():
    assert receptive_field_of(ViewedAgain(), (2, 1, 4))[3:] == ((3, 1), 1, (-1, 0))


class Around(nn.Module):
    def forward(self, x):
        return F.pad(x, (2, 1, 1, 0), "circular")


def test_circular_padding_moves_units_as_zeros_do():
    around, zeros = (nn.Sequential(conv(1, 1, 5, padding_mode=mode), conv(1, 1, 3)) for mode in ("circular", "zeros"))
    assert receptive_field_of(around, (1, 9, 8)) == receptive_field_of(zeros, (1, 9, 8))
    assert receptive_field_of(Around(), (1, 9, 8)).start == (-1, -2)
    for mode in ("reflect", "replicate"):
        assert receptive_field_of(nn.Sequential(conv(1, 1, 5, padding_mode=mode)), (1, 9, 8)).start == -2


def test_the_model_stays_as_it_was():
    model = nn.Sequential(conv(3, 4), nn.BatchNorm2d(4), nn.Dropout(), nn.ReLU(inplace=True))
    model[2].eval()
    before = {k: v.clone() for k, v in model.state_dict().items()}
    receptive_fields(model, (3, 8, 8))
    measure_receptive_field(model, (3, 8, 8), layer="0")
    unread_pixels(model, (3, 8, 8))
    assert [m.training for m in model] == [True, True, False, True]
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters()) and not any(m._forward_hooks for m in model)


def test_measured_layer_unit_and_holes():
    model = nn.Sequential(nn.Conv2d(1, 2, 3, dilation=2), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3))
    seen = measure_receptive_field(model, (1, 10, 10), unit=(0, 1), layer="0")
    assert (seen.unit, seen.size, seen.start, seen.holes) == ((0, 1), (5, 5), (0, 1), 16)
    assert seen.support[0].int().tolist() == [0, 1, 0, 1, 0, 1, 0, 0, 0, 0]
    assert measure_receptive_field(model, (1, 10, 10), layer="0").unit == (3, 3)
    assert measure_receptive_field(model, (1, 10, 10)).size == (10, 10)
    assert measure_receptive_field(nn.Sequential(conv(1, 1), nn.Dropout(0.99)), (1, 9, 8)).size == (3, 3)
    with pytest.raises(ValueError, match=r"no unit \(2, 2\): the layer has units 2×2"):  # the window that would start in the padding
        measure_receptive_field(nn.MaxPool2d(2, 3, 1, ceil_mode=True), (1, 5, 5), (2, 2))
    inplace = nn.Sequential(nn.Conv1d(1, 1, 3, bias=True), nn.ReLU(inplace=True), nn.Conv1d(1, 1, 3))
    assert measure_receptive_field(inplace, (1, 9), layer="0").size == (3,)
    assert measure_receptive_field(inplace, (1, 9), 0, layer="2").field().pixels(0) == range(0, 5)


class Does(nn.Module):
    """Any function of a tensor as a layer."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


SHUTTERS = {
    "adaptive_max_pool1d": lambda x: F.adaptive_max_pool1d(x.flatten(2), 1),
    "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(x, 1),
    "adaptive_max_pool3d": lambda x: nn.AdaptiveMaxPool3d(1)(x.unsqueeze(2)),
    "adaptive, with indices": lambda x: F.adaptive_max_pool2d(x, output_size=(1, 1), return_indices=True)[0],
    "amax": lambda x: x.amax((2, 3)),
    "amin": lambda x: torch.amin(x, dim=(-1, -2), keepdim=True),
    "max of all": lambda x: x.max().view(1, 1),
    "max and where": lambda x: x.max(3).values.max(dim=2, keepdim=True)[0],
    "min": lambda x: torch.min(torch.min(x, -1)[0], dim=-1)[0],
    "relu6": lambda x: F.relu6(100 * x).mean((2, 3)),
    "ReLU6 in place": lambda x: nn.ReLU6(inplace=True)(100 * x).mean((2, 3)),
    "hardtanh": lambda x: F.hardtanh(100 * x).mean((2, 3)),
    "hardsigmoid": lambda x: F.hardsigmoid(100 * x).mean((2, 3)),
    "clamp": lambda x: (100 * x).clamp(0, 1).mean((2, 3)),
    "clamp in place": lambda x: (100 * x).clamp_(0, 1).mean((2, 3)),
    "clamp max": lambda x: torch.clamp(100 * x, max=1).mean((2, 3)),
    "clip": lambda x: torch.clip(100 * x, -1, 1).mean((2, 3)),
    "maximum": lambda x: torch.maximum(x[..., :4], 100 * x[..., 5:]).mean((2, 3)) + x[..., 4].mean(2),
    "max of two": lambda x: torch.max(x[..., :4], 100 * x[..., 5:]).mean((2, 3)) + x[..., 4].mean(2),
}


@pytest.mark.parametrize("name", SHUTTERS)
def test_no_maximum_and_no_clipping_closes_a_path(name):
    model = nn.Sequential(conv(2, 2), Does(SHUTTERS[name]))
    assert measure_receptive_field(model, (2, 8, 9)).support.all()
    assert not unread_pixels(model, (2, 8, 9)).any()


def test_clamping_by_a_tensor_keeps_both_paths():
    model = Does(lambda x: torch.clamp(x[..., :4], min=x[..., 4:]))
    assert measure_receptive_field(model, (1, 8), unit=1).support.nonzero().flatten().tolist() == [1, 5]


def test_numbers_that_do_not_come_from_the_input_are_left_alone():
    model = Does(lambda x: x[..., torch.linspace(-2, 9, 12).clamp(0, 7).long()] * torch.arange(3).max())
    assert measure_receptive_field(model, (1, 8), unit=0).start == (0,)


@pytest.mark.parametrize("last", [nn.Softmax(1), nn.LogSoftmax(1), Does(lambda x: F.layer_norm(x.movedim(1, -1), (4,)).movedim(-1, 1))])
def test_norms_over_channels_do_not_cancel_what_a_unit_sees(last):
    model = nn.Sequential(conv(3, 4), last)
    assert measure_receptive_field(model, (3, 9, 9), (4, 4)).size == (3, 3)
    assert unread_pixels(nn.Sequential(nn.Conv2d(3, 4, 1, 2), last), (3, 4, 4)).int().sum() == 12
    assert not unread_pixels(nn.InstanceNorm2d(1), (1, 4, 4)).any()


def test_measuring_models_with_buffers_and_without_gradients():
    class Blur(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("kernel", torch.ones(1, 1, 3, 3) / 9)
            self.register_buffer("order", torch.tensor([0]))

        def forward(self, x):
            return F.conv2d(x[:, self.order], self.kernel)

    with torch.no_grad():
        assert measure_receptive_field(Blur(), (1, 8, 8)).size == (3, 3)
        assert not unread_pixels(Blur(), (1, 8, 8)).any()


def test_a_shared_module_is_known_by_each_of_its_names():
    layer = nn.Conv2d(1, 1, 3)
    assert measure_receptive_field(nn.Sequential(layer, nn.ReLU(), layer), (1, 9, 9), layer="2").size == (5, 5)


def test_unread_pixels():
    stepping = nn.Conv2d(1, 1, (1, 2), stride=(2, 3))
    missed = unread_pixels(stepping, (1, 5, 7))
    rows, columns = torch.tensor([0, 1, 0, 1, 0]).bool(), torch.tensor([0, 0, 1, 0, 0, 1, 1]).bool()
    assert torch.equal(missed, rows[:, None] | columns[None])
    assert not unread_pixels(nn.Conv2d(1, 1, 3, 2, 1), (1, 8, 8)).any()
    assert unread_pixels(nn.Conv2d(2, 1, 3, 2), (2, 8, 8)).sum(0).tolist() == [1] * 7 + [8]
    assert not unread_pixels(Mixed("select a channel"), (2, 4, 3)).any()  # the other channel's pixels are the same places


class ByHand(nn.Module):
    """The reference convolution: taps, matrix products and zeros pasted around, no operation that knows what a convolution is."""

    def __init__(self, **settings):
        super().__init__()
        self.layer = nn.Conv2d(2, 4, (3, 2), **settings)
        self.settings = settings

    def forward(self, x):
        return reference_conv2d(x, self.layer.weight, self.layer.bias, **self.settings)


def test_operations_of_all_kinds_are_followed():
    for settings in ({"stride": (2, 1), "padding": (1, 0)}, {"dilation": 2, "groups": 2, "padding": 2}):
        model = ByHand(**settings)
        assert receptive_field_of(model, (2, 9, 8))[2:] == receptive_field_of(model.layer, (2, 9, 8))[2:]


class Mixed(nn.Module):
    def __init__(self, what):
        super().__init__()
        self.what = what

    def forward(self, x):  # n c h w
        return WHAT[self.what](x)


def zero_fill(x):
    y = x.new_zeros(*x.shape[:2], 3 * x.shape[2], x.shape[3] + 2)
    y[:, :, 1::3, -x.shape[3] - 1 : -1] = x
    return y


WHAT = {
    "select a row": lambda x: x[:, :, 2],
    "select a channel": lambda x: x[:, 1],
    "slice from the end": lambda x: x[..., -3:],
    "unbind columns": lambda x: x.unbind(-1)[1],
    "split rows": lambda x: x.split([2, 3, 1], 2)[1],
    "chunk columns": lambda x: x.chunk(2, 3)[1],
    "channels by number": lambda x: x[:, [1, 0, 1]],
    "channels selected": lambda x: x.index_select(-3, torch.tensor([1])),
    "stack": lambda x: torch.stack([x, 2 * x], 2),
    "sum of rows": lambda x: x.sum(2),
    "largest of columns": lambda x: x.max(3).values,
    "mean of all": lambda x: x.mean(),
    "softmax of columns": lambda x: x.softmax(-1),
    "transpose": lambda x: x.transpose(2, 3)[:, :, :2],
    "product with a matrix": lambda x: x @ torch.eye(4, 5, dtype=x.dtype).add(1),
    "matrix times it": lambda x: torch.ones(3, 6, dtype=x.dtype) @ x,
    "with itself": lambda x: x @ x.transpose(2, 3),
    "sums of products": lambda x: torch.baddbmm(x[:, 0], torch.ones(1, 6, 6, dtype=x.dtype), x[:, 1]),
    "einsum over channels": lambda x: torch.einsum("nchw,oc->nohw", x, torch.ones(3, 2, dtype=x.dtype)),
    "flat": lambda x: x.flatten(2)[..., None].squeeze(-1).view(1, 2, 6, 4),
    "zeros between": zero_fill,
    "convolution with rows as channels": lambda x: F.conv2d(x.transpose(1, 2), torch.ones(3, 6, 1, 2, dtype=x.dtype)),
    "strided after upsampling": lambda x: F.interpolate(x, scale_factor=3)[..., ::2],
    "joined along rows": lambda x: torch.cat([x, 2 * x], 2),
    "one row added to all": lambda x: x + x[:, :, 2:3],
    "broadcast": lambda x: x + x.mean(2, keepdim=True),
    "align corners": lambda x: F.interpolate(x, size=(16, 7), mode="bilinear", align_corners=True),
    "larger by a fraction": lambda x: F.interpolate(x, size=(9, 10)),
    "one-dimensional pooling": lambda x: F.max_pool1d(x[:, 0], 2, padding=1),
    "layer norm of channels": lambda x: F.layer_norm(x.movedim(1, -1), (2,)),
    "layer norm of a row": lambda x: F.layer_norm(x, (4,)),
}  # fmt: skip


# A maximum's gradient has one place; a product of pixels at two places, or pictures set side by side, are not followed pixel by pixel.
WIDER = {"largest of columns", "one-dimensional pooling", "with itself", "joined along rows", "one row added to all"}


@pytest.mark.parametrize("what", WHAT)
def test_every_number_reads_what_its_gradient_says(what):
    """For each number of the output: its gradient reaches from the first predicted pixel to the last."""
    model, x = Mixed(what), torch.rand(1, 2, 6, 4, dtype=torch.float64)
    out, places = ranges_of(model, x.clone())
    x.requires_grad_()
    result = model(x)
    for index in torch.cartesian_prod(*map(torch.arange, out.shape)).view(-1, out.ndim).tolist() if out.ndim else [()]:
        (gradient,) = torch.autograd.grad(result[tuple(index)], x, retain_graph=True)
        predicted = []
        for p in places:
            unit = 0 if p.dim is None else index[p.dim] // p.right % (out.shape[p.dim] // p.left // p.right)
            predicted.append(p.ranges.of(unit))
        inside = [[i for i in range(pair[0], pair[1] + 1) if 0 <= i < n] if pair else [] for pair, n in zip(predicted, (6, 4), strict=True)]
        for axis, pixels in enumerate(inside if all(inside) else [[], []]):
            seen = (gradient[0] != 0).any(0).any(1 - axis).nonzero().flatten().tolist()
            if what in WIDER:
                assert set(seen) <= set(pixels)
            else:
                assert (seen[:1], seen[-1:]) == (pixels[:1], pixels[-1:]), (index, axis)


class Sorts(nn.Module):
    def forward(self, x):
        return x.sort(-1).values


class Picks(nn.Module):
    def forward(self, x):
        return x[:, :, [3, 0]]


class Writes(nn.Module):
    def forward(self, x):
        y = torch.zeros(1, 1, 8, 8)
        y[:, :, 1:] = x[:, :, 1:]
        y[:, :, :1] = x[:, :, 1:2]
        return y


class JoinsJumps(nn.Module):
    def forward(self, x):
        return x[..., :4] + x[..., ::2]


class Patches(nn.Module):
    def forward(self, x):
        return x.view(1, 1, 4, 2, 8)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: receptive_fields(Sorts(), (1, 8, 8)), r"cannot be traced through aten.sort: it has no rule here; measure_"),
        (lambda: receptive_fields(Writes(), (1, 8, 8)), "through aten.copy_: several pieces are written into one tensor"),
        (lambda: receptive_fields(Picks(), (1, 8, 8)), "cannot be traced through aten.index: a list of numbers picks pixels"),
        (lambda: receptive_fields(JoinsJumps(), (1, 8, 8)), "aten.add: two paths join whose units move by different jumps, 1 and 2"),
        (lambda: receptive_fields(Patches(), (1, 8, 8)), r"view cuts an axis into pieces, from shape \(1, 1, 8, 8\) to \(1, 1, 4, 2, 8\)"),
        (lambda: receptive_fields(conv(3, 4), 32), r"one example's shape without the batch, such as \(3, 32, 32\); got 32"),
        (lambda: receptive_fields(conv(3, 4), (3, 0, 4)), r"got \(3, 0, 4\)"),
        (lambda: receptive_field_of(conv(3, 4), (3, 8, 8), "fc"), "no row 'fc'; the rows are Conv2d"),
        (lambda: measure_receptive_field(conv(1, 1), (1, 8, 8), (8, 0)), r"no unit \(8, 0\): the layer has units 8×8"),
        (lambda: measure_receptive_field(conv(1, 1), (1, 8, 8), (0, -1)), r"no unit \(0, -1\)"),
        (lambda: measure_receptive_field(conv(1, 1), (1, 8, 8), 3), r"no unit \(3,\): the layer has units 8×8"),
        (lambda: measure_receptive_field(conv(1, 1), (8,)), r"channels and then the image's axes, such as \(3, 32, 32\); got \(8,\)"),
        (lambda: measure_receptive_field(conv(1, 1), (1, 8, 8), layer="x"), "the model has no module 'x'; it has: none"),
        (lambda: measure_receptive_field(Residual(2, 2), (2, 8, 8), layer="c"), "no module 'c'; it has: conv1, bn1, conv2, bn2, relu"),
    ],
)  # fmt: skip
def test_bad_input_is_told(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""Sliding classifiers: the answers are those on every crop, strided or at each pixel; what cannot slide is refused in words."""

import pytest
import torch
from torch import nn

from helpers.layers import DilatedAvgPool2d
from helpers.models import AlexNet64, FullyConvolutional, chain, dilated, fully_convolutional, lenet5, lenet5_1998
from helpers.models.lenet import ScaledTanh

SHAPE = (3, 14, 17)


class OwnForward(nn.Module):
    """Not a Sequential: its forward runs its parts and flattens by hand."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 5, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Dropout(), nn.Linear(5 * 6 * 7, 4))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


CLASSIFIERS = {
    "pool": [
        nn.Conv2d(3, 5, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(5, 6, 3),
        nn.Flatten(), nn.Linear(6 * 4 * 5, 8), nn.ReLU(), nn.Linear(8, 4),
    ],
    "strided convolutions": [
        nn.Conv2d(3, 5, (3, 2), stride=(2, 3)), nn.Tanh(), nn.Conv2d(5, 6, 2, stride=2),
        nn.Flatten(), nn.Linear(6 * 3 * 3, 4),
    ],
    "three strides": [
        nn.Conv2d(3, 4, 2, stride=2), nn.MaxPool2d(3, stride=2, dilation=1), nn.AvgPool2d(2),
        nn.Flatten(1, 3), nn.Linear(4, 4, bias=False),
    ],
    "overlapping average": [
        nn.Conv2d(3, 4, 2, bias=False), nn.AvgPool2d(3, stride=2), nn.AvgPool2d(2), nn.Conv2d(4, 5, 2),
        nn.Flatten(), nn.Linear(5 * 2 * 2, 4),
    ],
    "dilated and grouped": [
        nn.Conv2d(3, 6, 3, dilation=2, groups=3), nn.MaxPool2d(2, dilation=2), nn.Conv2d(6, 4, 2, groups=2),
        nn.Flatten(), nn.Linear(4 * 3 * 5, 4),
    ],
    "norms": [
        nn.Conv2d(3, 5, 3, stride=2), nn.BatchNorm2d(5), nn.PReLU(5), nn.LocalResponseNorm(3),
        nn.Flatten(), nn.Linear(5 * 6 * 8, 8), nn.BatchNorm1d(8), nn.PReLU(8), nn.Linear(8, 4), nn.LogSoftmax(-1),
    ],
    "global average": [
        nn.Conv2d(3, 5, 3, stride=2), nn.SiLU(), nn.Conv2d(5, 4, 2), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Softmax(dim=1),
    ],
    "global maximum": [nn.Conv2d(3, 5, 3, stride=2), nn.AdaptiveMaxPool2d((1, 1)), nn.Conv2d(5, 4, 1), nn.Flatten()],
    "adaptive that divides": [
        nn.Conv2d(3, 5, 3), nn.AdaptiveAvgPool2d((4, 5)), nn.AdaptiveMaxPool2d((2, None)),
        nn.Flatten(), nn.Linear(5 * 2 * 5, 4),
    ],
    "no linear layer": [nn.Conv2d(3, 5, 3), nn.MaxPool2d(2), nn.Conv2d(5, 4, (6, 7)), nn.Softmax2d()],
    "nested": [
        nn.Sequential(nn.Conv2d(3, 5, (3, 4)), nn.Sequential(nn.ReLU(inplace=True), nn.MaxPool2d(2, ceil_mode=True))), nn.Dropout2d(),
        nn.Flatten(), nn.Dropout(), nn.Linear(5 * 6 * 7, 4),
    ],
    "padding that is none": [
        nn.Conv2d(3, 5, 3, padding="valid"), nn.Conv2d(5, 4, 1, padding="same"), nn.AvgPool2d(3, padding=0),
        nn.Flatten(), nn.PReLU(), nn.Linear(4 * 4 * 5, 4),
    ],
}  # fmt: skip


def classifier_of(name):
    """Seeded, in float64, with running statistics that a few batches have moved."""
    torch.manual_seed(0)
    model = nn.Sequential(*CLASSIFIERS[name]) if name in CLASSIFIERS else OwnForward()
    model = model.double()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias)
            nn.init.normal_(module.running_mean)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
    return model.eval()


def on_crops(model, x, stride):
    """The classifier's answers on every crop of its own size."""
    (_, h, w), (sh, sw) = SHAPE, stride
    tops, lefts = range(0, x.shape[2] - h + 1, sh), range(0, x.shape[3] - w + 1, sw)
    rows = [torch.stack([model(x[:, :, i : i + h, j : j + w]).view(len(x), -1) for j in lefts], -1) for i in tops]
    return torch.stack(rows, -2)  # n classes h_out w_out


STRIDES = {
    "pool": (2, 2), "strided convolutions": (4, 6), "three strides": (8, 8), "overlapping average": (4, 4), "dilated and grouped": (2, 2),
    "norms": (2, 2), "global average": (2, 2), "global maximum": (2, 2), "adaptive that divides": (6, 3), "no linear layer": (2, 2),
    "nested": (2, 2), "padding that is none": (3, 3), "own forward": (2, 2),
}  # fmt: skip


@pytest.mark.parametrize("convert", [fully_convolutional, dilated])
@pytest.mark.parametrize("name", STRIDES)
def test_the_answers_are_those_on_every_crop(name, convert):
    model = classifier_of(name)
    net = convert(model, SHAPE)
    stride = STRIDES[name] if convert is fully_convolutional else (1, 1)
    assert net.stride == stride and net.window == SHAPE[1:] and isinstance(net, FullyConvolutional) and not net.training
    x = torch.randn(2, 3, SHAPE[1] + 11, SHAPE[2] + 10, dtype=torch.float64, requires_grad=True)
    expected = on_crops(model, x, stride)
    out = net(x)
    h, w = expected.shape[2:]
    assert out.shape[:2] == expected.shape[:2] and out.shape[2] >= h and out.shape[3] >= w  # more: pixels that no window needs
    out = out[:, :, :h, :w]
    torch.testing.assert_close(out, expected)
    upstream = torch.randn_like(expected)
    ours, theirs = (torch.autograd.grad(answers, x, upstream)[0] for answers in (out, expected))
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(net(x[:, :, : SHAPE[1], : SHAPE[2]])[:, :, 0, 0], expected[:, :, 0, 0])


def test_a_window_without_spare_pixels_gives_one_answer_a_stop():
    """A 14×14 net with a stride-2 pool on 26×26 gives 7×7 answers, at every pixel 13×13."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.Flatten(), nn.Linear(5 * 4 * 4, 3)).eval()
    x = torch.randn(1, 1, 26, 26)
    assert fully_convolutional(model, (1, 14, 14))(x).shape == (1, 3, 7, 7)
    assert dilated(model, (1, 14, 14))(x).shape == (1, 3, 13, 13)


def test_no_stride_is_left_and_dilation_is_the_product_of_those_before():
    net = dilated(classifier_of("three strides"), SHAPE)
    assert [(type(layer), layer.dilation) for layer in net] == [
        (nn.Conv2d, (1, 1)), (nn.MaxPool2d, (2, 2)), (DilatedAvgPool2d, (4, 4)), (nn.Conv2d, (8, 8)),
    ]  # fmt: skip
    assert net[0].stride == (1, 1) and net[1].stride == 1
    assert len(net[:2]) == 2  # a slice is a plain Sequential


def test_a_pool_that_ends_at_the_crops_edge_loses_ceil_mode():
    """On a larger picture it would add a window that hangs over the edge, an answer that no crop gives."""
    model = nn.Sequential(nn.MaxPool2d(2, ceil_mode=True), nn.Flatten(), nn.Linear(4, 3))
    x = torch.randn(1, 1, 7, 9)
    assert fully_convolutional(model, (1, 4, 4))(x).shape == (1, 3, 2, 3)


def test_the_parameters_are_copies_and_as_many():
    model = classifier_of("norms")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    net = fully_convolutional(model, SHAPE)
    assert sum(p.numel() for p in net.parameters()) == sum(p.numel() for p in model.parameters())
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(7)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in [*model.modules(), *net.modules()])


def test_mode_frozen_parameters_and_dtype_are_kept():
    model = classifier_of("pool").train()
    model[5].weight.requires_grad_(False)
    net = fully_convolutional(model, SHAPE)
    assert net.training and [p.requires_grad for p in net.parameters()] == [p.requires_grad for p in model.parameters()]
    assert all(p.dtype == torch.float64 for p in net.parameters())


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Conv2d(3, 5, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1), nn.Conv2d(5, 6, 3, padding=1)],
        [nn.Conv2d(3, 5, 3, padding="same"), nn.MaxPool2d(2, padding=1), nn.Conv2d(5, 6, 3, padding="same")],
        [nn.Conv2d(3, 5, (3, 5), stride=(2, 1), padding=(1, 2)), nn.AvgPool2d(3, stride=2, padding=1), nn.AvgPool2d(2, padding=(0, 1))],
    ],
)
@pytest.mark.parametrize("size", [(14, 17), (19, 16)])
def test_with_padding_every_sth_answer_is_the_strided_nets(layers, size):
    torch.manual_seed(0)
    model = nn.Sequential(*layers).double().eval()
    x = torch.randn(2, 3, *size, dtype=torch.float64)
    for convert, step in ((fully_convolutional, (1, 1)), (dilated, fully_convolutional(model, SHAPE, True).stride)):
        torch.testing.assert_close(convert(model, SHAPE, keep_padding=True)(x)[:, :, :: step[0], :: step[1]], model(x))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("kernel_size", [4, (2, 5)])
def test_even_kernels_with_same_padding_keep_torchs_uneven_sides(kernel_size):
    """Of 3 padded cells torch puts 1 before and 2 after; two pixels apart they are 2 and 4, not the 3 and 3 of dilation 2."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(3, 4, kernel_size, padding="same"), nn.Conv2d(4, 4, 1, padding="same"))
    model = model.double().eval()
    x = torch.randn(1, *SHAPE, dtype=torch.float64)
    out = dilated(model, SHAPE, keep_padding=True)(x)
    torch.testing.assert_close(out[:, :, ::2, ::2][:, :, :7, :8], model(x))


@pytest.mark.parametrize("convert", [fully_convolutional, dilated])
def test_a_layer_that_runs_twice_slides_at_each_place_in_its_own_way(convert):
    torch.manual_seed(0)
    conv, pool, act = nn.Conv2d(2, 2, 2), nn.MaxPool2d(2, ceil_mode=True), nn.PReLU(2)
    model = nn.Sequential(conv, pool, act, conv, act, pool, nn.Flatten(), nn.Linear(2 * 3 * 3, 3)).double().eval()
    x = torch.randn(1, 2, 21, 19, dtype=torch.float64)
    net = convert(model, (2, 15, 15))
    stride = net.stride[0]
    assert stride == (4 if convert is fully_convolutional else 1) and sum(p.numel() for p in net.parameters()) == 18 + 2 + 57
    for i, j in ((0, 0), (1, 1), (1, 0)):
        crop = x[:, :, stride * i : stride * i + 15, stride * j : stride * j + 15]
        torch.testing.assert_close(net(x)[:, :, i, j], model(crop))
    over = nn.Sequential(nn.MaxPool2d(2, 1), pool, pool, nn.Flatten(), nn.Linear(2 * 4 * 4, 3))  # 15, 14, 7: the second hangs over
    with pytest.raises(ValueError, match=r"layer '1' \(MaxPool2d\): with ceil_mode its last window hangs over"):
        convert(over, (2, 15, 15))


def test_no_random_number_is_drawn_outside():
    for convert in (fully_convolutional, dilated, chain):
        model = classifier_of("norms")
        before = torch.get_rng_state()
        convert(model, SHAPE)
        assert torch.equal(torch.get_rng_state(), before)


def test_lenet_and_alexnet_slide():
    torch.manual_seed(0)
    old = lenet5_1998(table=False, learned_pooling=False).eval()
    x = torch.randn(1, 1, 36, 40)
    slid, everywhere = (convert(old, (1, 32, 32), pointwise=(ScaledTanh,)) for convert in (fully_convolutional, dilated))
    assert slid.stride == (4, 4) and slid(x).shape == (1, 10, 2, 3) and everywhere(x).shape == (1, 10, 5, 9)
    torch.testing.assert_close(slid(x)[:, :, 1, 2], old(x[:, :, 4:, 8:]), atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(everywhere(x)[:, :, 3, 5], old(x[:, :, 3:35, 5:37]), atol=1e-6, rtol=1e-5)
    with torch.device("meta"):
        net = fully_convolutional(AlexNet64(), (3, 224, 224), keep_padding=True)
        assert net.stride == (32, 32) and net(torch.zeros(1, 3, 500, 400)).shape == (1, 1000, 9, 6)
        assert sum(p.numel() for p in net.parameters()) == 61_100_840


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, x):
        return x + self.conv(x)


CONV = (nn.Conv2d(3, 5, 3),)


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        ([nn.Conv2d(3, 5, 3, padding=1)], r"layer '0' \(Conv2d\): its padding \(1, 1\) puts zeros around a crop"),
        ([nn.Conv2d(3, 5, 3, padding="same")], r"layer '0' \(Conv2d\): its padding 'same' puts zeros"),
        ([nn.MaxPool2d(2, padding=1)], r"layer '0' \(MaxPool2d\): its padding 1 lies around a crop"),
        ([nn.MaxPool2d(3, ceil_mode=True)], r"\(MaxPool2d\): with ceil_mode its last window hangs over the crop's edge"),
        ([nn.Conv2d(3, 5, (3, 4)), nn.MaxPool2d(3, 2, ceil_mode=True)], r"\(MaxPool2d\): with ceil_mode its last window hangs over"),
        ([nn.AdaptiveAvgPool2d(3)], r"\(AdaptiveAvgPool2d\): its windows differ in size: \(14, 17\) cells do not divide into \(3, 3\)"),
        ([*CONV, nn.GroupNorm(1, 5)], r"layer '1' \(GroupNorm\): its statistics run over the whole map"),
        ([*CONV, nn.BatchNorm2d(5, track_running_stats=False)], r"\(BatchNorm2d\): without running statistics"),
        ([*CONV, nn.Flatten(), nn.BatchNorm1d(900)], r"\(BatchNorm1d\): it works on a flattened map of \(5, 12, 15\)"),
        ([*CONV, nn.Flatten(), nn.PReLU(900)], r"\(PReLU\): it works on a flattened map of \(5, 12, 15\)"),
        ([*CONV, nn.Softmax(dim=-1)], r"\(Softmax\): dim -1 is not the channels"),
        ([*CONV, nn.Flatten()], r"ends in a flattened map of \(5, 12, 15\): without a linear layer after it"),
        ([*CONV, nn.Linear(15, 4)], r"\(Linear\): on an input of shape \(5, 12, 15\) it is not a layer that this function knows"),
        ([*CONV, nn.Flatten(2)], r"\(Flatten\): on an input of shape \(5, 12, 15\) it is not a layer"),
        ([nn.ConvTranspose2d(3, 5, 3)], r"\(ConvTranspose2d\): .* not a layer that this function knows"),
        ([*CONV, nn.Flatten(), nn.Linear(900, 8), nn.Unflatten(1, (2, 4))], r"\(Unflatten\): .* not a layer"),
        ([ScaledTanh()], r"layer '0' \(ScaledTanh\): .* not a layer"),
        ([Branches()], r"Sequential is no chain of layers: between layer '0.conv' \(Conv2d\) and the output .* no layer"),
        ([nn.Conv2d(2, 5, 3)], r"Sequential does not take an input of shape \(3, 14, 17\): Given groups=1"),
    ],
)  # fmt: skip
def test_what_cannot_slide_is_refused(layers, text):
    for convert in (fully_convolutional, dilated):
        with pytest.raises(ValueError, match=text):
            convert(nn.Sequential(*layers), SHAPE)


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        ([nn.Conv2d(3, 5, 3, padding=1, padding_mode="reflect")], "padding_mode 'reflect' does not stretch"),
        ([nn.AvgPool2d(3, padding=1, count_include_pad=False)], r"\(AvgPool2d\): an average that is not over kh\*kw cells"),
        ([nn.AvgPool2d(3, divisor_override=2)], r"\(AvgPool2d\): an average that is not over kh\*kw cells"),
    ],
)
def test_what_does_not_stretch_is_refused_by_dilated_alone(layers, text):
    model = nn.Sequential(*layers).eval()
    x = torch.randn(1, *SHAPE)
    torch.testing.assert_close(fully_convolutional(model, SHAPE, keep_padding=True)(x), model(x))
    with pytest.raises(ValueError, match=text):
        dilated(model, SHAPE, keep_padding=True)


def test_input_shape_has_three_numbers():
    with pytest.raises(ValueError, match=r"input_shape is \(c, h, w\), got \(28, 28\)"):
        fully_convolutional(lenet5(), (28, 28))

"""by_hand: whole models keep their outputs, gradients, buffers and keys when torch's layers are swapped for ours."""

import pytest
import torch
from torch import nn

from helpers import layers, models
from helpers.layers import by_hand
from helpers.layers.by_hand import REFERENCE

MODELS = {
    "resnet": (lambda: models.resnet_cifar(8, (4, 6, 8), 2), (2, 8, 7)),
    "plain": (lambda: models.plain_cifar(8, widths=(4, 6, 8), in_channels=2), (2, 7, 8)),
    "bottleneck, before activation": (lambda: models.resnet_cifar(11, (4, 6, 8), 1, bottleneck=True, pre_activation=True, dims=1), (1, 19)),
    "group norm and GELU": (
        lambda: models.resnet_cifar(8, (4, 6, 8), norm=lambda c: nn.GroupNorm(2, c), activation=nn.GELU, shortcut="B"), (3, 6, 5),
    ),
    "imagenet": (lambda: models.ResNet(layers.Bottleneck, (1, 1), (4, 8), stem_width=4, num_classes=5), (3, 33, 35)),
    "lenet": (lambda: models.lenet5(), (1, 28, 28)),
    "lenet 1998": (lambda: models.lenet5_1998(), (1, 32, 32)),
    "vgg": (lambda: models.vgg(11, True, widths=(2, 3, 4, 5, 6), hidden=7, pooled=2, dropout=0.0), (3, 40, 37)),
    "network in network": (lambda: models.NiN((6, 5, 4), dropout=0.0), (3, 9, 8)),
    "densenet": (lambda: models.densenet_cifar(10, 2), (3, 9, 8)),
    "convnext": (lambda: models.convnext_cifar((1, 1), (4, 6), kernel_size=3), (3, 9, 8)),
    "inception": (lambda: models.MiniInception(5, 2, width=16), (2, 16, 18)),
    "u-net": (lambda: models.UNet(1, 2, base_channels=2, depth=1, padding="same"), (1, 6, 8)),
    "encoder and decoder": (lambda: models.EncoderDecoder(2, 3, base_channels=2, depth=1), (2, 6, 8)),
    "hourglass": (lambda: models.StackedHourglass(1, 2, channels=4, depth=1, stacks=1), (1, 8, 16)),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_a_whole_model_keeps_its_numbers(name):
    build, shape = MODELS[name]
    torch.manual_seed(0)
    model = build().double()
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.5)  # VGG's own start gives scores near 0, where everything agrees
    before = {key: value.clone() for key, value in model.state_dict().items()}
    ours = by_hand(model)
    assert list(ours.state_dict()) == list(model.state_dict()) == list(before)
    left = {type(m).__name__ for m in ours.modules() if type(m).__module__.startswith("torch.nn")}
    assert left <= {"Sequential", "ModuleList", "Identity", "Flatten", "Dropout", "Upsample"}
    for training in (True, True, False):
        model.train(training)
        ours.train(training)
        x = (torch.randn(3, *shape, dtype=torch.float64) + 10).requires_grad_()
        expected, result = model(x), ours(x)
        torch.testing.assert_close(result, expected, rtol=1e-8, atol=1e-8)
        assert expected.std() > 0.01
        upstream = torch.randn_like(expected)
        theirs = torch.autograd.grad(expected, [x, *model.parameters()], upstream)
        mine = torch.autograd.grad(result, [x, *ours.parameters()], upstream)
        for a, b in zip(mine, theirs, strict=True):
            torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-7)
        for a, b in zip(ours.buffers(), model.buffers(), strict=True):
            torch.testing.assert_close(a, b)
    model.load_state_dict(ours.state_dict())
    ours.load_state_dict(before)


X1, X2, X3 = (3, 5), (3, 5, 6), (3, 5, 6, 4)  # channels, then sizes
LAYERS = [
    (nn.Conv1d(4, 6, 3, 2, 1, 2, 2, False, "circular"), (4, 7)), (nn.Conv2d(3, 2, (3, 5), padding="same"), X2),
    (nn.Conv3d(3, 2, 2, padding=1, padding_mode="reflect"), X3), (nn.ConvTranspose1d(4, 6, 3, 3, 1, 2, 2, False, 2), (4, 5)),
    (nn.ConvTranspose2d(3, 2, (3, 2), 2), X2), (nn.ConvTranspose3d(3, 2, 2), X3),
    (nn.BatchNorm1d(3, 0.1, None), X1), (nn.BatchNorm2d(3, affine=False), X2), (nn.BatchNorm3d(3, track_running_stats=False), X3),
    (nn.InstanceNorm1d(3), X1), (nn.InstanceNorm2d(3, affine=True), X2), (nn.InstanceNorm3d(3, track_running_stats=True), X3),
    (nn.GroupNorm(2, 4, affine=False), (4, 5)), (nn.LayerNorm((3, 5), 0.1), X1), (nn.LayerNorm(5, bias=False), X1),
    (nn.LayerNorm(5, elementwise_affine=False), X1), (nn.RMSNorm(5), X1), (nn.PReLU(3, 0.7), X2), (nn.LeakyReLU(0.3), X2),
    (nn.GELU("tanh"), X1), (nn.SiLU(), X1), (nn.Tanh(), X1), (nn.Sigmoid(), X1), (nn.ReLU(), X1), (nn.ReLU6(), X1), (nn.Softmax(1), X2),
    (nn.GLU(2), (3, 6)), (nn.MaxPool2d(2, 1, 1), X2), (nn.AvgPool2d(3, 1, 1, True, False, 4), X2), (nn.AvgPool1d(2), X1),
    (nn.AdaptiveAvgPool2d((2, 3)), X2), (nn.Linear(5, 2, bias=False), X1),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=str)
def test_every_setting_is_carried_over(layer, shape):
    torch.manual_seed(0)
    for p in layer.parameters():
        nn.init.normal_(p, 1)
    layer = layer.double()
    ours = by_hand(layer)
    assert type(ours) is REFERENCE[type(layer)] and type(ours).__module__.startswith("helpers")
    for training in (True, True, False):
        x = torch.randn(3, *shape, dtype=torch.float64)
        torch.testing.assert_close(ours.train(training)(x), layer.train(training)(x))
    for a, b in zip(ours.buffers(), layer.buffers(), strict=True):
        torch.testing.assert_close(a, b)


def test_every_layer_of_ours_with_a_torch_twin_is_used():
    twins = {name for name in layers.__all__ if hasattr(nn, name)}
    assert {ours.__name__ for ours in REFERENCE.values()} == twins - {"ChannelShuffle"}  # moves numbers, computes none
    assert all(torchs.__name__ == ours.__name__ for torchs, ours in REFERENCE.items())


def test_the_model_stays_and_the_copy_is_its_own():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Sequential(nn.ReLU(), nn.Flatten())).eval()
    state = torch.get_rng_state()
    copy = by_hand(model)
    assert torch.equal(torch.get_rng_state(), state)
    assert [type(m) for m in model] == [nn.Conv2d, nn.BatchNorm2d, nn.Sequential] and type(model[2][0]) is nn.ReLU
    assert type(copy[2][0]) is layers.ReLU and type(copy[2][1]) is nn.Flatten
    assert not any(m.training for m in copy.modules())
    with torch.no_grad():
        copy[0].weight.add_(1)
        copy[1].running_mean.add_(1)
    assert not torch.equal(copy[0].weight, model[0].weight) and not model[1].running_mean.any()
    assert not any(p.is_meta for p in copy.parameters()) and copy[0].weight.requires_grad


def test_what_is_shared_stays_shared_and_frozen_stays_frozen():
    shared = nn.Conv2d(2, 2, 1)
    shared.weight.requires_grad_(False)
    copy = by_hand(nn.ModuleDict({"a": shared, "b": nn.Sequential(shared, shared)}))
    assert copy["a"] is copy["b"][0] is copy["b"][1] and type(copy["a"]) is layers.Conv2d
    assert not copy["a"].weight.requires_grad and copy["a"].bias.requires_grad
    lower = nn.Linear(3, 3)
    upper = nn.Linear(3, 3)
    upper.weight = lower.weight
    first, second = by_hand(nn.Sequential(lower, upper))
    assert first.weight is second.weight


@pytest.mark.filterwarnings("ignore:.*Implicit dimension")
def test_what_a_layers_settings_do_not_say_stays_torchs():
    torch.manual_seed(0)
    utils, seen = nn.utils, []
    kept = [
        utils.spectral_norm(nn.Conv2d(2, 2, 1)),
        utils.parametrizations.weight_norm(nn.Conv2d(2, 2, 1)),
        nn.Softmax(),
    ]
    for hook in ("forward_pre", "forward", "full_backward_pre", "full_backward"):
        layer = nn.Conv2d(2, 2, 1)
        getattr(layer, f"register_{hook}_hook")(lambda *_: seen.append(1))
        kept.append(layer)
    model = nn.Sequential(*kept, nn.Conv2d(2, 2, 1)).eval()
    copy = by_hand(model)
    assert [type(layer) for layer in copy] == [*(type(layer) for layer in kept), layers.Conv2d]
    x = torch.randn(1, 2, 3, 4, requires_grad=True)
    torch.testing.assert_close(copy(x), model(x))
    seen.clear()
    copy(x).sum().backward()
    assert len(seen) == 4


def test_a_relu_in_place_no_longer_overwrites_its_input():
    x, model = torch.tensor([-1.0, 2.0]), nn.ReLU(inplace=True)
    assert by_hand(model)(x).tolist() == [0, 2] and x.tolist() == [-1, 2]


def test_a_subclass_may_do_something_else_and_is_left():
    class Odd(nn.ReLU):
        def forward(self, x):
            return x + 1

    assert type(by_hand(Odd())) is Odd
    assert by_hand(layers.BasicBlock(2, 2, skip=False)).downsample is None
    holder = nn.Module()
    holder.register_module("nothing", None)
    assert by_hand(holder)._modules == {"nothing": None}

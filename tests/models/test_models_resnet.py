"""ResNets: published counts, torchvision's keys, layers counted, sizes stage by stage, plain twins, error texts."""

import math

import pytest
import torch
from torch import nn

from helpers import models
from helpers.layers import BasicBlock, Bottleneck, PreActivationBlock, PreActivationBottleneck, ZeroPadShortcut
from helpers.models import ResNet, init_he, plain_cifar, resnet_cifar, resnet_stem, wide_resnet_cifar


def on_meta(build, *arguments, **settings):
    with torch.device("meta"):
        return build(*arguments, **settings)


def parameters(model):
    return sum(p.numel() for p in model.parameters())


def weighted_layers(model):
    """Convolutions and linear layers, shortcuts left out: what the names of the nets count."""
    return sum(isinstance(m, nn.Conv1d | nn.Conv2d | nn.Linear) and "downsample" not in n for n, m in model.named_modules())


# ---- ImageNet --------------------------------------------------------------------------------------------------------

PUBLISHED = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808, 200: 64_673_832}
BLOCKS_OF = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3), 200: (3, 24, 36, 3)}


@pytest.mark.parametrize("depth", PUBLISHED)
def test_published_counts_and_depths(depth):
    net = on_meta(getattr(models, f"resnet{depth}"))
    assert parameters(net) == PUBLISHED[depth]
    assert weighted_layers(net) == depth


def torchvision_shapes(blocks, expansion):
    """Keys and shapes of torchvision's state_dict, in its order, written down by rule."""

    def norm(name, c):
        parts = {"weight": (c,), "bias": (c,), "running_mean": (c,), "running_var": (c,), "num_batches_tracked": ()}
        return {f"{name}.{part}": shape for part, shape in parts.items()}

    shapes = {"conv1.weight": (64, 3, 7, 7), **norm("bn1", 64)}
    c_in = 64
    for i, count in enumerate(blocks):
        width = 64 * 2**i
        for j in range(count):
            name, c_out = f"layer{i + 1}.{j}", width * expansion
            kernels = [(width, c_in, 3), (width, width, 3)] if expansion == 1 else [(width, c_in, 1), (width, width, 3), (c_out, width, 1)]
            for k, (out, into, size) in enumerate(kernels, start=1):
                shapes |= {f"{name}.conv{k}.weight": (out, into, size, size), **norm(f"{name}.bn{k}", out)}
            if c_in != c_out or (i > 0 and j == 0):
                shapes |= {f"{name}.downsample.0.weight": (c_out, c_in, 1, 1), **norm(f"{name}.downsample.1", c_out)}
            c_in = c_out
    return shapes | {"fc.weight": (1000, c_in), "fc.bias": (1000,)}


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152])
def test_state_dict_is_torchvisions(depth):
    net = on_meta(getattr(models, f"resnet{depth}"))
    ours = [(key, tuple(value.shape)) for key, value in net.state_dict().items()]
    assert ours == list(torchvision_shapes(BLOCKS_OF[depth], 1 if depth < 50 else 4).items())
    assert len(ours) == {18: 122, 34: 218, 50: 320, 101: 626, 152: 932}[depth]


@pytest.mark.parametrize("depth", [18, 50, 200])
def test_sizes_stage_by_stage(depth):
    net = on_meta(getattr(models, f"resnet{depth}"))
    x, shapes = torch.zeros(2, 3, 224, 224, device="meta"), []
    for name, child in net.named_children():
        x = child(x)
        if name in ("conv1", "maxpool") or name.startswith("layer"):
            shapes.append(tuple(x.shape[1:]))
    expansion = 1 if depth == 18 else 4
    widths = [64, 64, *(expansion * width for width in (64, 128, 256, 512))]
    assert shapes == [(c, size, size) for c, size in zip(widths, (112, 56, 56, 28, 14, 7), strict=True)]
    assert x.shape == (2, 1000)


def test_stride_stands_where_torchvision_has_it():
    net = on_meta(models.resnet50)
    assert [net.layer2[0].conv1.stride, net.layer2[0].conv2.stride] == [(1, 1), (2, 2)]
    paper = on_meta(models.resnet50, stride_on="1x1")
    assert [paper.layer2[0].conv1.stride, paper.layer2[0].conv2.stride] == [(2, 2), (1, 1)]
    assert parameters(paper) == PUBLISHED[50]


def test_wider_grouped_and_other_heads():
    assert parameters(on_meta(models.resnet50, base_width=128)) == 68_883_240  # torchvision's wide_resnet50_2
    assert parameters(on_meta(models.resnet50, base_width=4, groups=32)) == 25_028_904  # resnext50_32x4d
    before = on_meta(models.resnet200, pre_activation=True)
    assert weighted_layers(before) == 200 and type(before.layer4[2]) is PreActivationBottleneck
    assert type(on_meta(models.resnet18, pre_activation=True).layer1[0]) is PreActivationBlock
    small = on_meta(models.resnet18, num_classes=7, in_channels=1)
    assert small.fc.weight.shape == (7, 512) and small.conv1.weight.shape == (64, 1, 7, 7)


# ---- CIFAR -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("depth", "count"), [(20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018), (110, 1_727_962)])
def test_cifar_counts_of_option_a(depth, count):
    residual, plain = on_meta(resnet_cifar, depth), on_meta(plain_cifar, depth)
    assert parameters(residual) == parameters(plain) == count
    assert weighted_layers(residual) == weighted_layers(plain) == depth
    assert [p.shape for p in residual.parameters()] == [p.shape for p in plain.parameters()]


@pytest.mark.parametrize("pre_activation", [False, True])
@pytest.mark.parametrize(("bottleneck", "depth", "block"), [(False, 14, 0), (True, 20, 1)])
def test_which_block_and_how_many(bottleneck, depth, block, pre_activation):
    net = resnet_cifar(depth, widths=(4, 8, 16), bottleneck=bottleneck, pre_activation=pre_activation)
    expected = ((BasicBlock, PreActivationBlock), (Bottleneck, PreActivationBottleneck))[block][pre_activation]
    blocks = [m for m in net.modules() if isinstance(m, (BasicBlock, PreActivationBlock, Bottleneck, PreActivationBottleneck))]
    assert [type(b) for b in blocks] == [expected] * 6 and weighted_layers(net) == depth
    assert net(torch.randn(2, 3, 9, 8)).shape == (2, 10)


@pytest.mark.parametrize("pre_activation", [False, True])
@pytest.mark.parametrize("skip", [False, True])
def test_forward_is_the_diagram(pre_activation, skip):
    torch.manual_seed(0)
    net = resnet_cifar(8, (4, 6, 8), 2, 5, skip=skip, pre_activation=pre_activation).double()
    x = torch.randn(3, 2, 8, 7, dtype=torch.float64)
    norm = nn.functional.batch_norm

    def normalised(x, layer):
        return norm(x, None, None, layer.weight, layer.bias, training=True)

    out = nn.functional.conv2d(x, net.conv1.weight, padding=1)
    if not pre_activation:
        out = normalised(out, net.bn1).relu()
    sizes = []
    for stage in (net.layer1, net.layer2, net.layer3):
        out = stage[0](out)
        sizes.append(tuple(out.shape[1:]))
    assert sizes == [(4, 8, 7), (6, 4, 4), (8, 2, 2)]
    if pre_activation:
        out = normalised(out, net.bn_last).relu()
    torch.testing.assert_close(net(x), out.mean((2, 3)) @ net.fc.weight.T + net.fc.bias)
    has_skips = any(isinstance(m, ZeroPadShortcut) for m in net.modules())
    assert has_skips == skip


def test_shortcut_b_adds_the_projections():
    a, b = (on_meta(resnet_cifar, 20, shortcut=kind) for kind in "AB")
    assert parameters(b) - parameters(a) == 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64


def test_wide_resnets():
    assert parameters(on_meta(wide_resnet_cifar)) == 36_479_194  # WRN-28-10
    net = on_meta(wide_resnet_cifar, 16, 2, num_classes=100)
    assert net.conv1.out_channels == 16 and net.layer3[1].conv2.out_channels == 128 and net.fc.out_features == 100
    convolutions = [m for n, m in net.named_modules() if isinstance(m, nn.Conv2d)]
    assert len(convolutions) == 16  # 1 + 12 and three projections; the paper counts 6n + 4


def test_signals_and_small_pictures():
    net = resnet_cifar(10, (4, 8), 1, 7, dims=1)
    assert net(torch.randn(3, 1, 40)).shape == (3, 7) and weighted_layers(net) == 10
    assert net[:-3](torch.randn(3, 1, 40)).shape == (3, 8, 20)
    assert resnet_cifar(8, widths=(8, 16, 32), in_channels=1)(torch.randn(2, 1, 8, 8)).shape == (2, 10)


def test_children_by_name_number_and_slice():
    net = resnet_cifar(8, widths=(4, 8, 16))
    assert " ".join(name for name, _ in net.named_children()) == "conv1 bn1 act1 layer1 layer2 layer3 avgpool flatten fc"
    assert net[0] is net.conv1 and net[-1] is net.fc and type(net[:3]) is nn.Sequential
    assert list(net[:2].state_dict())[:2] == ["conv1.weight", "bn1.weight"]
    pre = resnet_cifar(8, widths=(4, 8, 16), pre_activation=True)
    assert " ".join(name for name, _ in pre.named_children()) == "conv1 layer1 layer2 layer3 bn_last act_last avgpool flatten fc"


def test_stem():
    stem = nn.Sequential(resnet_stem(3, 64))
    x, sizes = torch.zeros(1, 3, 224, 224), []
    for layer in stem:
        x = layer(x)
        sizes.append(x.shape[-1])
    assert sizes == [112, 112, 112, 56]
    for size in (33, 40, 63):
        assert stem(torch.zeros(1, 3, size, size)).shape[-1] == (size - 1) // 4 + 1
    assert "bn1" in resnet_stem(3, 64, pre_activation=True) and list(resnet_stem(3, 8, "cifar", pre_activation=True)) == ["conv1"]


def test_he_initialisation_and_gains():
    torch.manual_seed(0)
    net = resnet_cifar(8)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d) and layer.weight.numel() > 4000:
            fan_out = layer.out_channels * math.prod(layer.kernel_size)
            assert layer.weight.std().item() == pytest.approx((2 / fan_out) ** 0.5, rel=0.05)
            assert layer.weight.abs().max() > 2.5 * (2 / fan_out) ** 0.5  # a Gaussian, not a uniform
        elif isinstance(layer, nn.BatchNorm2d):
            assert torch.equal(layer.weight, torch.ones_like(layer.weight)) and not layer.bias.any()
    torch.manual_seed(0)
    ours = nn.Conv1d(3, 4, 5)
    init_he(ours)
    torch.manual_seed(0)
    theirs = nn.Conv1d(3, 4, 5)
    nn.init.kaiming_normal_(theirs.weight, mode="fan_out", nonlinearity="relu")
    assert torch.equal(ours.weight, theirs.weight) and not ours.bias.any()
    zero = resnet_cifar(8, zero_init=True)
    assert all(not m.bn2.weight.any() and m.bn1.weight.all() for m in zero.modules() if isinstance(m, BasicBlock))


def test_norm_and_activation_reach_every_layer():
    net = resnet_cifar(8, (4, 8, 16), norm=lambda channels: nn.GroupNorm(2, channels), activation=nn.GELU, pre_activation=True)
    kinds = {type(m) for m in net.modules()}
    assert nn.BatchNorm2d not in kinds and nn.ReLU not in kinds and {nn.GroupNorm, nn.GELU} <= kinds
    assert not any(isinstance(m, nn.BatchNorm2d | nn.ReLU) for m in resnet_cifar(8, norm=nn.Identity, activation=nn.Tanh).modules())


BAD = [
    (lambda: resnet_cifar(21), r"depth must be 6n \+ 2 \(8, 14, 20, \.\.\.\) for 2 layers a block and 3 widths, got 21"),
    (lambda: resnet_cifar(2), r"depth must be 6n \+ 2 .* got 2"),
    (lambda: resnet_cifar(20, widths=(4, 8)), r"depth must be 4n \+ 2 \(6, 10, 14, \.\.\.\) for 2 layers a block and 2 widths, got 20"),
    (lambda: resnet_cifar(32, bottleneck=True), r"depth must be 9n \+ 2 \(11, 20, 29, \.\.\.\) for 3 layers a block"),
    (lambda: wide_resnet_cifar(27), r"depth of a wide ResNet must be 6n \+ 4 \(10, 16, 22, \.\.\.\), got 27"),
    (lambda: wide_resnet_cifar(4), "got 4"),
    (lambda: resnet_cifar(8, shortcut="Z"), "shortcut must be 'A' .* got 'Z'"),
    (lambda: ResNet(BasicBlock, (1, 1), (4, 8, 16)), r"one number for each stage, got 2: \(1, 1\) and 3: \(4, 8, 16\)"),
    (lambda: resnet_stem(3, 64, "mnist"), "stem must be 'imagenet' or 'cifar', got 'mnist'"),
    (lambda: resnet_cifar(8, dims=4), r"dims must be 1 \(signals\), .* got 4"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), BAD)
def test_bad_settings_get_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

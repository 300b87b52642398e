"""LeNet, AlexNet, VGG and Network in Network: the lectures' tables row by row, published counts, torchvision's keys."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import (
    C3_TABLE,
    VGG,
    AlexNet64,
    NiN,
    ScaledTanh,
    Subsampling,
    TableConv2d,
    alexnet,
    lenet5,
    lenet5_1998,
    mlpconv,
    vgg,
)


def on_meta(build, *arguments, **settings):
    with torch.device("meta"):
        return build(*arguments, **settings)


def parameters(model):
    return sum(p.numel() for p in model.parameters())


def rows(net, x):
    """Kind of layer, shape of its output and of its weight, child by child."""
    for layer in net:
        x = layer(x)
        weight = getattr(layer, "weight", None)
        yield type(layer).__name__, tuple(x.shape[1:]), None if weight is None else tuple(weight.shape)


LENET = [
    ("Conv2d", (20, 28, 28), (20, 1, 5, 5)),
    ("ReLU", (20, 28, 28), None),
    ("MaxPool2d", (20, 14, 14), None),
    ("Conv2d", (50, 14, 14), (50, 20, 5, 5)),
    ("ReLU", (50, 14, 14), None),
    ("MaxPool2d", (50, 7, 7), None),
    ("Flatten", (2450,), None),
    ("Linear", (500,), (500, 2450)),  # printed in x out; torch keeps out x in
    ("ReLU", (500,), None),
    ("Linear", (10,), (10, 500)),
]


def test_lenet_is_the_lectures_table():
    net = lenet5()
    assert list(rows(net, torch.zeros(1, 1, 28, 28))) == LENET
    assert parameters(net) == 1_256_080
    assert lenet5(7, 3)(torch.zeros(2, 3, 28, 28)).shape == (2, 7)


LENET_1998 = [  # the paper's layers, their maps and their free parameters
    ("c1", (6, 28, 28), 156), ("tanh1", (6, 28, 28), 0), ("s2", (6, 14, 14), 12), ("c3", (16, 10, 10), 1516), ("tanh3", (16, 10, 10), 0),
    ("s4", (16, 5, 5), 32), ("c5", (120, 1, 1), 48120), ("tanh5", (120, 1, 1), 0), ("flatten", (120,), 0), ("f6", (84,), 10164),
    ("tanh6", (84,), 0), ("output", (10,), 850),
]  # fmt: skip


def test_lenet_of_1998_layer_by_layer():
    net, x, seen = lenet5_1998(), torch.zeros(1, 1, 32, 32), []
    for name, layer in net.named_children():
        x = layer(x)
        seen.append((name, tuple(x.shape[1:]), parameters(layer)))
    assert seen == LENET_1998
    assert parameters(net) == 60_850 and parameters(net[:-1]) == 60_000  # the paper's count: its last layer was fixed
    assert parameters(lenet5_1998(table=False, learned_pooling=False)) == 61_706
    assert lenet5_1998(5, table=False)(torch.zeros(2, 1, 32, 32)).shape == (2, 5)


def test_pieces_of_1998():
    torch.manual_seed(0)
    x = torch.randn(2, 6, 8, 7, dtype=torch.float64)
    tanh = ScaledTanh()
    torch.testing.assert_close(tanh(x), 1.7159 * torch.tanh(2 / 3 * x))
    torch.testing.assert_close(tanh(torch.tensor([1.0, -1.0])), torch.tensor([1.0, -1.0]), atol=1e-4, rtol=0)

    pool = Subsampling(6).double()
    nn.init.normal_(pool.weight)
    nn.init.normal_(pool.bias)
    expected = F.avg_pool2d(x, 2) * pool.weight.view(1, 6, 1, 1) + pool.bias.view(1, 6, 1, 1)
    torch.testing.assert_close(pool(x), expected)

    layer = TableConv2d(C3_TABLE, 3).double()
    weight = torch.zeros(16, 6, 3, 3, dtype=torch.float64)  # the same as a dense convolution with zeros where nothing is read
    for i, maps in enumerate(C3_TABLE):
        weight[i, list(maps)] = layer.convs[i].weight[0]
    torch.testing.assert_close(layer(x), F.conv2d(x, weight, torch.cat([conv.bias for conv in layer.convs])))
    assert [len(maps) for maps in C3_TABLE] == [3] * 6 + [4] * 9 + [6] and len(set(C3_TABLE)) == 16
    assert [sum(m in maps for maps in C3_TABLE) for m in range(6)] == [10] * 6  # every map is read ten times


ALEXNET = [
    ("Conv2d", (96, 55, 55)), ("ReLU", (96, 55, 55)), ("MaxPool2d", (96, 27, 27)), ("Conv2d", (256, 27, 27)), ("ReLU", (256, 27, 27)),
    ("MaxPool2d", (256, 13, 13)), ("Conv2d", (384, 13, 13)), ("ReLU", (384, 13, 13)), ("Conv2d", (384, 13, 13)), ("ReLU", (384, 13, 13)),
    ("Conv2d", (256, 13, 13)), ("ReLU", (256, 13, 13)), ("MaxPool2d", (256, 6, 6)), ("Flatten", (9216,)), ("Linear", (4096,)),
    ("ReLU", (4096,)), ("Linear", (4096,)), ("ReLU", (4096,)), ("Linear", (1000,)),
]  # fmt: skip


@pytest.mark.parametrize(("groups", "count"), [(1, 62_378_344), (2, 60_965_224)])
def test_alexnet_is_the_lectures_table(groups, count):
    net = on_meta(alexnet, groups=groups)
    assert [row[:2] for row in rows(net, torch.zeros(1, 3, 227, 227, device="meta"))] == ALEXNET
    assert parameters(net) == count
    assert [layer.groups for layer in net if isinstance(layer, nn.Conv2d)] == [1, groups, 1, groups, groups]
    small = on_meta(alexnet, 10, 1)
    assert small.scores.out_features == 10 and small.conv1.in_channels == 1


def test_alexnet_with_64_filters_is_torchvisions():
    net = on_meta(AlexNet64)
    convolutions = [(0, 64, 3, 11), (3, 192, 64, 5), (6, 384, 192, 3), (8, 256, 384, 3), (10, 256, 256, 3)]
    shapes = {}
    for i, out, into, size in convolutions:
        shapes |= {f"features.{i}.weight": (out, into, size, size), f"features.{i}.bias": (out,)}
    for i, out, into in ((1, 4096, 9216), (4, 4096, 4096), (6, 1000, 4096)):
        shapes |= {f"classifier.{i}.weight": (out, into), f"classifier.{i}.bias": (out,)}
    assert [(k, tuple(v.shape)) for k, v in net.state_dict().items()] == list(shapes.items())
    assert parameters(net) == 61_100_840
    sizes = [shape for kind, shape, _ in rows(net.features, torch.zeros(1, 3, 224, 224, device="meta")) if kind != "ReLU"]
    assert [shape[1] for shape in sizes] == [55, 27, 27, 13, 13, 13, 13, 6]
    assert net(torch.zeros(1, 3, 224, 224, device="meta")).shape == (1, 1000)
    assert net(torch.zeros(1, 3, 300, 280, device="meta")).shape == (1, 1000)  # the adaptive pool gives 6x6 of any size
    other = on_meta(AlexNet64, 10, 1, dropout=0.2)
    assert [m.p for m in other.modules() if isinstance(m, nn.Dropout)] == [0.2, 0.2]
    assert other.classifier[6].out_features == 10 and other.features[0].in_channels == 1


VGG_COUNTS = {
    (11, False): 132_863_336, (13, False): 133_047_848, (16, False): 138_357_544, (19, False): 143_667_240,
    (11, True): 132_868_840, (13, True): 133_053_736, (16, True): 138_365_992, (19, True): 143_678_248,
}  # fmt: skip


@pytest.mark.parametrize(("depth", "batch_norm"), VGG_COUNTS)
def test_vgg_counts_layers_and_torchvisions_keys(depth, batch_norm):
    net = on_meta(vgg, depth, batch_norm)
    assert parameters(net) == VGG_COUNTS[depth, batch_norm]
    assert sum(isinstance(m, nn.Conv2d | nn.Linear) for m in net.modules()) == depth
    blocks = {11: "1 1 2 2 2", 13: "2 2 2 2 2", 16: "2 2 3 3 3", 19: "2 2 4 4 4"}[depth]
    keys, i = [], 0
    for count in blocks.split():
        for _ in range(int(count)):
            keys += [f"features.{i}.weight", f"features.{i}.bias"]
            if batch_norm:
                keys += [f"features.{i + 1}.{n}" for n in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")]
            i += 2 + batch_norm
        i += 1
    keys += [f"classifier.{i}.{n}" for i in (0, 3, 6) for n in ("weight", "bias")]
    assert list(net.state_dict()) == keys
    sizes = [shape for kind, shape, _ in rows(net.features, torch.zeros(1, 3, 224, 224, device="meta")) if kind == "MaxPool2d"]
    assert sizes == [(64, 112, 112), (128, 56, 56), (256, 28, 28), (512, 14, 14), (512, 7, 7)]
    assert net(torch.zeros(1, 3, 224, 224, device="meta")).shape == (1, 1000)


def test_a_toy_vgg_is_its_layers():
    torch.manual_seed(0)
    net = VGG((1, 2), (4, 6), batch_norm=True, num_classes=5, in_channels=2, hidden=7, pooled=2).double().eval()
    for name, numbers in net.state_dict().items():  # no two channels alike, and none that ReLU silences for good
        if name.endswith("running_var"):
            numbers.uniform_(0.5, 2)
        elif numbers.is_floating_point():
            numbers.normal_(0, 0.5)
    x = torch.randn(3, 2, 9, 8, dtype=torch.float64)
    out = x
    for stage in ((0,), (4, 7)):
        for i in stage:
            conv, norm = net.features[i], net.features[i + 1]
            out = F.conv2d(out, conv.weight, conv.bias, padding=1)
            out = F.batch_norm(out, norm.running_mean, norm.running_var, norm.weight, norm.bias).relu()
        out = F.max_pool2d(out, 2)
    out = F.adaptive_avg_pool2d(out, 2).flatten(1)
    for i in (0, 3, 6):
        out = F.linear(out.relu() if i else out, net.classifier[i].weight, net.classifier[i].bias)
    torch.testing.assert_close(net(x), out)
    assert out.std() > 0.01
    net.train()
    assert not torch.equal(net(x), net(x))  # dropout
    assert [m.p for m in VGG((1,), (2,), dropout=0.1).modules() if isinstance(m, nn.Dropout)] == [0.1, 0.1]
    assert len(VGG((1,), (2,), hidden=0).classifier) == 1


def test_vgg_starts_with_torchvisions_numbers():
    torch.manual_seed(0)
    net = vgg(11, widths=(8, 16, 16, 16, 16), hidden=50, pooled=2)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            expected = (2 / (9 * layer.out_channels)) ** 0.5 if isinstance(layer, nn.Conv2d) else 0.01
            assert layer.weight.std().item() == pytest.approx(expected, rel=0.15) and not layer.bias.any()


def test_three_3x3_layers_cost_less_than_one_7x7():
    stack = VGG((3,), (16,), in_channels=16, hidden=0, num_classes=1, pooled=1)
    assert sum(p.numel() for p in stack.features.parameters() if p.ndim == 4) == 3 * 9 * 16**2 < 49 * 16**2


def test_network_in_network():
    net = NiN()
    assert parameters(net) == 966_986
    x, sizes = torch.zeros(1, 3, 32, 32), []
    for layer in net:
        x = layer(x)
        sizes.append(tuple(x.shape[1:]))
    assert sizes == [(96, 32, 32), (96, 16, 16), (96, 16, 16), (192, 16, 16), (192, 8, 8), (192, 8, 8), (10, 8, 8), (10, 1, 1), (10,)]
    small = NiN((6, 5, 4), in_channels=2, num_classes=3, dropout=0).double()
    x = torch.randn(2, 2, 9, 8, dtype=torch.float64)
    maps = small[:-2](x)
    torch.testing.assert_close(small(x), maps.mean((2, 3)))
    assert maps.shape == (2, 3, 3, 2) and (maps < 0).any()  # scores are linear
    assert not any(isinstance(m, nn.Linear) for m in net.modules())
    assert [m.p for m in NiN().modules() if isinstance(m, nn.Dropout)] == [0.5, 0.5]


def test_mlpconv_is_a_small_network_at_every_pixel():
    torch.manual_seed(0)
    unit = mlpconv(2, (5, 4, 3), 3).double()
    x = torch.randn(1, 2, 4, 5, dtype=torch.float64)
    window = F.pad(x, (1, 1, 1, 1))[0, :, 2:5, 1:4]  # around pixel (2, 1)
    values = window.flatten()
    for conv in (unit[0], unit[2], unit[4]):
        values = F.linear(values, conv.weight.flatten(1), conv.bias).relu()
    torch.testing.assert_close(unit(x)[0, :, 2, 1], values)


BAD = [
    (lambda: alexnet(groups=5), "groups must divide 96, 256 and 384 maps, got 5"),
    (lambda: alexnet(groups=3), "got 3"),
    (lambda: alexnet(groups=0), "got 0"),
    (lambda: vgg(17), "VGG has depth 11, 13, 16 or 19, got 17"),
    (lambda: VGG((1, 2), (4,)), r"one number for each stage, got 2: \(1, 2\) and 1: \(4,\)"),
    (lambda: mlpconv(3, (4, 4, 4), 2), "kernel_size must be odd, so that the size stays, got 2"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), BAD)
def test_bad_settings_get_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

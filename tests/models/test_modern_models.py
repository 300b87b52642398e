"""DenseNet, ConvNeXt, SqueezeNet, GoogLeNet, MobileNet v2, ResNeXt: published counts, torchvision's keys and its numbers.

The fingerprints of keys and shapes and the scores were recorded with torchvision 0.28 and torch 2.13 on the weights and the pictures of
known_weights.py: the first three scores of each of two pictures.
"""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from known_weights import fill, fingerprint, picture
from torch import nn

from helpers import models
from helpers.geometry import conv_macs, linear_macs

googlenet = partial(models.GoogLeNet, norm=partial(nn.BatchNorm2d, eps=1e-3), large_kernel=3)
TORCHVISION = [
    (models.densenet121, "aa0fd9923b0003b8", [-4.381343, -1.222514, -0.62811, -5.25266, -1.183547, -0.433491]),
    (models.convnext_tiny, "2bc10f3450aaa086", [2.772976, 1.221775, -0.955305, 0.929664, 0.794838, -0.871286]),
    (models.squeezenet1_0, "4654d26ad581241f", [0.714493, 1.139104, 1.898157, 0.706437, 0.976496, 1.877412]),
    (models.squeezenet1_1, "1d365589393f9c1e", [1.080455, 0.829572, 1.051053, 1.081358, 0.944642, 1.1312]),
    (googlenet, "f66489fa14bd9d5a", [8.964291, -2.374434, -3.214081, 9.432549, -0.286567, -3.040115]),
    (models.MobileNetV2, "37bbbce8932fd0c4", [2.056637, -1.948685, -3.76029, 3.816904, -1.938687, -2.584989]),
    (models.resnext50_32x4d, "e3bad165c034e60f", [5854.085556, -6031.402095, 2676.815171, 6464.697558, -6546.42074, 2669.86146]),
]
PUBLISHED = [
    (models.densenet121, 7978856),
    (partial(models.DenseNet, 48, (6, 12, 36, 24), 96), 28681000),  # DenseNet-161
    (partial(models.densenet121, block_config=(6, 12, 32, 32)), 14149480),  # DenseNet-169
    (partial(models.densenet121, block_config=(6, 12, 48, 32)), 20013928),  # DenseNet-201
    (models.convnext_tiny, 28589128),
    (partial(models.convnext_tiny, depths=(3, 3, 27, 3)), 50223688),  # ConvNeXt-S
    (models.squeezenet1_0, 1248424),
    (models.squeezenet1_1, 1235496),
    (googlenet, 6624904),
    (partial(models.GoogLeNet, norm=None), 6998552),
    (models.MobileNetV2, 3504872),
    (models.resnext50_32x4d, 25028904),
]
SMALL = [
    partial(models.densenet_cifar, 10, 4),
    partial(models.densenet_cifar, 16, 4, bottleneck=True),
    partial(models.convnext_cifar, (1, 2), (8, 12), kernel_size=3),
    partial(models.convnext_cifar, (1, 1, 1), (8, 8, 8), patch=2, layer_scale=0.1),
    models.squeezenet_cifar,
    partial(models.MiniInception, width=8),
    partial(models.MiniInception, width=16, naive=True),
    partial(models.MiniInception, width=8, norm=None, activation=nn.Tanh),
    models.mobilenet_cifar,
    partial(models.resnext_cifar, 2, 64, (4, 8)),
]


@pytest.mark.parametrize(("build", "keys", "scores"), TORCHVISION)
def test_keys_shapes_and_scores_are_torchvisions(build, keys, scores):
    model = fill(build().double().eval())
    assert fingerprint(model) == keys
    with torch.no_grad():
        ours = model(picture())
    assert ours.shape == (2, 1000)
    expected = torch.tensor(scores, dtype=torch.float64)
    torch.testing.assert_close(ours[:, :3].flatten(), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("build", "parameters"), PUBLISHED)
def test_published_parameters(build, parameters):
    with torch.device("meta"):
        model = build()
        assert sum(p.numel() for p in model.parameters()) == parameters
        assert model(torch.empty(1, 3, 224, 224)).shape == (1, 1000)


def test_the_small_nets_of_the_papers():
    """Their tables give millions with one digit."""
    with torch.device("meta"):
        nets = {
            "DenseNet 40, k = 12": models.densenet_cifar(40, 12),
            "DenseNet-BC 100, k = 12": models.densenet_cifar(100, 12, bottleneck=True),
            "ResNeXt-29, 8x64d": models.resnext_cifar(8, 64),
        }
    millions = {name: round(sum(p.numel() for p in net.parameters()) / 1e6, 1) for name, net in nets.items()}
    assert millions == {"DenseNet 40, k = 12": 1.0, "DenseNet-BC 100, k = 12": 0.8, "ResNeXt-29, 8x64d": 34.4}


@pytest.mark.parametrize("build", SMALL)
def test_small_nets_learn_on_one_channel(build):
    """Every parameter gets a gradient, and a few steps on eight pictures lower the loss; the number of classes is the one asked for."""
    torch.manual_seed(0)
    model = build(num_classes=5, in_channels=1)
    x, labels = torch.randn(8, 1, 9, 12), torch.arange(8) % 5
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(12):
        loss = F.cross_entropy(model(x), labels)
        optimiser.zero_grad()
        loss.backward()
        assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.9 * losses[0]
    model.eval()
    torch.testing.assert_close(model(x)[3:4], model(x[3:4]), rtol=1e-4, atol=1e-5)  # in eval mode no picture looks at another


def test_stages_of_densenet121():
    """Channels double into a block's output and halve in a transition: the paper's table 1."""
    with torch.device("meta"):
        features, x, shapes = models.densenet121().features, torch.empty(1, 3, 224, 224), {}
        for name, layer in features.named_children():
            x = layer(x)
            shapes[name] = tuple(x.shape[1:])
    assert [shapes[name] for name in ("conv0", "pool0")] == [(64, 112, 112), (64, 56, 56)]
    assert [shapes[f"denseblock{i}"] for i in (1, 2, 3, 4)] == [(256, 56, 56), (512, 28, 28), (1024, 14, 14), (1024, 7, 7)]
    assert [shapes[f"transition{i}"] for i in (1, 2, 3)] == [(128, 28, 28), (256, 14, 14), (512, 7, 7)]


def test_stages_of_the_others():
    with torch.device("meta"):
        x = torch.empty(1, 3, 224, 224)
        sizes = [tuple(models.convnext_tiny().features[: i + 1](x).shape[1:]) for i in (0, 1, 3, 5, 7)]
        assert sizes == [(96, 56, 56), (96, 56, 56), (192, 28, 28), (384, 14, 14), (768, 7, 7)]
        assert [tuple(net().features(x).shape[1:]) for net in (models.squeezenet1_0, models.squeezenet1_1)] == [(512, 13, 13)] * 2
        assert models.MobileNetV2().features(x).shape[1:] == (1280, 7, 7)
        out = {}
        for name, layer in models.GoogLeNet().named_children():
            x = layer(x)
            out[name] = tuple(x.shape[1:])
    assert (out["inception3a"], out["inception3b"]) == ((256, 28, 28), (480, 28, 28))
    assert (out["inception4a"], out["inception4e"]) == ((512, 14, 14), (832, 14, 14))
    assert (out["inception5b"], out["avgpool"], out["fc"]) == ((1024, 7, 7), (1024, 1, 1), (1000,))


def multiply_adds(model, x):
    """Multiply-adds of all convolutions and linear layers for the input x, by the rules of geometry."""
    total = []

    def count(layer, _, out):
        if isinstance(layer, nn.Conv2d):
            total.append(conv_macs(layer.in_channels, layer.out_channels, layer.kernel_size, tuple(out.shape[2:]), layer.groups))
        elif isinstance(layer, nn.Linear):
            total.append(linear_macs(layer.in_features, layer.out_features) * out[0].numel() // layer.out_features)

    for layer in model.modules():
        layer.register_forward_hook(count)
    model(x)
    return sum(total)


def test_published_multiply_adds():
    """In billions at 224x224, as torchvision lists them; version 1.1 of SqueezeNet needs 2.4 times fewer than 1.0."""
    builds = (
        models.densenet121,
        models.convnext_tiny,
        models.squeezenet1_0,
        models.squeezenet1_1,
        models.MobileNetV2,
        models.resnext50_32x4d,
    )
    with torch.device("meta"):
        counts = [multiply_adds(build(), torch.empty(1, 3, 224, 224)) for build in builds]
    assert [round(count / 1e9, 2) for count in counts] == [2.83, 4.46, 0.82, 0.35, 0.3, 4.23]


def test_reductions_make_the_mini_inception_cheaper():
    with torch.device("meta"):
        costs = [multiply_adds(models.MiniInception(naive=naive), torch.empty(1, 3, 32, 32)) for naive in (False, True)]
    assert costs[1] > 4 * costs[0]


def test_dropout_and_scores_of_squeezenet():
    torch.manual_seed(0)
    model = models.squeezenet1_1(num_classes=7)
    assert [type(m) for m in model.classifier] == [nn.Dropout, nn.Conv2d, nn.ReLU, nn.AdaptiveAvgPool2d]
    assert model.classifier[0].p == 0.5 and models.GoogLeNet(num_classes=2).dropout.p == 0.4
    assert (model(torch.randn(2, 3, 64, 80)) >= 0).all()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: models.DenseNet(compression=0.0), "compression must be above 0 and at most 1, got 0.0"),
        (lambda: models.DenseNet(compression=1.5), "compression must be above 0 and at most 1, got 1.5"),
        (lambda: models.dense_stem(3, 8, "small"), "stem must be 'imagenet' or 'cifar', got 'small'"),
        (lambda: models.densenet_cifar(41), r"depth must be 3n \+ 4 \(7, 10, ...\), got 41"),
        (lambda: models.densenet_cifar(43, bottleneck=True), r"depth must be 6n \+ 4 \(10, 16, ...\), got 43"),
        (lambda: models.densenet_cifar(4), r"depth must be 3n \+ 4 \(7, 10, ...\), got 4"),
        (lambda: models.ConvNeXt((1, 1), (8,)), r"depths and widths need one number for each stage, got 2: \(1, 1\) and 1: \(8,\)"),
        (lambda: models.SqueezeNet(((8, 8), "pol")), r"a layout holds pairs \(squeeze, expand\) and the word 'pool', got 'pol'"),
        (lambda: models.MiniInception(width=12), "width must be a multiple of 8, got 12"),
        (lambda: models.MiniInception(width=0), "width must be a multiple of 8, got 0"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

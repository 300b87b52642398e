"""DenseNet: torchvision's keys and scores, published counts, the paper's table of stages."""

from functools import partial

import pytest
import torch
from model_checks import assert_is_torchvisions, assert_learns, multiply_adds, parameters
from torch import nn

from helpers.models import DenseNet, dense_stem, densenet121, densenet_cifar


def test_stages_of_densenet121():
    """A transition halves what a block has made of the channels: the paper's table 1."""
    with torch.device("meta"):
        features, x, shapes = densenet121().features, torch.empty(1, 3, 224, 224), {}
        for name, layer in features.named_children():
            x = layer(x)
            shapes[name] = tuple(x.shape[1:])
    assert [shapes[name] for name in ("conv0", "pool0")] == [(64, 112, 112), (64, 56, 56)]
    assert [shapes[f"denseblock{i}"] for i in (1, 2, 3, 4)] == [(256, 56, 56), (512, 28, 28), (1024, 14, 14), (1024, 7, 7)]
    assert [shapes[f"transition{i}"] for i in (1, 2, 3)] == [(128, 28, 28), (256, 14, 14), (512, 7, 7)]


def test_settings_reach_the_layers():
    net = DenseNet(4, (1, 1), 8, bn_size=2, compression=0.75, drop_rate=0.3, norm=nn.InstanceNorm2d, activation=nn.SiLU)
    assert net.features.transition1.conv.out_channels == 9
    layer = net.features.denseblock1.denselayer1
    assert (layer.conv1.out_channels, layer.dropout.p) == (8, 0.3)
    kinds = {type(m) for m in net.modules()}
    assert {nn.InstanceNorm2d, nn.SiLU} <= kinds and not {nn.BatchNorm2d, nn.ReLU} & kinds
    bc = densenet_cifar(16, 5, bottleneck=True)
    assert (bc.features.conv0.out_channels, bc.features.transition1.conv.out_channels) == (10, 10)
    assert len(bc.features.denseblock3) == 2 and len(densenet_cifar(16, 5).features.denseblock3) == 4


def test_the_small_nets_of_the_paper():
    """Its table 2 gives millions with one digit."""
    with torch.device("meta"):
        nets = densenet_cifar(40, 12), densenet_cifar(100, 12, bottleneck=True)
    assert [round(sum(p.numel() for p in net.parameters()) / 1e6, 1) for net in nets] == [1.0, 0.8]


@pytest.mark.parametrize("build", [partial(densenet_cifar, 10, 4), partial(densenet_cifar, 16, 4, bottleneck=True)])
def test_small_nets_learn(build):
    assert_learns(build)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: DenseNet(compression=0.0), "compression must be above 0 and at most 1, got 0.0"),
        (lambda: DenseNet(compression=1.5), "compression must be above 0 and at most 1, got 1.5"),
        (lambda: dense_stem(3, 8, "small"), "stem must be 'imagenet' or 'cifar', got 'small'"),
        (lambda: densenet_cifar(41), r"depth must be 3n \+ 4 \(7, 10, ...\), got 41"),
        (lambda: densenet_cifar(43, bottleneck=True), r"depth must be 6n \+ 4 \(10, 16, ...\), got 43"),
        (lambda: densenet_cifar(4), r"depth must be 3n \+ 4 \(7, 10, ...\), got 4"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_keys_shapes_and_scores_are_torchvisions():
    scores = [-4.381343, -1.222514, -0.62811, -5.25266, -1.183547, -0.433491]
    assert_is_torchvisions(densenet121, "aa0fd9923b0003b8", scores)


def test_published_counts():
    assert parameters(densenet121) == 7978856
    assert parameters(partial(DenseNet, 48, (6, 12, 36, 24), 96)) == 28681000  # DenseNet-161
    assert parameters(partial(densenet121, block_config=(6, 12, 32, 32))) == 14149480  # DenseNet-169
    assert parameters(partial(densenet121, block_config=(6, 12, 48, 32))) == 20013928  # DenseNet-201
    assert round(multiply_adds(densenet121) / 1e9, 2) == 2.83

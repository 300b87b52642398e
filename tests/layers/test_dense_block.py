"""DenseNet's pieces: equal to their equations, and the channels grow as the lecture counts them."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.layers import DenseBlock, DenseLayer, Transition


def dense_layer(x, p, prefix=""):
    new = p.conv(p.norm(x, f"{prefix}norm1").relu(), f"{prefix}conv1")
    new = p.conv(p.norm(new, f"{prefix}norm2").relu(), f"{prefix}conv2", padding=1)
    return torch.cat([x, new], 1)


def plain_layer(x, p):
    return torch.cat([x, p.conv(p.norm(x, "norm1").relu(), "conv1", padding=1)], 1)


def gelu_block(x, p):
    for i in (1, 2):
        x = torch.cat([x, p.conv(F.gelu(p.norm(x, f"denselayer{i}.norm1")), f"denselayer{i}.conv1", padding=1)], 1)
    return x


def transition(x, p):
    return F.avg_pool2d(p.conv(p.norm(x, "norm").relu(), "conv"), 2)


@pytest.mark.parametrize(
    ("block", "equation"),
    [
        (lambda: DenseLayer(4, 3), dense_layer),
        (lambda: DenseLayer(4, 3, bn_size=None), plain_layer),
        (lambda: DenseBlock(2, 4, 3), lambda x, p: dense_layer(dense_layer(x, p, "denselayer1."), p, "denselayer2.")),
        (lambda: DenseBlock(2, 4, 3, bn_size=None, activation=nn.GELU), gelu_block),
        (lambda: Transition(4, 2), transition),
    ],
)
def test_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_three_channels_become_35_67_99():
    block = DenseBlock(3, in_channels=3, growth_rate=32)
    x, channels = torch.randn(2, 3, 4, 5), []
    image = x
    for layer in block:
        x = layer(x)
        channels.append(x.shape[1])
    assert channels == [layer.out_channels for layer in block] == [35, 67, 99]
    assert block.out_channels == 99
    assert block[:2](image).shape[1] == 67 and list(dict(block[1:].named_children())) == ["denselayer2", "denselayer3"]
    assert block[-1].out_channels == 99
    assert torch.equal(x[:, :3], image)  # the picture itself is still there
    assert [DenseBlock(k, 16, 4).out_channels for k in (1, 2, 3)] == [20, 24, 28]


def test_the_bottleneck_is_bn_size_growth_rates_wide():
    layer = DenseLayer(10, 6, bn_size=2)
    assert layer.conv1.bias is None and layer.conv2.bias is None  # a norm follows, or the next layer's does
    shapes = [tuple(p.shape) for p in layer.parameters() if p.ndim == 4]
    assert shapes == [(12, 10, 1, 1), (6, 12, 3, 3)]
    assert DenseLayer(10, 6).conv1.out_channels == DenseBlock(1, 10, 6)[0].conv1.out_channels == 24


def test_dropout_acts_on_the_new_features_and_only_in_training():
    torch.manual_seed(0)
    layer = DenseBlock(1, 4, 50, drop_rate=0.5)
    x = torch.randn(2, 4, 6, 5)
    out = layer(x)
    assert torch.equal(out[:, :4], x)
    assert 0.4 < (out[:, 4:] == 0).double().mean() < 0.6
    layer.eval()
    assert (layer(x)[:, 4:] != 0).all()


def test_another_norm():
    layer = DenseLayer(4, 4, norm=lambda c: nn.GroupNorm(2, c))
    assert [type(m).__name__ for m in (layer.norm1, layer.norm2)] == ["GroupNorm", "GroupNorm"]
    assert isinstance(Transition(4, 2, norm=nn.InstanceNorm2d, activation=nn.SiLU).relu, nn.SiLU)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: DenseLayer(4, 0), "growth_rate must be at least 1, got 0"),
        (lambda: DenseLayer(4, 3, bn_size=0), "bn_size must be at least 1, got 0"),
        (lambda: DenseBlock(0, 4, 3), "num_layers must be at least 1, got 0"),
        (lambda: DenseLayer(4, 3)(torch.zeros(1, 5, 6, 7)), r"DenseLayer needs x \(n, 4, h, w\), got shape \(1, 5, 6, 7\)"),
        (lambda: Transition(2, 1)(torch.zeros(1, 3, 6, 6)), r"Transition needs x \(n, 2, h, w\), got shape \(1, 3, 6, 6\)"),
        (lambda: DenseBlock(2, 4, 3)(torch.zeros(4, 6, 7)), r"DenseLayer needs x \(n, 4, h, w\), got shape \(4, 6, 7\)"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

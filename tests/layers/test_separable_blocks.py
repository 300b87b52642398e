"""Depthwise and pointwise convolution, MobileNet's blocks: equal to their equations, with the lecture's counts."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.geometry import conv_macs
from helpers.layers import InvertedResidual, SeparableConv2d, depthwise


def unit(x, p, name, act, **settings):
    x = p.norm(p.conv(x, f"{name}.0", **settings), f"{name}.1")
    return act(x)


def separable(x, p):
    return unit(unit(x, p, "depthwise", F.relu, padding=2, stride=2, groups=4), p, "pointwise", F.relu)


def inverted(x, p, stride=1):
    y = unit(x, p, "conv.0", F.relu6)
    y = unit(y, p, "conv.1", F.relu6, padding=1, stride=stride, groups=y.shape[1])
    y = p.norm(p.conv(y, "conv.2"), "conv.3")
    return x + y if y.shape == x.shape else y


def without_expansion(x, p):
    y = unit(x, p, "conv.0", F.hardswish, padding=1, groups=4)
    return p.norm(p.conv(y, "conv.1"), "conv.2")


@pytest.mark.parametrize(
    ("block", "equation"),
    [
        (lambda: SeparableConv2d(4, 6, 5, stride=2), separable),
        (lambda: SeparableConv2d(4, 6, norm=None, activation=None),
         lambda x, p: p.conv(p.conv(x, "depthwise.0", padding=1, groups=4), "pointwise.0")),
        (lambda: InvertedResidual(4, 4), inverted),
        (lambda: InvertedResidual(4, 6, expand_ratio=3), inverted),
        (lambda: InvertedResidual(4, 4, stride=2), lambda x, p: inverted(x, p, stride=2)),
        (lambda: InvertedResidual(4, 6, expand_ratio=1, activation=nn.Hardswish), without_expansion),
    ],
)  # fmt: skip
def test_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_depthwise_filters_each_channel_alone():
    torch.manual_seed(0)
    layer = depthwise(5, (3, 2), stride=2, padding=1, dilation=2, multiplier=2).double()
    x = torch.randn(2, 5, 9, 8, dtype=torch.float64)
    assert layer.weight.shape == (10, 1, 3, 2)
    alone = [
        F.conv2d(x[:, c : c + 1], layer.weight[2 * c : 2 * c + 2], layer.bias[2 * c : 2 * c + 2], 2, 1, 2) for c in range(5)
    ]  # fmt: skip
    torch.testing.assert_close(layer(x), torch.cat(alone, 1))
    assert depthwise(5, 3, bias=False).bias is None
    assert depthwise(5, 3, bias=False).weight.numel() == 45
    assert depthwise(5, 3, padding="same")(torch.zeros(1, 5, 4, 6)).shape == (1, 5, 4, 6)


def test_without_norm_and_activation_the_pair_is_one_full_convolution():
    """Its kernel is the outer product of the pointwise weights and the depthwise filters."""
    torch.manual_seed(0)
    pair = SeparableConv2d(3, 4, norm=None, activation=None).double()
    nn.init.zeros_(pair.depthwise[0].bias)
    kernel = torch.einsum("oi,ihw->oihw", pair.pointwise[0].weight[:, :, 0, 0], pair.depthwise[0].weight[:, 0])
    x = torch.randn(2, 3, 6, 5, dtype=torch.float64)
    torch.testing.assert_close(pair(x), F.conv2d(x, kernel, pair.pointwise[0].bias, padding=1))


def test_the_pair_needs_one_over_c_out_plus_one_over_k_squared_of_the_multiply_adds():
    full = conv_macs(64, 128, 3, output_size=(56, 56))
    pair = conv_macs(64, 64, 3, (56, 56), groups=64) + conv_macs(64, 128, 1, output_size=(56, 56))
    assert (full, pair) == (231211008, 27496448)
    assert abs(pair / full - (1 / 128 + 1 / 9)) < 1e-12


def test_the_input_is_added_only_where_shapes_agree():
    assert InvertedResidual(4, 4).adds_input
    assert not InvertedResidual(4, 6).adds_input
    assert not InvertedResidual(4, 4, stride=2).adds_input


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: depthwise(0, 3), "channels must be at least 1, got 0"),
        (lambda: depthwise(2, 3, multiplier=0), "multiplier must be at least 1, got 0"),
        (lambda: SeparableConv2d(4, 6, 4), "kernel_size must be odd to keep the size, got 4"),
        (lambda: SeparableConv2d(4, 6)(torch.zeros(1, 3, 5, 6)), r"SeparableConv2d needs x \(n, 4, h, w\), got shape \(1, 3, 5, 6\)"),
        (lambda: InvertedResidual(4, 4, stride=3), "stride of an inverted residual must be 1 or 2, got 3"),
        (lambda: InvertedResidual(4, 4, expand_ratio=0), "expand_ratio must be at least 1, got 0"),
        (lambda: InvertedResidual(4, 4)(torch.zeros(1, 3, 5, 6)), r"InvertedResidual needs x \(n, 4, h, w\), got shape \(1, 3, 5, 6\)"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

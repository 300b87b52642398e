"""Squeeze of the channels: a 1x1 is a linear layer at each pixel, and the lecture's counts of 64 -> 18 -> 128."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.geometry import conv_macs
from helpers.layers import SqueezedConv2d, merge_pointwise, pointwise_to_linear


def squeezed(x, p):
    return p.conv(p.conv(x, "squeeze").relu(), "conv", stride=2, padding=1)


@pytest.mark.parametrize(
    ("block", "equation"),
    [
        (lambda: SqueezedConv2d(4, 2, 5, 3, stride=2, padding=1, activation=nn.ReLU), squeezed),
        (lambda: SqueezedConv2d(4, 2, 5, 3, bias=False), lambda x, p: p.conv(p.conv(x, "squeeze"), "conv")),
        (lambda: SqueezedConv2d(4, 3, 5, 5, padding="same"), lambda x, p: p.conv(p.conv(x, "squeeze"), "conv", padding=2)),
    ],
)
def test_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_the_lectures_counts_on_112_by_112():
    direct = nn.Conv2d(64, 128, 5, padding=2, bias=False)
    block = SqueezedConv2d(64, 18, 128, 5, padding=2, bias=False)
    assert direct.weight.numel() == 204800
    assert [p.numel() for p in block.parameters()] == [1152, 57600]
    assert conv_macs(64, 128, 5, (112, 112)) == 2569011200
    steps = conv_macs(64, 18, 1, (112, 112)), conv_macs(18, 128, 5, (112, 112))
    assert steps == (14450688, 722534400) and sum(steps) == 736985088
    assert round(204800 / 58752, 3) == round(2569011200 / 736985088, 3) == 3.486
    x = torch.zeros(1, 64, 8, 7)
    assert block(x).shape == direct(x).shape


@pytest.mark.parametrize("bias", [True, False])
def test_a_1x1_convolution_is_a_linear_layer_at_each_pixel(bias):
    torch.manual_seed(0)
    conv = nn.Conv2d(6, 4, 1, bias=bias, dtype=torch.float64)
    linear = pointwise_to_linear(conv)
    x = torch.randn(2, 6, 5, 3, dtype=torch.float64, requires_grad=True)
    ours, theirs = conv(x), linear(x.movedim(1, -1)).movedim(-1, 1)
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(ours)
    torch.testing.assert_close(*(torch.autograd.grad(y, x, upstream)[0] for y in (ours, theirs)))
    with torch.no_grad():
        linear.weight.zero_()  # shared, not copied
    assert (conv.weight == 0).all()
    assert (linear.bias is None) is not bias
    assert linear(x.movedim(1, -1)).shape == (2, 5, 3, 4)


def test_without_an_activation_the_two_convolutions_are_one_of_low_rank():
    torch.manual_seed(0)
    first = torch.randn(3, 8, 1, 1, dtype=torch.float64, requires_grad=True)
    second = torch.randn(5, 3, 3, 2, dtype=torch.float64, requires_grad=True)
    x = torch.randn(2, 8, 6, 7, dtype=torch.float64)
    merged = merge_pointwise(first, second)
    ours = F.conv2d(x, merged, stride=2, padding=1, dilation=2)
    theirs = F.conv2d(F.conv2d(x, first), second, stride=2, padding=1, dilation=2)
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(ours)
    for mine, its in zip(*(torch.autograd.grad(y, (first, second), upstream) for y in (ours, theirs)), strict=True):
        torch.testing.assert_close(mine, its)
    assert merged.shape == (5, 8, 3, 2)
    assert torch.linalg.matrix_rank(merged.transpose(0, 1).flatten(1)) == 3
    relu_between = F.conv2d(F.conv2d(x, first).relu(), second, stride=2, padding=1, dilation=2)
    assert (relu_between - theirs).abs().max() > 0.1


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: pointwise_to_linear(nn.Conv2d(4, 2, 3)), r"got kernel \(3, 3\), stride \(1, 1\), padding \(0, 0\), 1 groups"),
        (lambda: pointwise_to_linear(nn.Conv2d(4, 2, 1, stride=2)), r"got kernel \(1, 1\), stride \(2, 2\)"),
        (lambda: pointwise_to_linear(nn.Conv2d(4, 2, 1, padding=1)), r"padding \(1, 1\)"),
        (lambda: pointwise_to_linear(nn.Conv2d(4, 2, 1, groups=2)), "2 groups"),
        (lambda: merge_pointwise(torch.zeros(3, 8, 1, 1), torch.zeros(5, 4, 3, 3)), r"got \(3, 8, 1, 1\) and \(5, 4, 3, 3\)"),
        (lambda: merge_pointwise(torch.zeros(3, 8, 1, 2), torch.zeros(5, 3, 3, 3)), r"got \(3, 8, 1, 2\) and \(5, 3, 3, 3\)"),
        (lambda: SqueezedConv2d(4, 2, 5, 3)(torch.zeros(2, 3, 5, 5)), r"SqueezedConv2d needs x \(n, 4, h, w\), got shape \(2, 3, 5, 5\)"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

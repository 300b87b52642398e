"""Grouped convolution against torch's own groups; ResNeXt's block equals the sum of its narrow paths."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.geometry import conv_parameters
from helpers.layers import GroupedBottleneck, grouped_conv2d


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@pytest.mark.parametrize("with_bias", [True, False])
def test_values_and_gradients_are_torchs(groups, with_bias):
    torch.manual_seed(groups)
    for stride, padding, dilation in ((1, 0, 1), (2, (1, 2), (2, 1)), ((1, 2), "valid", 1), (1, "same", (1, 2))):
        shapes = [(2, 6, 9, 8), (12, 6 // groups, 3, 2), (12,)]
        x, weight, bias = (torch.randn(*s, dtype=torch.float64, requires_grad=True) for s in shapes)
        inputs = (x, weight, bias) if with_bias else (x, weight)
        arguments = (x, weight, bias if with_bias else None, stride, padding, dilation, groups)
        ours, theirs = grouped_conv2d(*arguments), F.conv2d(*arguments)
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
        upstream = torch.randn_like(theirs)
        for mine, its in zip(*(torch.autograd.grad(y, inputs, upstream) for y in (ours, theirs)), strict=True):
            torch.testing.assert_close(mine, its, rtol=1e-10, atol=1e-10)


def test_a_group_sees_only_its_own_channels():
    torch.manual_seed(0)
    x, weight = torch.randn(1, 6, 4, 5), torch.randn(4, 3, 3, 3)
    changed = x.clone()
    changed[:, :3] += 1
    difference = (grouped_conv2d(changed, weight, groups=2) - grouped_conv2d(x, weight, groups=2)).abs().amax((0, 2, 3))
    assert (difference[:2] > 0.1).all() and (difference[2:] == 0).all()
    assert [conv_parameters(6, 12, 3, groups, bias=False) for groups in (1, 2, 3, 6)] == [648, 324, 216, 108]


def bottleneck(x, p, stride, groups):
    y = p.norm(p.conv(x, "conv1"), "bn1").relu()
    y = p.norm(p.conv(y, "conv2", stride=stride, padding=1, groups=groups), "bn2").relu()
    y = p.norm(p.conv(y, "conv3"), "bn3")
    if "downsample.0.weight" in p:
        x = p.norm(p.conv(x, "downsample.0", stride=stride), "downsample.1")
    return (x + y).relu()


@pytest.mark.parametrize(("in_channels", "stride"), [(8, 1), (8, 2), (4, 1)])
def test_the_bottleneck_equals_its_equation(in_channels, stride):
    block = GroupedBottleneck(in_channels, 2, stride, groups=3, base_width=64)
    assert block.conv2.weight.shape == (6, 2, 3, 3)
    assert_equals_equation(block, lambda x, p: bottleneck(x, p, stride, groups=3), in_channels)


def test_its_defaults_are_resnexts_32_groups_of_4():
    block = GroupedBottleneck(256, 64, activation=nn.GELU)
    assert (block.conv2.groups, block.conv2.weight.shape) == (32, (128, 4, 3, 3))
    assert isinstance(block.act1, nn.GELU)
    assert GroupedBottleneck(512, 128, stride=2).conv2.weight.shape == (256, 8, 3, 3)


def test_the_grouped_branch_is_a_sum_of_narrow_bottlenecks():
    """The first form of the ResNeXt paper: every path has its own 1x1, 3x3 and 1x1; the outputs are added."""
    torch.manual_seed(0)
    down, middle, up = (torch.randn(*s, dtype=torch.float64) for s in ((6, 8, 1, 1), (6, 2, 3, 3), (8, 6, 1, 1)))
    x = torch.randn(2, 8, 6, 5, dtype=torch.float64)
    grouped = F.conv2d(grouped_conv2d(F.conv2d(x, down).relu(), middle, padding=1, groups=3).relu(), up)
    paths = [(slice(2 * g, 2 * g + 2)) for g in range(3)]
    summed = sum(F.conv2d(F.conv2d(F.conv2d(x, down[g]).relu(), middle[g], padding=1).relu(), up[:, g]) for g in paths)
    torch.testing.assert_close(grouped, summed)


def grouped(x=(1, 4, 5, 6), weight=(6, 4, 3, 3), bias=None, groups=1):
    return grouped_conv2d(torch.zeros(x), torch.zeros(weight), None if bias is None else torch.zeros(bias), groups=groups)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: grouped(weight=(6, 1, 3, 3), groups=4), "groups 4 must divide both channel counts, got c_in 4 and c_out 6"),
        (lambda: GroupedBottleneck(8, 2), r"no channel is left inside: 2 channels \* base_width 4 / 64 is below 1"),
        (lambda: grouped(groups=2), r"channels disagree: x has 4, weight expects 8 \(4 in each of 2 groups\)"),
        (lambda: grouped(x=(4, 5, 6)), r"grouped_conv2d needs x \(n, c_in, h, w\) .* got shapes \(4, 5, 6\)"),
        (lambda: grouped(bias=(5,)), r"bias needs one number for each of 6 output channels, got shape \(5,\)"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""Channel shuffle against torch's; it is a permutation with an inverse; the unit equals its equation."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.layers import ChannelShuffle, ShuffleUnit, channel_shuffle


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_it_is_torchs_permutation_and_the_other_factor_undoes_it(groups):
    torch.manual_seed(0)
    x = torch.randn(2, 6, 4, 5, dtype=torch.float64, requires_grad=True)
    ours, theirs = channel_shuffle(x, groups), F.channel_shuffle(x, groups)
    assert torch.equal(ours, theirs) and ours.data_ptr() != x.data_ptr()
    upstream = torch.randn_like(x)
    (gradient,) = torch.autograd.grad(ours, x, upstream)
    assert torch.equal(gradient, channel_shuffle(upstream, 6 // groups))  # the adjoint of a permutation is its inverse
    assert torch.equal(channel_shuffle(ours, 6 // groups), x)
    order = channel_shuffle(torch.arange(6).view(1, 6, 1), groups).flatten()
    assert torch.equal(order.sort().values, torch.arange(6))
    assert torch.equal(ChannelShuffle(groups)(x), nn.ChannelShuffle(groups)(x))
    assert torch.equal(channel_shuffle(x[..., 0], groups), ours[..., 0])  # signals as well as images
    assert str(ChannelShuffle(groups)) == f"ChannelShuffle(groups={groups})"


def test_after_the_shuffle_every_group_sees_every_group():
    """Two grouped 1x1 convolutions in a row: without a shuffle an output depends on one third of the inputs."""
    weight = torch.ones(6, 2, 1, 1)

    def inputs_seen(between):
        x = torch.ones(1, 6, 1, 1, requires_grad=True)
        out = F.conv2d(between(F.conv2d(x, weight, groups=3)), weight, groups=3)
        return [torch.autograd.grad(out[0, c, 0, 0], x, retain_graph=True)[0].count_nonzero().item() for c in range(6)]

    assert inputs_seen(lambda x: x) == [2] * 6
    assert inputs_seen(lambda x: channel_shuffle(x, 3)) == [4] * 6  # two channels of a group come from two groups


def right_branch(x, p, stride):
    y = p.norm(p.conv(x, "branch2.0"), "branch2.1").relu()
    y = p.norm(p.conv(y, "branch2.3", stride=stride, padding=1, groups=y.shape[1]), "branch2.4")
    return p.norm(p.conv(y, "branch2.5"), "branch2.6").relu()


def unit_of_stride_1(x, p):
    return F.channel_shuffle(torch.cat([x[:, :2], right_branch(x[:, 2:], p, 1)], 1), 2)


def unit_of_stride_2(x, p):
    left = p.norm(p.conv(x, "branch1.0", stride=2, padding=1, groups=4), "branch1.1")
    left = p.norm(p.conv(left, "branch1.2"), "branch1.3").relu()
    return F.channel_shuffle(torch.cat([left, right_branch(x, p, 2)], 1), 2)


@pytest.mark.parametrize(
    ("block", "equation"),
    [(lambda: ShuffleUnit(4, 4), unit_of_stride_1), (lambda: ShuffleUnit(4, 6, stride=2), unit_of_stride_2)],
)
def test_the_unit_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_another_norm_and_activation():
    unit = ShuffleUnit(4, 8, 2, norm=lambda c: nn.GroupNorm(1, c), activation=nn.SiLU)
    kinds = {type(m) for m in unit.modules()}
    assert {nn.GroupNorm, nn.SiLU} <= kinds and not {nn.BatchNorm2d, nn.ReLU} & kinds


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: channel_shuffle(torch.zeros(1, 6, 2, 2), 4), "groups 4 must divide channels, got 6"),
        (lambda: channel_shuffle(torch.zeros(1, 6, 2, 2), 0), "groups must be at least 1, got 0"),
        (lambda: channel_shuffle(torch.zeros(1, 6, 2, 2), 2.0), "groups must be a whole number, got 2.0"),
        (lambda: channel_shuffle(torch.zeros(6), 2), r"channel_shuffle needs x \(n, c, ...\), at least 2 axes; got shape \(6,\)"),
        (lambda: ShuffleUnit(4, 4, stride=3), "stride of a shuffle unit must be 1 or 2, got 3"),
        (lambda: ShuffleUnit(4, 6), "a shuffle unit of stride 1 keeps its channels, got 4 in and 6 out"),
        (lambda: ShuffleUnit(4, 7, stride=2), "a shuffle unit joins two halves: out_channels must be even, got 7"),
        (lambda: ShuffleUnit(4, 4)(torch.zeros(1, 6, 5, 4)), r"ShuffleUnit needs x \(n, 4, h, w\), got shape \(1, 6, 5, 4\)"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""The unit convolution-norm-activation, and the checks that blocks share."""

import pytest
import torch
from equations import assert_equals_equation
from torch import nn

from helpers.layers import conv_unit
from helpers.layers.shapes import check_divides, check_input


@pytest.mark.parametrize(
    ("block", "equation"),
    [
        (lambda: conv_unit(4, 6), lambda x, p: p.norm(p.conv(x, "0", padding=1), "1").relu()),
        (lambda: conv_unit(4, 6, 5, 2, 2), lambda x, p: p.norm(p.conv(x, "0", padding=2, stride=2, groups=2), "1").relu()),
        (lambda: conv_unit(4, 6, 1, norm=None), lambda x, p: p.conv(x, "0").relu()),
        (lambda: conv_unit(4, 6, 3, activation=None), lambda x, p: p.norm(p.conv(x, "0", padding=1), "1")),
        (lambda: conv_unit(4, 6, 3, norm=None, activation=nn.Tanh), lambda x, p: torch.tanh(p.conv(x, "0", padding=1))),
    ],
)
def test_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_a_bias_only_without_a_norm():
    assert conv_unit(4, 6)[0].bias is None
    assert conv_unit(4, 6, norm=None)[0].bias.shape == (6,)
    assert [len(conv_unit(4, 6, norm=norm, activation=act)) for norm in (nn.BatchNorm2d, None) for act in (nn.ReLU, None)] == [3, 2, 2, 1]


def test_what_fits_passes():
    check_input(nn.Identity(), torch.zeros(0, 4, 1, 1), 4)
    check_divides("groups", 3, a=3, b=6, c=0)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: conv_unit(4, 6, 2), "kernel_size must be odd to keep the size, got 2"),
        (lambda: check_input(nn.ReLU(), torch.zeros(2, 4, 5), 4), r"ReLU needs x \(n, 4, h, w\), got shape \(2, 4, 5\)"),
        (lambda: check_input(nn.ReLU(), torch.zeros(2, 3, 5, 4), 4), r"ReLU needs x \(n, 4, h, w\), got shape \(2, 3, 5, 4\)"),
        (lambda: check_divides("groups", 3, a=6, b=8), "groups 3 must divide b, got 8"),
        (lambda: check_divides("groups", 0, a=6), "groups must be at least 1, got 0"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

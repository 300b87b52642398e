"""SqueezeNet's fire module: equal to its equation, and what the squeeze saves."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.geometry import conv_macs
from helpers.layers import Fire


def fire(x, p, act=F.relu):
    x = act(p.conv(x, "squeeze"))
    return torch.cat([act(p.conv(x, "expand1x1")), act(p.conv(x, "expand3x3", padding=1))], 1)


@pytest.mark.parametrize(("activation", "act"), [(nn.ReLU, F.relu), (nn.Tanh, torch.tanh)])
def test_equals_its_equation(activation, act):
    assert_equals_equation(Fire(4, 3, 5, 6, activation), lambda x, p: fire(x, p, act), channels=4)


def test_the_squeeze_saves_nine_tenths_of_a_3x3():
    """fire2 of SqueezeNet 1.0 at 55x55, against one 3x3 convolution of the same width."""
    parts = [conv_macs(96, 16, 1, (55, 55)), conv_macs(16, 64, 1, (55, 55)), conv_macs(16, 64, 3, (55, 55))]
    module = Fire(96, 16, 64, 64)
    assert sum(parts) == 35622400 == 55 * 55 * sum(p.numel() for p in module.parameters() if p.ndim == 4)
    assert conv_macs(96, 128, 3, (55, 55)) == 334540800
    assert sum(p.numel() for p in module.parameters()) == 11920
    assert [m.out_channels for m in Fire(4, 3, 5, 6).modules() if isinstance(m, nn.Conv2d)] == [3, 5, 6]


def test_bad_input_gets_both_numbers():
    with pytest.raises(ValueError, match=r"Fire needs x \(n, 96, h, w\), got shape \(1, 64, 5, 4\)"):
        Fire(96, 16, 64, 64)(torch.zeros(1, 64, 5, 4))

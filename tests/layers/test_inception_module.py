"""Inception modules: equal to their equations; widths, weights and multiply-adds of the published inception3a."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.geometry import conv_macs
from helpers.layers import Inception, InceptionNaive, inception_unit


def unit(x, p, name, kernel):
    return p.norm(p.conv(x, f"{name}.conv", padding=kernel // 2), f"{name}.bn").relu()


def naive(x, p):
    pooled = F.max_pool2d(x, 3, stride=1, padding=1)
    return torch.cat([unit(x, p, "branch1", 1), unit(x, p, "branch2", 3), unit(x, p, "branch3", 5), pooled], 1)


def reduced(x, p, large=5):
    pooled = F.max_pool2d(x, 3, stride=1, padding=1)
    b2 = unit(unit(x, p, "branch2.0", 1), p, "branch2.1", 3)
    b3 = unit(unit(x, p, "branch3.0", 1), p, "branch3.1", large)
    return torch.cat([unit(x, p, "branch1", 1), b2, b3, unit(pooled, p, "branch4.1", 1)], 1)


def without_norm(x, p):
    def plain(x, name, kernel):
        return torch.tanh(p.conv(x, f"{name}.conv", padding=kernel // 2))

    b3 = plain(plain(x, "branch3.0", 1), "branch3.1", 5)
    b2 = plain(plain(x, "branch2.0", 1), "branch2.1", 3)
    b4 = plain(F.max_pool2d(x, 3, stride=1, padding=1), "branch4.1", 1)
    return torch.cat([plain(x, "branch1", 1), b2, b3, b4], 1)


@pytest.mark.parametrize(
    ("block", "equation"),
    [
        (lambda: InceptionNaive(4, 2, 5, 3), naive),
        (lambda: Inception(4, 2, 3, 5, 1, 6, 7), reduced),
        (lambda: Inception(4, 2, 3, 5, 1, 6, 7, large_kernel=3), partial(reduced, large=3)),
        (lambda: Inception(4, 2, 3, 5, 1, 6, 7, norm=None, activation=nn.Tanh), without_norm),
    ],
)
def test_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_the_cost_table_of_inception3a():
    """Rows (name, c_in, c_out, kernel); at 28x28 both totals of the reduced module are 2.37 times smaller."""
    tables = {
        "naive": [("branch1", 192, 64, 1), ("branch2", 192, 128, 3), ("branch3", 192, 32, 5)],
        "reduced": [
            ("branch1", 192, 64, 1),
            ("branch2.0", 192, 96, 1),
            ("branch2.1", 96, 128, 3),
            ("branch3.0", 192, 16, 1),
            ("branch3.1", 16, 32, 5),
            ("branch4.1", 192, 32, 1),
        ],
    }
    with torch.device("meta"):
        modules = {"naive": InceptionNaive(192, 64, 128, 32), "reduced": Inception(192, 64, 96, 128, 16, 32, 32)}
        out = {name: module(torch.zeros(1, 192, 28, 28)).shape for name, module in modules.items()}
    for name, table in tables.items():
        layers = [(n, m) for n, m in modules[name].named_modules() if isinstance(m, nn.Conv2d)]
        convolutions = [(n, m.in_channels, m.out_channels, m.kernel_size[0]) for n, m in layers]
        assert convolutions == [(f"{n}.conv", *row) for n, *row in table]
        assert modules[name].out_channels == out[name][1]
    weights = {name: sum(p.numel() for p in module.parameters() if p.ndim == 4) for name, module in modules.items()}
    macs = {name: sum(conv_macs(a, b, k, output_size=(28, 28)) for _, a, b, k in table) for name, table in tables.items()}
    assert weights == {"naive": 387072, "reduced": 163328}
    assert out == {"naive": (1, 416, 28, 28), "reduced": (1, 256, 28, 28)}
    assert macs == {"naive": 303464448, "reduced": 128049152}
    assert round(weights["naive"] / weights["reduced"], 2) == round(macs["naive"] / macs["reduced"], 2) == 2.37


def test_a_unit_has_a_bias_or_a_norm_and_may_stride():
    assert list(inception_unit(3, 4, 5, norm=None).state_dict()) == ["conv.weight", "conv.bias"]
    assert [n for n, _ in inception_unit(3, 4, 5, norm=None).named_children()] == ["conv", "relu"]
    assert [n for n, _ in inception_unit(3, 4, 5).named_parameters()] == ["conv.weight", "bn.weight", "bn.bias"]
    unit = inception_unit(3, 4, 7, stride=2, activation=nn.Tanh)
    assert unit(torch.zeros(1, 3, 9, 12)).shape == (1, 4, 5, 6)
    assert isinstance(unit.relu, nn.Tanh)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: InceptionNaive(4, 2, 5, 3)(torch.zeros(2, 3, 6, 5)), r"InceptionNaive needs x \(n, 4, h, w\), got shape \(2, 3, 6, 5\)"),
        (lambda: Inception(4, 2, 3, 5, 1, 6, 7)(torch.zeros(2, 3, 6, 5)), r"Inception needs x \(n, 4, h, w\), got shape \(2, 3, 6, 5\)"),
        (lambda: Inception(4, 2, 3, 5, 1, 6, 7, large_kernel=4), "kernel_size must be odd to keep the size, got 4"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""The effective receptive field against gradients by hand and the binomial bell of equal weights."""

import math

import pytest
import torch
from small_nets import conv
from torch import nn

from helpers.analysis import EffectiveField, effective_receptive_field, measure_receptive_field


def boxes(depth, kernel=3, dims=1, fill=1.0):
    """Linear layers of equal weights, "same" size: shares are the kernel convolved with itself `depth` times."""
    layer = {1: nn.Conv1d, 2: nn.Conv2d}[dims]
    model = nn.Sequential(*[layer(1, 1, kernel, padding=kernel // 2) for _ in range(depth)]).double()
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(fill)
    return model


def test_equal_weights_give_the_binomial_bell():
    field = effective_receptive_field(boxes(4), (1, 25), images=2)
    expected = torch.tensor([1, 4, 10, 16, 19, 16, 10, 4, 1], dtype=torch.float64) / 81
    torch.testing.assert_close(field.shares[8:17], expected)
    assert field.shares.sum() == pytest.approx(1) and field.shares[:8].count_nonzero() == 0
    assert field.unit == (12,) and field.centre == (pytest.approx(12),)
    assert field.sigma == (pytest.approx(math.sqrt(4 * 2 / 3)),)  # variance of one box of 3 is 2/3, layers add
    assert field.share_inside(3) == pytest.approx(51 / 81) and field.share_inside(9) == pytest.approx(1)
    assert field.share_inside(6) == pytest.approx(75 / 81)  # an even box has its odd cell after
    assert [field.size_holding(share) for share in (0.9, 0.93, 1.0)] == [6, 7, 9]
    bell = field.gaussian()
    assert bell.sum() == pytest.approx(1) and (bell - field.shares).abs().max() < 0.01


def test_boxes_of_even_size_and_at_the_edge():
    field = EffectiveField(torch.tensor([0.0, 0.3, 0.4, 0.2, 0.1]), (2,))
    assert field.share_inside(2) == pytest.approx(0.6)  # centre 2.1: pixels 2 and 3
    field = EffectiveField(torch.tensor([0.7, 0.2, 0.1]), (0,))
    assert field.share_inside(3) == pytest.approx(0.9) and field.size_holding(1.0) == 4


def test_rows_and_columns_and_units_apart():
    model = nn.Conv2d(2, 3, (3, 5), padding=(1, 2)).double()
    with torch.no_grad():
        model.weight.fill_(0.5)
    field = effective_receptive_field(model, (2, 9, 12), unit=(3, 7), images=1)
    assert field.centre == pytest.approx((3, 7)) and field.sigma == pytest.approx((math.sqrt(2 / 3), math.sqrt(2)))
    assert field.share_inside((3, 1)) == pytest.approx(1 / 5) and field.share_inside((1, 5)) == pytest.approx(1 / 3)
    assert field.gaussian().shape == (9, 12) and field.gaussian().argmax() == 3 * 12 + 7
    assert torch.equal(field.shares > 0, measure_receptive_field(model, (2, 9, 12), (3, 7)).support)
    corner = effective_receptive_field(model, (2, 9, 12), unit=(0, 0), images=1)
    assert corner.centre == pytest.approx((0.5, 1.0)) and corner.share_inside(1) == pytest.approx(1 / 6)


@pytest.mark.parametrize("power", [1, 2])
def test_shares_are_mean_powers_of_the_gradient(power):
    torch.manual_seed(0)
    model = nn.Sequential(conv(2, 4), nn.ReLU(inplace=True), nn.BatchNorm2d(4), nn.Dropout(0.5), conv(4, 3)).double()
    x = torch.randn(5, 2, 7, 8, dtype=torch.float64)
    field = effective_receptive_field(model, (2, 7, 8), (2, 4), images=x, power=power)
    assert model.training and not x.requires_grad and all(p.grad is None for p in model.parameters())
    x.requires_grad_()
    model.eval()(x)[:, :, 2, 4].sum().backward()
    expected = (x.grad.abs() ** power).mean(0).sum(0)
    torch.testing.assert_close(field.shares, expected / expected.sum())


def test_seeded_layers_and_growth_with_depth():
    torch.manual_seed(0)
    model = nn.Sequential(conv(1, 4), nn.ReLU(), conv(4, 4), nn.ReLU(), conv(4, 1))
    first, again, other = (effective_receptive_field(model, (1, 15, 15), images=4, seed=seed).shares for seed in (0, 0, 1))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert effective_receptive_field(model, (1, 15, 15), layer="0").size_holding(1.0) == 3
    # Luo et al.: the width grows as the root of the depth, so the share of the theoretical box shrinks
    sigmas = [effective_receptive_field(boxes(depth), (1, 65), images=1).sigma[0] for depth in (4, 16)]
    assert sigmas[1] / sigmas[0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: effective_receptive_field(boxes(1), (1, 9), unit=9), r"no unit \(9,\): the layer has units 9"),
        (lambda: effective_receptive_field(boxes(1), (1, 9), images=torch.zeros(2, 1, 8)), r"\(2, 1, 8\) do not fit input_size \(1, 9\)"),
        (lambda: effective_receptive_field(boxes(1, fill=0.0), (1, 9), images=3), r"gradient of unit \(4,\) is zero at every .* of all 3"),
        (lambda: effective_receptive_field(boxes(1), (1, 9), images=0), "images must be at least 1, got 0"),
        (lambda: effective_receptive_field(boxes(1), (1, 9), images=torch.zeros(0, 1, 9)), "images must be at least 1, got 0"),
        (lambda: effective_receptive_field(boxes(1), (1, 9), power=0), "power must be above 0, got 0"),
        (lambda: effective_receptive_field(boxes(1), (1, 9), power=-1), "power must be above 0, got -1"),
        (lambda: effective_receptive_field(boxes(1), (1, 9), layer="c"), "no module 'c'; it has: 0"),
        (lambda: EffectiveField(torch.ones(3) / 3, (1,)).share_inside(0), "one number or 1, each at least 1; got 0"),
        (lambda: EffectiveField(torch.ones(3) / 3, (1,)).share_inside((1, 1)), r"one number or 1, each at least 1; got \(1, 1\)"),
        (lambda: EffectiveField(torch.ones(3) / 3, (1,)).size_holding(1.5), "share must be above 0 and at most 1, got 1.5"),
    ],
)  # fmt: skip
def test_bad_input_is_told(call, text):
    with pytest.raises(ValueError, match=text):
        call()

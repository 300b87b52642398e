"""Activations and softmax against torch in float64: values and gradients, at 0 and at the corners, far out and not a number."""

import math

import pytest
import torch
import torch.nn.functional as F

from helpers import functional as ours
from helpers.functional.cdf_activation import CDFS


def same(mine, its, inputs, tolerance=1e-12):
    torch.testing.assert_close(mine, its, rtol=tolerance, atol=tolerance, equal_nan=True)
    upstream = torch.randn_like(its)
    for a, b in zip(*(torch.autograd.grad(y, inputs, upstream, retain_graph=True) for y in (mine, its)), strict=True):
        torch.testing.assert_close(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)


def numbers():
    """Random numbers, the corners of every function, and some far out."""
    torch.manual_seed(0)
    corners = torch.tensor([0.0, -1, 1, 2, -2, 6, 20, 21, 1e-9, -1e-9, 30, -30, 100, -100, 700, -700])
    return torch.cat([3 * torch.randn(40), corners]).double().view(7, 8).requires_grad_()


PAIRS = {
    "sigmoid": (ours.sigmoid, torch.sigmoid),
    "log_sigmoid": (ours.log_sigmoid, F.logsigmoid),
    "softplus": (ours.softplus, F.softplus),
    "softplus, beta": (lambda x: ours.softplus(x, 2.5, 7.0), lambda x: F.softplus(x, 2.5, 7.0)),
    "tanh": (ours.tanh, torch.tanh),
    "relu": (ours.relu, torch.relu),
    "leaky": (ours.leaky_relu, F.leaky_relu),
    "leaky, slope": (lambda x: ours.leaky_relu(x, 0.3), lambda x: F.leaky_relu(x, 0.3)),
    "leaky, slope above 1": (lambda x: ours.leaky_relu(x, 2.0), lambda x: F.leaky_relu(x, 2.0)),
    "elu": (ours.elu, F.elu),
    "elu, alpha": (lambda x: ours.elu(x, 0.7), lambda x: F.elu(x, 0.7)),
    "hardtanh": (ours.hardtanh, F.hardtanh),
    "hardtanh, ends": (lambda x: ours.hardtanh(x, -2.0, 0.0), lambda x: F.hardtanh(x, -2.0, 0.0)),
    "relu6": (ours.relu6, F.relu6),
    "silu": (ours.silu, F.silu),
    "silu, alpha": (lambda x: ours.silu(x, 1.7), lambda x: x * torch.sigmoid(1.7 * x)),
    "gelu": (ours.gelu, F.gelu),
    "gelu, tanh": (lambda x: ours.gelu(x, "tanh"), lambda x: F.gelu(x, approximate="tanh")),
    "softmax": (lambda x: ours.softmax(x, 1), lambda x: torch.softmax(x, 1)),
    "softmax, first axis": (lambda x: ours.softmax(x, 0), lambda x: torch.softmax(x, 0)),
    "softmax, last axis": (lambda x: ours.softmax(x, -1), lambda x: torch.softmax(x, -1)),
    "softmax, temperature": (lambda x: ours.softmax(x, 1, temperature=3.0), lambda x: torch.softmax(x / 3, 1)),
    "log_softmax": (lambda x: ours.log_softmax(x, -2), lambda x: torch.log_softmax(x, -2)),
    "log_softmax, temperature": (lambda x: ours.log_softmax(x, 1, temperature=0.5), lambda x: torch.log_softmax(2 * x, 1)),
    "logistic": (ours.cdf_activation("logistic"), F.silu),
    "gaussian": (ours.cdf_activation("gaussian"), F.gelu),
    "laplace": (ours.cdf_activation("laplace"), lambda x: x * torch.distributions.Laplace(0.0, 1.0, validate_args=False).cdf(x)),
    "cauchy": (ours.cdf_activation("cauchy"), lambda x: x * torch.distributions.Cauchy(0.0, 1.0, validate_args=False).cdf(x)),
    "gaussian cdf": (ours.gaussian_cdf, torch.special.ndtr),
    "cauchy cdf": (ours.cauchy_cdf, torch.distributions.Cauchy(0.0, 1.0, validate_args=False).cdf),
    "a cdf of one's own": (ours.cdf_activation(lambda z: torch.sigmoid(z) ** 2), lambda x: x * torch.sigmoid(x) ** 2),
}


@pytest.mark.parametrize("name", PAIRS)
def test_values_and_gradients_are_torchs(name):
    mine, its = PAIRS[name]
    x = numbers()
    same(mine(x), its(x), (x,))


def test_laplace_is_torchs_away_from_its_corner_and_has_slope_one_half_there():
    x = numbers()
    inner = x[x.abs() > 1e-6]
    same(ours.laplace_cdf(inner), torch.distributions.Laplace(0.0, 1.0).cdf(inner), (x,))
    zero = torch.zeros(1, requires_grad=True)
    assert torch.autograd.grad(ours.laplace_cdf(zero), zero)[0].item() == 0.5  # the density at 0


@pytest.mark.parametrize("name", PAIRS)
def test_float32_stays_finite_far_out(name):
    x = torch.tensor([[-3e4, -1e3, -89.0], [0.0, 89.0, 3e4]], requires_grad=True)
    y = PAIRS[name][0](x)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    assert y.isfinite().all() and gradient.isfinite().all()
    torch.testing.assert_close(y, PAIRS[name][1](x.double()).float(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("name", ["sigmoid", "log_sigmoid", "softplus", "tanh", "silu", "gelu", "gelu, tanh"])
def test_half_precision_stays_finite(name, dtype):
    x = torch.tensor([[-100.0, -9, -6, -1, 0, 1, 5, 6, 9, 20, 100]], dtype=dtype, requires_grad=True)
    mine, its = PAIRS[name]
    y, expected = mine(x), its(x.double())
    (gradient,), (right,) = torch.autograd.grad(y.sum(), x), torch.autograd.grad(expected.sum(), x)
    torch.testing.assert_close(y, expected.to(dtype), rtol=0.02, atol=0.02)
    torch.testing.assert_close(gradient, right, rtol=0.02, atol=0.04)


@pytest.mark.parametrize("name", PAIRS)
def test_nan_stays_nan(name):
    assert PAIRS[name][0](torch.full((2, 3), math.nan)).isnan().all()
    if name == "tanh":
        same(ours.tanh(x := torch.full((2, 3), math.nan, requires_grad=True)), torch.tanh(x), (x,))


@pytest.mark.parametrize("smooth", ["sigmoid", "log_sigmoid", "softplus", "tanh", "silu", "gelu", "softmax", "log_softmax", "cauchy cdf"])
def test_second_gradients_at_and_around_zero(smooth):
    x = torch.tensor([[0.0, -1.3, 0.4]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(PAIRS[smooth][0], x)


@pytest.mark.parametrize("spatial", [(), (5,), (5, 4)])
def test_prelu(spatial):
    torch.manual_seed(0)
    x = torch.randn(2, 3, *spatial, dtype=torch.float64)
    x.view(-1)[::7] = 0
    x.requires_grad_()
    for slopes in (1, 3):
        weight = torch.randn(slopes, dtype=torch.float64, requires_grad=True)
        same(ours.prelu(x, weight), F.prelu(x, weight), (x, weight))
    one_axis, weight = torch.randn(4, dtype=torch.float64, requires_grad=True), torch.tensor([0.3], dtype=torch.float64, requires_grad=True)
    same(ours.prelu(one_axis, weight), F.prelu(one_axis, weight), (one_axis, weight))


def test_a_single_number_is_as_in_torch():
    x = torch.tensor(-3.0, dtype=torch.float64, requires_grad=True)
    for dim in (0, -1):
        same(ours.softmax(x, dim), torch.softmax(x, dim), (x,))
        same(ours.log_softmax(x, dim), torch.log_softmax(x, dim), (x,))
    weight = torch.tensor([0.3], dtype=torch.float64, requires_grad=True)
    assert ours.prelu(x, weight).shape == () and ours.prelu(x, weight).item() == F.prelu(x, weight).item()
    same(ours.prelu(x.view(1, 1), weight[0]), F.prelu(x.view(1, 1), weight[0]), (x, weight))


def test_alpha_of_silu_can_be_learned():
    x, alpha = numbers(), torch.tensor(1.7, dtype=torch.float64, requires_grad=True)
    same(ours.silu(x, alpha), x * torch.sigmoid(alpha * x), (x, alpha))


def test_silu_runs_from_half_the_input_to_relu():
    z = torch.linspace(-3, 3, 61, dtype=torch.float64)
    torch.testing.assert_close(ours.silu(z, 0.0), z / 2)
    distance = [(ours.silu(z, alpha) - ours.relu(z)).abs().max().item() for alpha in (1, 4, 16, 64)]
    assert distance == sorted(distance, reverse=True) and distance[-1] < 0.005


@pytest.mark.parametrize("name", CDFS)
def test_every_cdf_rises_from_0_to_1_through_one_half(name):
    z = torch.linspace(-30, 30, 601, dtype=torch.float64)
    p = CDFS[name](z)
    assert (p.diff() >= 0).all() and 0 <= p[0] < 0.02 and 0.98 < p[-1] <= 1
    torch.testing.assert_close(p + CDFS[name](-z), torch.ones_like(z))
    torch.testing.assert_close(ours.cdf_activation(name)(z), z * p)
    assert ours.cdf_activation(CDFS[name])(z).equal(ours.cdf_activation(name)(z))


def test_small_probabilities_keep_their_digits():
    """1/2 + atan(z)/pi and (1 + erf(z/sqrt(2)))/2 would both give 0 or rounding noise here."""
    z = torch.tensor([-1e12], dtype=torch.float64)
    torch.testing.assert_close(ours.cauchy_cdf(z), 1e-12 / math.pi * torch.ones_like(z), rtol=1e-12, atol=0)
    z = torch.tensor([-20.0], dtype=torch.float64)
    torch.testing.assert_close(ours.gaussian_cdf(z).log(), torch.special.log_ndtr(z), rtol=1e-12, atol=0)
    torch.testing.assert_close(ours.laplace_cdf(z), torch.exp(z) / 2, rtol=1e-14, atol=0)
    torch.testing.assert_close(ours.sigmoid(z).log(), z - torch.exp(z), rtol=1e-14, atol=0)
    torch.testing.assert_close(ours.tanh(z * 1e-12), z * 1e-12, rtol=1e-12, atol=0)
    torch.testing.assert_close(ours.elu(z * 1e-12), z * 1e-12, rtol=1e-10, atol=0)


def test_a_heavy_tail_does_not_vanish():
    """z * P(Z <= z) tends to 0 on the left for three of the distributions, to -1/pi for Cauchy's."""
    z = torch.tensor([-1e6], dtype=torch.float64)
    left = {name: ours.cdf_activation(name)(z).item() for name in CDFS}
    assert left["cauchy"] == pytest.approx(-1 / math.pi) and max(abs(left[n]) for n in CDFS if n != "cauchy") == 0


def test_softmax_of_a_pair_is_a_sigmoid_of_the_difference():
    a, b = torch.randn(2, 9, dtype=torch.float64)
    first, second = ours.softmax(torch.stack([a, b]), 0)
    torch.testing.assert_close(first, ours.sigmoid(a - b))
    torch.testing.assert_close(second, ours.sigmoid(b - a))


def test_temperature_runs_from_argmax_to_equal_shares():
    x = torch.tensor([1.0, 2.0, 2.5])
    assert ours.softmax(x, 0, temperature=1e-3).tolist() == [0, 0, 1]
    torch.testing.assert_close(ours.softmax(x, 0, temperature=1e6), torch.full((3,), 1 / 3))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: ours.softmax(x, 2), r"dim must name one of 2 axes, got 2: shape \(3, 4\)"),
        (lambda x: ours.log_softmax(x, -3), r"dim must name one of 2 axes, got -3: shape \(3, 4\)"),
        (lambda x: ours.softmax(x, None), r"dim must name one of 2 axes, got None: shape \(3, 4\)"),
        (lambda x: ours.log_softmax(x, (0, 1)), r"dim must name one of 2 axes, got \(0, 1\): shape \(3, 4\)"),
        (lambda x: ours.softmax(x, 1.0), r"dim must name one of 2 axes, got 1\.0"),
        (lambda x: ours.softmax(x.sum(), 1), r"dim must name one of 0 axes, got 1: shape \(\)"),
        (lambda x: ours.prelu(x, 0.25), "weight needs a tensor of 1 slope or 4, got 0.25; leaky_relu takes a plain number"),
        (lambda x: ours.softmax(x, 0, temperature=0.0), r"temperature must be above 0, got 0\.0"),
        (lambda x: ours.softplus(x, beta=0.0), r"beta must be above 0, got 0\.0"),
        (lambda x: ours.hardtanh(x, 1.0, -1.0), r"min_val must be at most max_val, got 1\.0 and -1\.0"),
        (lambda x: ours.gelu(x, "erf"), 'approximate must be "none" or "tanh", got \'erf\''),
        (lambda x: ours.prelu(x, torch.ones(3)), r"weight needs 1 slope or 4, one for each channel; got shape \(3,\)"),
        (lambda x: ours.prelu(x[0], torch.ones(4)), r"weight needs 1 slope or 1, one for each channel; got shape \(4,\)"),
        (lambda x: ours.cdf_activation("normal"), "cdf must be a function or one of logistic, gaussian, laplace, cauchy; got 'normal'"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call(torch.zeros(3, 4))

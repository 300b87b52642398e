"""Gated linear units and the linear threshold unit against torch in float64."""

import pytest
import torch
import torch.nn.functional as F

from helpers.functional import GLU_VARIANTS, glu, glu_variant, relu, sigmoid, threshold_unit

GATES = {"glu": torch.sigmoid, "reglu": F.relu, "geglu": F.gelu, "swiglu": F.silu, "bilinear": lambda b: b}


def same(mine, its, inputs):
    torch.testing.assert_close(mine, its)
    upstream = torch.randn_like(its)
    for a, b in zip(*(torch.autograd.grad(y, inputs, upstream) for y in (mine, its)), strict=True):
        torch.testing.assert_close(a, b)


def test_glu_is_torchs():
    torch.manual_seed(0)
    x = (3 * torch.randn(2, 6, 4, 8, dtype=torch.float64)).requires_grad_()
    for dim in (0, 1, 2, 3, -1, -4):
        same(glu(x, dim), F.glu(x, dim), (x,))
    same(glu(x), F.glu(x), (x,))


@pytest.mark.parametrize("name", GATES)
def test_every_variant_gates_the_first_half_with_the_second(name):
    torch.manual_seed(0)
    x = (3 * torch.randn(2, 6, 5, 4, dtype=torch.float64)).requires_grad_()
    for dim in (1, -1):
        a, b = x.chunk(2, dim)
        same(glu_variant(name)(x, dim), a * GATES[name](b), (x,))
    same(GLU_VARIANTS[name](x), x[..., :2] * GATES[name](x[..., 2:]), (x,))
    assert set(GATES) == set(GLU_VARIANTS)


def test_threshold_unit_is_a_linear_layer_with_the_bias_of_opposite_sign():
    torch.manual_seed(0)
    x, weight, threshold = (torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in ((2, 5, 4), (3, 4), (3,)))
    same(threshold_unit(x, weight, threshold), torch.sigmoid(F.linear(x, weight, -threshold)), (x, weight, threshold))
    same(threshold_unit(x, weight, threshold, relu), F.relu(F.linear(x, weight, -threshold)), (x, weight, threshold))
    same(threshold_unit(x[0, 0], weight), torch.sigmoid(weight @ x[0, 0]), (x, weight))


def test_at_the_threshold_the_sum_has_just_been_reached():
    weight = torch.tensor([[1.0, 2.0]])
    for total, expected in ((2.9, 0), (3.0, 0.5), (3.1, 1)):
        x = torch.tensor([total, 0.0])
        assert threshold_unit(x, weight, torch.tensor([3.0]), lambda z: sigmoid(1e3 * z)).item() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: glu(torch.zeros(2, 3)), r"a gate needs an even number along axis -1, got 3: shape \(2, 3\)"),
        (lambda: glu_variant("reglu")(torch.zeros(3, 2), 0), r"a gate needs an even number along axis 0, got 3: shape \(3, 2\)"),
        (lambda: glu(torch.zeros(2, 4), 2), r"dim must name one of 2 axes, got 2: shape \(2, 4\)"),
        (lambda: glu(torch.zeros(2, 4), -3), r"dim must name one of 2 axes, got -3: shape \(2, 4\)"),
        (lambda: glu(torch.zeros(2, 4), None), r"dim must name one of 2 axes, got None: shape \(2, 4\)"),
        (lambda: glu(torch.tensor(1.0)), r"a gate needs an axis to split, got one number, shape \(\)"),
        (lambda: glu_variant("siglu"), "variant must be one of glu, reglu, geglu, swiglu, bilinear; got 'siglu'"),
        (
            lambda: threshold_unit(torch.zeros(2, 3), torch.zeros(2, 4)),
            r"threshold_unit needs x \(\.\.\., c_in\) and weight \(c_out, c_in\); got shapes \(2, 3\) and \(2, 4\)",
        ),
        (lambda: threshold_unit(torch.zeros(3), torch.zeros(3)), r"threshold_unit needs x .* got shapes \(3,\) and \(3,\)"),
        (lambda: threshold_unit(torch.tensor(1.0), torch.zeros(1, 1)), r"threshold_unit needs x .* got shapes \(\) and \(1, 1\)"),
        (
            lambda: threshold_unit(torch.zeros(3), torch.zeros(2, 3), torch.zeros(3)),
            r"threshold needs one number for each of 2 units, got shape \(3,\)",
        ),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

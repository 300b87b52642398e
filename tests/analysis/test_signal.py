"""Activation spread and gradient norms against backward() and numbers by hand."""

import math

import pytest
import torch
import torch.nn.functional as F
from small_nets import ConvNeXtBlock, Residual
from torch import nn

from helpers.analysis import activation_spread, gradient_norms


def test_norms_are_those_of_backward():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(inplace=True), Residual(3, 4, 2), nn.Flatten(), nn.Linear(4 * 3 * 2, 5)).double()
    x, labels = torch.randn(3, 2, 8, 6, dtype=torch.float64), torch.tensor([0, 4, 2])
    before = {k: v.clone() for k, v in model.state_dict().items()}
    table = gradient_norms(model, x, lambda y: F.cross_entropy(y, labels))
    assert all(p.grad is None for p in model.parameters()) and model.training
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())  # running statistics too
    F.cross_entropy(model(x), labels).backward()
    for row in table:
        weight = getattr(model.get_submodule(row.layer.partition(" ")[0]), "weight", None)
        assert row.weight == (None if weight is None else pytest.approx(weight.grad.norm().item(), rel=1e-12))
    assert [row.layer for row in table if "relu" in row.layer] == ["2.relu", "2.relu (2)"]
    at_output = (F.softmax(model(x), 1) - F.one_hot(labels, 5)) / 3
    assert table[-1].output == pytest.approx(at_output.norm().item(), rel=1e-12)


def test_in_place_relu_does_not_hide_the_gradient_of_what_it_overwrote():
    x = torch.tensor([[-1.0, 2.0]])
    for inplace in (False, True):
        model = nn.Sequential(nn.Identity(), nn.Linear(2, 2, bias=False), nn.ReLU(inplace))
        with torch.no_grad():
            model[1].weight.copy_(torch.eye(2))
        table = gradient_norms(model, x, lambda y: 3 * y.sum())
        assert [row.output for row in table] == [3.0, 3.0, pytest.approx(3 * 2**0.5)]
        assert activation_spread(model, x)["1"].mean == 0.5


def test_tiny_gradients_do_not_vanish_in_squares():
    model = nn.Sequential(nn.Linear(4, 1, bias=False), nn.Linear(1, 1, bias=False))
    with torch.no_grad():
        model[0].weight.fill_(1.0), model[1].weight.fill_(1e-30)
    assert gradient_norms(model, torch.ones(1, 4), lambda y: y.sum())["0"].weight == pytest.approx(2e-30, rel=1e-3, abs=0)


def test_upstream_is_seeded_and_shared_frozen_and_unused_weights():
    torch.manual_seed(0)
    shared = nn.Linear(3, 3)
    model = nn.Sequential(shared, nn.Tanh(), shared, nn.Linear(3, 2))
    model[3].weight.requires_grad_(False)
    x = torch.randn(4, 3)
    first, again, other = (gradient_norms(model, x, seed=seed) for seed in (1, 1, 2))
    assert first.rows == again.rows != other.rows
    assert first["0"].weight == first["0 (2)"].weight > 0
    assert first["3"].weight is None and first["1"].weight is None
    upstream = torch.randn(4, 2, generator=torch.Generator().manual_seed(1))
    (expected,) = torch.autograd.grad((model(x) * upstream).sum(), shared.weight)
    assert first["0"].weight == pytest.approx(expected.norm().item(), rel=1e-5)
    assert len(first) == 4


def test_a_loss_gets_the_models_whole_output():
    class Pair(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(3, 2), nn.Linear(3, 2)

        def forward(self, x):
            return {"a": self.a(x), "b": [self.b(x)]}

    torch.manual_seed(0)
    model, x = Pair().double(), torch.randn(4, 3, dtype=torch.float64)
    table = gradient_norms(model, x, lambda y: y["a"].sum() + 2 * y["b"][0].sum())
    assert [row.output for row in table] == pytest.approx([8**0.5, 2 * 8**0.5])
    assert gradient_norms(model, x)["b"].output == 0.0  # without a loss: the first tensor
    with pytest.raises(ValueError, match="loss must give one number that depends on the model, got tensor of shape \\(4, 2\\)"):
        gradient_norms(model, x, lambda y: y["a"])


@pytest.mark.parametrize("call", [activation_spread, gradient_norms])
def test_dropout_draws_no_number_from_the_callers_generator(call):
    model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5))
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    call(model, torch.ones(4, 3))
    assert torch.equal(torch.rand(2), expected)


def test_every_module_with_parameters_of_its_own_has_a_row():
    torch.manual_seed(0)
    model = nn.Sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(4, 4)), ConvNeXtBlock(4)).double()
    model = nn.Sequential(model[0], nn.Unflatten(1, (4, 1, 1)), model[1], nn.Flatten(), nn.Unflatten(1, (2, 2)), _Attention().double())
    x = torch.randn(3, 4, dtype=torch.float64)
    before = {k: v.clone() for k, v in model.state_dict().items()}
    table = gradient_norms(model, x)
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())  # u and v of the power iteration too
    model[0].eval()
    table = gradient_norms(model, x)
    output, weight = model(x), model[0].weight.detach().clone().requires_grad_()
    upstream = torch.randn(output.shape, generator=torch.Generator().manual_seed(0), dtype=output.dtype)
    gamma, both = model[2].gamma, model[5].attention.in_proj_weight
    at_gamma, at_both = torch.autograd.grad((output * upstream).sum(), (gamma, both))
    assert table["2"].weight == pytest.approx(at_gamma.norm().item()) and table["2"].output > 0
    assert table["5.attention"].weight == pytest.approx(at_both.norm().item()) and table["5.attention"].output > 0
    rest = model[1:](F.linear(x, weight, model[0].bias))
    (at_weight,) = torch.autograd.grad((rest * upstream).sum(), weight)
    assert table["0"].weight == pytest.approx(at_weight.norm().item()) and table["0"].output > 0


class _Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(2, 1, batch_first=True)

    def forward(self, x):
        return self.attention(x, x, x)[0]


def test_spread():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), ConvNeXtBlock(3))
    x = torch.randn(4, 2, 9, 8)
    mean = model[1].running_mean.clone()
    table = activation_spread(model, x)
    assert torch.equal(model[1].running_mean, mean) and model[1].num_batches_tracked == 0
    y = model[0](x)
    assert table["0"][2:] == pytest.approx((y.mean().item(), y.std(correction=0).item(), 0), abs=1e-6)
    assert table["1"].std == pytest.approx(1, abs=1e-3)
    y = model[:3](x)
    assert table["2"].zeros == pytest.approx((y == 0).float().mean().item()) and 0.4 < table["2"].zeros < 0.6
    assert [row.layer for row in table][3:] == ["3.dwconv", "3.norm", "3.pwconv1", "3.pwconv2"]
    assert not math.isnan(table["3.norm"].std)


def test_bad_input_is_told():
    class Constant(nn.Module):
        def __init__(self):
            super().__init__()
            self.idle = nn.Linear(1, 1)

        def forward(self, x):
            return torch.ones(1)

    with pytest.raises(ValueError, match="output has no gradient: it depends on no parameter and no input"):
        gradient_norms(Constant(), torch.ones(1))
    with pytest.raises(ValueError, match="a table needs at least one row"):
        activation_spread(Constant(), torch.ones(1))

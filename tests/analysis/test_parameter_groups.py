"""Which parameters decay, and that an optimizer then does as told."""

import pytest
import torch
from small_nets import ConvNeXtBlock, Residual
from torch import nn

from helpers.analysis import parameter_groups


class Scaled(nn.Module):
    """A bias for each place; a gain for each channel, as (c, 1, 1); a free matrix; a slope."""

    def __init__(self):
        super().__init__()
        self.position_bias = nn.Parameter(torch.ones(3, 2))
        self.gain, self.table, self.act = nn.Parameter(torch.ones(3, 1, 1)), nn.Parameter(torch.ones(3, 2)), nn.PReLU(3)


def test_names_of_both_groups():
    model = nn.Sequential(
        nn.Conv2d(1, 3, 1), Residual(3, 4), ConvNeXtBlock(4), Scaled(), nn.LayerNorm([4, 3, 2]), nn.Linear(1, 1),
        nn.Embedding(1, 3), nn.MultiheadAttention(4, 2), nn.ConvTranspose1d(3, 1, 1), nn.GroupNorm(1, 4),
    )  # fmt: skip
    decayed, kept = parameter_groups(model, 0.1, lr=0.5)
    assert decayed["names"] == [
        "0.weight", "1.conv1.weight", "1.conv2.weight", "1.downsample.0.weight", "2.dwconv.weight", "2.pwconv1.weight",
        "2.pwconv2.weight", "3.table", "5.weight", "6.weight", "7.in_proj_weight", "7.out_proj.weight", "8.weight",
    ]  # fmt: skip
    names = [name for name, _ in model.named_parameters()]
    assert sorted(decayed["names"] + kept["names"]) == sorted(names)
    assert (decayed["weight_decay"], kept["weight_decay"], decayed["lr"], kept["lr"]) == (0.1, 0.0, 0.5, 0.5)
    parameters = dict(model.named_parameters())
    for group in (decayed, kept):
        assert [parameters[name] is p for name, p in zip(group["names"], group["params"], strict=True)] == [True] * len(group["names"])


def test_the_optimizer_shrinks_only_weights():
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(1.0)
    optimizer = torch.optim.SGD(parameter_groups(model, 0.5), lr=0.1)
    for p in model.parameters():
        p.grad = torch.zeros_like(p)
    optimizer.step()
    assert model[0].weight.unique().tolist() == [pytest.approx(0.95)]
    assert all(p.unique().tolist() == [1.0] for p in (model[0].bias, model[1].weight, model[1].bias))
    optimizer.load_state_dict(optimizer.state_dict())


def test_frozen_and_shared_parameters():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight
    model[1].bias.requires_grad_(False)
    assert [group["names"] for group in parameter_groups(model, 0.1)] == [["0.weight"], ["0.bias"]]
    assert [group["names"] for group in parameter_groups(nn.BatchNorm1d(2), 0.1)] == [["weight", "bias"]]


def test_bad_input_is_told():
    with pytest.raises(ValueError, match=r"weight_decay must be at least 0, got -0\.1"):
        parameter_groups(nn.Linear(1, 1), -0.1)
    with pytest.raises(ValueError, match="the model has no parameter that learns"):
        parameter_groups(nn.Linear(1, 1).requires_grad_(False), 0.1)

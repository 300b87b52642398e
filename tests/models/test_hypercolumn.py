"""Hypercolumns: floor indexing in whole numbers, every layer at every pixel, any model underneath left as it was."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import HypercolumnNet, floor_indices, hypercolumns


def test_indices_are_floors_and_never_leave_the_map():
    for size in range(1, 40):
        for size_from in range(1, 40):
            assert floor_indices(size, size_from).tolist() == [i * size_from // size for i in range(size)]
    assert floor_indices(32, 8)[31] == 7  # divided by the size of a half-sized layer 1 it would be 15, outside the map
    pixels = torch.arange(24.0).view(1, 1, 4, 6)
    assert torch.equal(hypercolumns([pixels], size=(8, 3)), F.interpolate(pixels, (8, 3)))


def test_columns_pixel_by_pixel():
    """J1 + J2 + ...: 3 + 5 + 7 + 10 = 25 features at each of 12×9 pixels, the vector the same everywhere."""
    torch.manual_seed(0)
    maps = [torch.randn(2, c, *size, dtype=torch.float64) for c, size in ((3, (12, 9)), (5, (6, 4)), (7, (2, 3)))]
    vector = torch.randn(2, 10, dtype=torch.float64)
    out = hypercolumns([*maps, vector])
    assert out.shape == (2, 25, 12, 9) and hypercolumns(maps).shape == (2, 15, 12, 9)
    for i in range(12):
        for j in range(9):
            column = [part[:, :, i * part.shape[2] // 12, j * part.shape[3] // 9] for part in maps]
            assert torch.equal(out[:, :, i, j], torch.cat([*column, vector], 1))


@pytest.mark.parametrize("mode", ["floor", "bilinear"])
def test_values_and_gradients_are_those_of_torchs_interpolate(mode):
    torch.manual_seed(0)
    maps = [torch.randn(2, c, *size, dtype=torch.float64, requires_grad=True) for c, size in ((3, (12, 8)), (4, (6, 4)), (2, (3, 2)))]
    vector = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)
    how = {"mode": "nearest"} if mode == "floor" else {"mode": "bilinear", "align_corners": False}
    theirs = torch.cat([*(F.interpolate(part, (12, 8), **how) for part in maps), vector[..., None, None].repeat(1, 1, 12, 8)], 1)
    ours = hypercolumns([*maps, vector], mode=mode)
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(theirs)
    for mine, torchs in zip(*(torch.autograd.grad(out, [*maps, vector], upstream) for out in (ours, theirs)), strict=True):
        torch.testing.assert_close(mine, torchs)


def trunk():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Sequential(nn.Conv2d(4, 5, 3), nn.ReLU()), nn.Flatten(), nn.Linear(5 * 3 * 4, 6),
    ).double()  # fmt: skip


@pytest.mark.parametrize("mode", ["floor", "bilinear"])
@pytest.mark.parametrize("hidden", [None, 9])
def test_a_net_is_its_layers_joined_and_a_1x1_head(hidden, mode):
    model = trunk().eval()
    net = HypercolumnNet(model, ["1", "4.0", "6"], 2, (3, 10, 12), hidden, mode)
    x = torch.randn(2, 3, 10, 12, dtype=torch.float64)
    normed = model[1](model[0](x))
    after = model[4][0](F.max_pool2d(F.relu(normed), 2))
    parts = [x, normed, after, model(x)]  # normed itself: the in-place ReLU after it must not have touched it
    expected = hypercolumns(parts, mode=mode)
    assert net.channels == expected.shape[1] == 3 + 4 + 5 + 6
    torch.testing.assert_close(net.columns(x), expected)
    for conv in (layer for layer in net.head if isinstance(layer, nn.Conv2d)):
        expected = torch.einsum("nchw,oc->nohw", F.relu(expected) if conv is net.head[-1] and hidden else expected, conv.weight[:, :, 0, 0])
        expected = expected + conv.bias[:, None, None]
    torch.testing.assert_close(net(x), expected)
    assert net(x).shape == (2, 2, 10, 12)


def test_the_model_is_used_as_it_is():
    model = trunk()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    net = HypercolumnNet(model, ["0", "6"], 2, (3, 10, 12), picture=False)
    assert net.channels == 10 and net.model is model and model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    net(torch.randn(2, 3, 10, 12, dtype=torch.float64)).sum().backward()
    assert model[1].num_batches_tracked == 1 and model[0].weight.grad.any() and model[6].weight.grad.any()
    assert not any(layer._forward_hooks for layer in model.modules())


def test_the_trial_run_is_in_evaluation_mode():
    """In training mode a norm of one vector of a batch of one would refuse."""
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.BatchNorm1d(4))
    assert HypercolumnNet(model, ["0", "3"], 2, (3, 5, 5)).channels == 11


def test_a_frozen_model_keeps_still():
    model = trunk().requires_grad_(False)
    net = HypercolumnNet(model, ["4"], 2, (3, 10, 12))
    net(torch.randn(2, 3, 10, 12, dtype=torch.float64)).sum().backward()
    assert all(p.grad is None for p in model.parameters()) and all(p.grad.any() for p in net.head.parameters())


class Twice(nn.Module):
    """One ReLU that runs twice, one that never does."""

    def __init__(self):
        super().__init__()
        self.conv, self.relu, self.never = nn.Conv2d(3, 4, 1), nn.ReLU(), nn.ReLU()

    def forward(self, x):
        return self.relu(self.conv(self.relu(x)))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: floor_indices(0, 3), "sizes must be at least 1, got 0 pixels over 3 cells"),
        (lambda: floor_indices(3, 0), "sizes must be at least 1, got 3 pixels over 0 cells"),
        (lambda: hypercolumns([]), r"of one batch, got shapes \[\]"),
        (lambda: hypercolumns([torch.zeros(2, 3, 4, 4), torch.zeros(1, 3, 2, 2)]), r"of one batch, got .* \(1, 3, 2, 2\)\]"),
        (lambda: hypercolumns([torch.zeros(2, 3, 4, 4), torch.zeros(2, 3, 4)]), r"maps \(n, c, h, w\) and vectors .* \(2, 3, 4\)\]"),
        (lambda: hypercolumns([torch.zeros(2, 3)]), r"the first map gives the size, .* got shape \(2, 3\); or say size"),
        (lambda: hypercolumns([torch.zeros(2, 3, 4, 4)], mode="nearest"), "mode must be 'floor' or 'bilinear', got 'nearest'"),
        (lambda: HypercolumnNet(trunk(), [], 2, (3, 10, 12)), "no layer was named; the model has 0, 1, 2, 3, 4, 4.0, 4.1, 5, 6"),
        (lambda: HypercolumnNet(trunk(), ["0", "7", "conv"], 2, (3, 10, 12)), "no layer '7', 'conv'; the model has 0, 1,"),
        (lambda: HypercolumnNet(Twice(), ["relu", "conv"], 2, (3, 4, 4)), r"must run once in the model; .* \{'relu': 2\}"),
        (lambda: HypercolumnNet(Twice(), ["never"], 2, (3, 4, 4)), r"must run once in the model; .* \{'never': 0\}"),
        (lambda: HypercolumnNet(nn.Sequential(nn.Flatten(2)), ["0"], 2, (3, 4, 4)), r"layer '0' must give a map .* got shape \(1, 3, 16\)"),
        (lambda: HypercolumnNet(nn.Sequential(nn.MaxPool2d(2, return_indices=True)), ["0"], 2, (3, 4, 4)), "layer '0' .* got a tuple"),
    ],
)  # fmt: skip
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

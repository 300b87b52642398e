"""Norm layers against torch's in float64: several batches in training and outside it, buffers, parameters, state_dict both ways."""

import inspect

import numpy as np
import pytest
import torch
from torch import nn

from helpers import layers


def same(mine, its, inputs, mine_parameters=(), its_parameters=(), tolerance=1e-9):
    """Values, the gradient of every input, and of the parameters of each module."""
    torch.testing.assert_close(mine, its, rtol=tolerance, atol=tolerance)
    upstream = torch.randn_like(its)
    a = torch.autograd.grad(mine, [*inputs, *mine_parameters], upstream)
    b = torch.autograd.grad(its, [*inputs, *its_parameters], upstream)
    torch.testing.assert_close(a, b, rtol=tolerance, atol=tolerance)


def pair(name, *arguments, ours=None, **settings):
    """Our layer and torch's with the same random numbers, each loaded strictly from the other."""
    ours = getattr(layers, ours or name)(*arguments, **settings, dtype=torch.float64)
    theirs = getattr(nn, name)(*arguments, **settings, dtype=torch.float64)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict())  # both start alike
    for parameter in theirs.parameters():
        nn.init.normal_(parameter)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    return ours, theirs


def batches(c, dims, mean=0.0):
    sizes = (4, 2, 3)[:dims]
    return [(torch.randn(n, c, *sizes, dtype=torch.float64) * 2 + mean).requires_grad_() for n in (5, 2, 3)]


SETTINGS = [
    {},
    {"momentum": 0.3, "eps": 1e-2},
    {"momentum": None, "track_running_stats": True},
    {"affine": False},
    {"track_running_stats": False},
    {"affine": False, "track_running_stats": False},
    {"affine": True, "bias": False},
    {"affine": True, "track_running_stats": True, "momentum": 0.7},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize(
    ("name", "dims"),
    [
        ("BatchNorm1d", 0),
        ("BatchNorm1d", 1),
        ("BatchNorm2d", 2),
        ("BatchNorm3d", 3),
        ("InstanceNorm1d", 1),
        ("InstanceNorm2d", 2),
        ("InstanceNorm3d", 3),
    ],
)
def test_norms_with_running_statistics(name, dims, settings):
    if "bias" in settings and "bias" not in inspect.signature(getattr(nn, name)).parameters:
        pytest.skip("this torch has no bias switch")
    torch.manual_seed(dims)
    ours, theirs = pair(name, 3, **settings)
    for mean in (0.0, 1e4):
        for training in (True, False, True):
            ours.train(training), theirs.train(training)
            for x in batches(3, dims, mean):
                same(ours(x), theirs(x), (x,), list(ours.parameters()), list(theirs.parameters()))
                torch.testing.assert_close(ours.state_dict(), theirs.state_dict(), rtol=1e-9, atol=1e-9)
    theirs.load_state_dict(ours.state_dict(), strict=True)


def test_batch_norm_keeps_frozen_statistics_when_tracking_is_switched_off_later():
    torch.manual_seed(0)
    ours, theirs = pair("BatchNorm2d", 3)
    for layer in (ours, theirs):
        layer(torch.arange(96.0, dtype=torch.float64).view(2, 3, 4, 4))
        layer.track_running_stats = False
    x = batches(3, 2)[1]
    for training in (True, False):
        ours.train(training), theirs.train(training)
        same(ours(x), theirs(x), (x,))
        torch.testing.assert_close(ours.state_dict(), theirs.state_dict())
    assert ours.num_batches_tracked == 1


def test_a_batch_of_one_trains_on_pixels_and_is_refused_without_them():
    torch.manual_seed(0)
    ours, theirs = pair("BatchNorm2d", 3)
    x = torch.randn(1, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    same(ours(x), theirs(x), (x,))
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict())
    single = layers.BatchNorm1d(3)
    with pytest.raises(ValueError, match=r"batch_norm in training needs more than 1 value per channel, got 1: shape \(1, 3\)"):
        single(torch.zeros(1, 3))
    assert single.eval()(torch.zeros(1, 3)).shape == (1, 3)


def test_momentum_none_is_the_average_of_all_batches():
    layer = layers.BatchNorm1d(1, momentum=None, dtype=torch.float64)
    data = torch.randn(6, 4, 1, dtype=torch.float64)
    for batch in data:
        layer(batch)
    torch.testing.assert_close(layer.running_mean, data.mean((0, 1)))
    torch.testing.assert_close(layer.running_var, data.var(1).mean(0))
    assert layer.num_batches_tracked == 6


def test_buffers_are_updated_in_place_and_can_be_reset():
    layer = layers.BatchNorm2d(2)
    buffers = layer.running_mean, layer.running_var, layer.num_batches_tracked
    layer(torch.randn(3, 2, 4, 4) + 5)
    assert all(a is b for a, b in zip(buffers, (layer.running_mean, layer.running_var, layer.num_batches_tracked), strict=True))
    assert buffers[0].min() > 0.3 and buffers[2] == 1 and not buffers[0].requires_grad
    nn.init.constant_(layer.weight, 7), nn.init.constant_(layer.bias, 7)
    layer.reset_running_stats()
    assert buffers[0].tolist() == [0, 0] and buffers[1].tolist() == [1, 1] and buffers[2] == 0 and layer.weight[0] == 7
    layer(torch.randn(3, 2, 4, 4))
    layer.reset_parameters()
    assert buffers[2] == 0 and layer.weight.tolist() == [1, 1] and layer.bias.tolist() == [0, 0]
    plain = layers.BatchNorm2d(2, affine=False, track_running_stats=False)
    plain.reset_parameters()
    assert not plain.state_dict()


@pytest.mark.parametrize("settings", [{}, {"eps": 1e-2}, {"elementwise_affine": False}, {"bias": False}], ids=str)
@pytest.mark.parametrize("shape", [5, (4, 5), (3, 4, 5), [3, 4, 5]], ids=str)
def test_layer_norm(shape, settings):
    torch.manual_seed(0)
    ours, theirs = pair("LayerNorm", shape, **settings)
    assert ours.normalized_shape == theirs.normalized_shape
    for mean in (0.0, 1e4):
        x = (torch.randn(2, 3, 4, 5, dtype=torch.float64) + mean).requires_grad_()
        same(ours(x), theirs(x), (x,), list(ours.parameters()), list(theirs.parameters()))
        assert ours.eval()(x).equal(ours.train()(x))


@pytest.mark.parametrize("settings", [{}, {"eps": 1e-2}, {"elementwise_affine": False}, {"bias": False}], ids=str)
def test_layer_norm_2d_is_torchs_layer_norm_with_the_channels_last(settings):
    torch.manual_seed(0)
    ours, theirs = pair("LayerNorm", 3, ours="LayerNorm2d", **settings)
    x = torch.randn(2, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    same(ours(x), theirs(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), (x,), list(ours.parameters()), list(theirs.parameters()))


@pytest.mark.parametrize("settings", [{}, {"eps": 1e-2}, {"elementwise_affine": False}], ids=str)
@pytest.mark.parametrize("shape", [5, (4, 5)], ids=str)
def test_rms_norm(shape, settings):
    torch.manual_seed(0)
    ours, theirs = pair("RMSNorm", shape, **settings)
    x = (0.1 * torch.randn(2, 3, 4, 5, dtype=torch.float64)).requires_grad_()
    same(ours(x), theirs(x), (x,), list(ours.parameters()), list(theirs.parameters()))


def test_rms_norm_with_the_bias_of_some_lectures():
    torch.manual_seed(0)
    layer, x = layers.RMSNorm(5, bias=True), torch.randn(2, 5)
    assert layer(x).equal(layers.RMSNorm(5)(x)) and list(layer.state_dict()) == ["weight", "bias"]
    nn.init.constant_(layer.bias, 2.0)
    torch.testing.assert_close(layer(x), layers.RMSNorm(5)(x) + 2)


@pytest.mark.parametrize("settings", [{}, {"eps": 1e-2}, {"affine": False}], ids=str)
@pytest.mark.parametrize("groups", [1, 2, 6])
def test_group_norm(groups, settings):
    torch.manual_seed(0)
    ours, theirs = pair("GroupNorm", groups, 6, **settings)
    for mean in (0.0, 1e4):
        x = (torch.randn(2, 6, 4, 5, dtype=torch.float64) + mean).requires_grad_()
        same(ours(x), theirs(x), (x,), list(ours.parameters()), list(theirs.parameters()))
    assert layers.GroupNorm(2, 6, bias=False).bias is None


def test_reset_parameters():
    for layer in (layers.LayerNorm(6), layers.LayerNorm2d(6), layers.RMSNorm(6, bias=True), layers.GroupNorm(2, 6)):
        assert len(list(layer.parameters())) == 2
        for parameter in layer.parameters():
            nn.init.constant_(parameter, 7)
        layer.reset_parameters()
        assert layer.weight.eq(1).all() and layer.bias.eq(0).all()
    for layer in (layers.LayerNorm(6, elementwise_affine=False), layers.GroupNorm(2, 6, affine=False)):
        layer.reset_parameters()
        assert not layer.state_dict()


SWITCHED = {
    "BatchNorm1d": ((3,), (5, 3), lambda x: (0,)),
    "BatchNorm2d": ((3,), (2, 3, 4, 5), lambda x: (0, 2, 3)),
    "BatchNorm3d": ((3,), (2, 3, 2, 4, 5), lambda x: (0, 2, 3, 4)),
    "InstanceNorm1d": ((3,), (2, 3, 5), lambda x: (2,)),
    "InstanceNorm2d": ((3,), (2, 3, 4, 5), lambda x: (2, 3)),
    "InstanceNorm3d": ((3,), (2, 3, 2, 4, 5), lambda x: (2, 3, 4)),
    "LayerNorm": (((4, 5),), (2, 3, 4, 5), lambda x: (2, 3)),
    "LayerNorm2d": ((3,), (2, 3, 4, 5), lambda x: (1,)),
    "GroupNorm": ((1, 3), (2, 3, 4, 5), lambda x: (1, 2, 3)),
}


@pytest.mark.parametrize("name", SWITCHED)
def test_the_switches_reach_the_formula(name):
    torch.manual_seed(0)
    arguments, shape, axes = SWITCHED[name]
    x = torch.randn(shape, dtype=torch.float64)
    for unbiased in (False, True):
        for eps_inside in (False, True):
            layer = getattr(layers, name)(*arguments, eps=0.1, unbiased=unbiased, eps_inside=eps_inside, dtype=torch.float64)
            var, mean = torch.var_mean(x, axes(x), unbiased=unbiased, keepdim=True)
            divisor = (var + 0.1).sqrt() if eps_inside else var.sqrt() + 0.1
            torch.testing.assert_close(layer(x), (x - mean) / divisor)
    layer = layers.RMSNorm(shape[-1], eps=0.1, eps_inside=False, dtype=torch.float64)
    torch.testing.assert_close(layer(x), x / (x.square().mean(-1, keepdim=True).sqrt() + 0.1))


@pytest.mark.parametrize("name", [*SWITCHED, "RMSNorm"])
def test_torchs_arguments_come_first_with_its_defaults(name):
    mine = inspect.signature(getattr(layers, name)).parameters
    its = inspect.signature(getattr(nn, "LayerNorm" if name == "LayerNorm2d" else name)).parameters
    positional = [p for p in its.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert [(p.name, p.default) for p in positional] == [(p.name, p.default) for p in list(mine.values())[: len(positional)]]
    extra = list(mine.values())[len(positional) :]
    assert all(p.kind is p.KEYWORD_ONLY for p in extra)
    wanted = {"unbiased": False, "eps_inside": True, "bias": name != "RMSNorm"}
    assert all(p.default == wanted[p.name] for p in extra)


def test_print_shows_the_settings():
    assert repr(layers.BatchNorm2d(3, eps=0.1)) == (
        "BatchNorm2d(3, eps=0.1, momentum=0.1, affine=True, track_running_stats=True, unbiased=False, eps_inside=True)"
    )
    assert repr(layers.LayerNorm(3)) == "LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True, eps_inside=True)"
    assert repr(layers.GroupNorm(1, 3)) == "GroupNorm(1, 3, eps=1e-05, affine=True, unbiased=False, eps_inside=True)"


Z = torch.zeros


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: layers.BatchNorm1d(3)(Z(2, 3, 4, 4)),
            r"BatchNorm1d needs x \(n, c\) or \(n, c, w\), 2 or 3 axes; got shape \(2, 3, 4, 4\)",
        ),
        (lambda: layers.BatchNorm2d(3)(Z(2, 3)), r"BatchNorm2d needs x \(n, c, h, w\), 4 axes; got shape \(2, 3\)"),
        (lambda: layers.BatchNorm3d(3)(Z(2, 3, 4, 5)), r"BatchNorm3d needs x \(n, c, d, h, w\), 5 axes; got shape \(2, 3, 4, 5\)"),
        (lambda: layers.BatchNorm2d(3)(Z(2, 4, 5, 5)), r"BatchNorm2d was made for 3 channels, x has 4: shape \(2, 4, 5, 5\)"),
        (lambda: layers.BatchNorm2d(0), "num_features must be at least 1, got 0"),
        (lambda: layers.InstanceNorm1d(3)(Z(3, 4)), r"InstanceNorm1d needs x \(n, c, w\), 3 axes; got shape \(3, 4\)"),
        (lambda: layers.InstanceNorm2d(3)(Z(2, 4, 5, 5)), r"InstanceNorm2d was made for 3 channels, x has 4: shape \(2, 4, 5, 5\)"),
        (lambda: layers.InstanceNorm2d(3)(Z(3, 4, 5)), r"InstanceNorm2d needs x \(n, c, h, w\), 4 axes; got shape \(3, 4, 5\)"),
        (lambda: layers.InstanceNorm3d(3)(Z(3, 4, 5)), r"InstanceNorm3d needs x \(n, c, d, h, w\), 5 axes; got shape \(3, 4, 5\)"),
        (lambda: layers.LayerNorm(3)(Z(2, 4)), r"normalized_shape \(3,\) must be the last 1 of x's axes, got shape \(2, 4\)"),
        (lambda: layers.LayerNorm((3, 0)), "normalized_shape must be at least 1, got 0"),
        (lambda: layers.LayerNorm2d(3)(Z(2, 4, 3, 3)), r"LayerNorm2d needs x \(n, 3, h, w\), 4 axes; got shape \(2, 4, 3, 3\)"),
        (lambda: layers.LayerNorm2d((2, 7)), r"LayerNorm2d needs one number of channels, got 2: \(2, 7\)"),
        (lambda: layers.LayerNorm(7.0), "normalized_shape must be a whole number, got 7.0"),
        (lambda: layers.LayerNorm2d(3)(Z(2, 3, 3)), r"LayerNorm2d needs x \(n, 3, h, w\), 4 axes; got shape \(2, 3, 3\)"),
        (lambda: layers.RMSNorm(3)(Z(2, 4)), r"normalized_shape \(3,\) must be the last 1 of x's axes, got shape \(2, 4\)"),
        (lambda: layers.GroupNorm(2, 3), "num_groups 2 must divide num_channels 3"),
        (lambda: layers.GroupNorm(0, 3), "num_groups must be at least 1, got 0"),
        (lambda: layers.GroupNorm(2, 4)(Z(2, 6, 3)), r"weight needs one number for each of 6 channels, got shape \(4,\)"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_a_checkpoint_older_than_the_counter_of_batches_loads_as_in_torch():
    torch.manual_seed(0)
    for name in ("BatchNorm2d", "InstanceNorm2d"):
        old = getattr(nn, name)(3, affine=True, track_running_stats=True)
        old(torch.randn(2, 3, 4, 5))
        state = {key: value for key, value in old.state_dict().items() if key != "num_batches_tracked"}  # without torch's version too
        ours, theirs = getattr(layers, name)(3, **(made := dict(affine=True, track_running_stats=True))), getattr(nn, name)(3, **made)
        ours.num_batches_tracked += 7
        assert str(ours.load_state_dict(dict(state))) == str(theirs.load_state_dict(dict(state))) == "<All keys matched successfully>"
        assert ours.num_batches_tracked == 7 and torch.equal(ours.running_mean, old.running_mean)
        state = ours.state_dict()
        assert state._metadata[""] == theirs.state_dict()._metadata[""]
        del state["num_batches_tracked"]
        with pytest.raises(RuntimeError, match="Missing key"):  # new, but without the counter: a fault, in torch too
            ours.load_state_dict(state)
    with pytest.raises(RuntimeError, match="Unexpected key"):
        layers.BatchNorm2d(3, track_running_stats=False).load_state_dict(old.state_dict())
    assert layers.LayerNorm(np.int64(3)).weight.shape == (3,)


def test_a_refused_batch_is_not_counted():
    layer = layers.BatchNorm2d(3)
    with pytest.raises(ValueError, match="BatchNorm2d"):
        layer(Z(2, 4, 5, 5))
    assert layer.num_batches_tracked == 0


def test_an_old_checkpoint_without_statistics_loads_where_none_are_kept():
    old = nn.BatchNorm2d(2, track_running_stats=False)
    ours = layers.BatchNorm2d(2, track_running_stats=False)
    assert not ours.load_state_dict(dict(old.state_dict())).unexpected_keys  # a plain dict has no version, as an old one

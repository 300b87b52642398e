"""Pooling, unpooling and linear layers beside torch's."""

import inspect

import pytest
import torch
from same_as_torch import same_gradients, same_layer
from torch import nn

from helpers import layers

SIZES = (9, 7, 8)
SETTINGS = {
    "MaxPool": [{"kernel_size": 2}, {"kernel_size": 3, "stride": 2, "padding": 1}, {"kernel_size": 3, "stride": 2, "ceil_mode": True},
                {"kernel_size": 2, "stride": 1, "dilation": 2}],
    "AvgPool": [{"kernel_size": 2}, {"kernel_size": 3, "stride": 2, "padding": 1}, {"kernel_size": 2, "stride": 3, "ceil_mode": True},
                {"kernel_size": 3, "padding": 1, "count_include_pad": False}],
    "AdaptiveAvgPool": [{"output_size": 1}, {"output_size": 3}, {"output_size": 5}],
}  # fmt: skip


@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize(("kind", "settings"), [(k, s) for k, many in SETTINGS.items() for s in many])
def test_pooling_is_torchs(kind, settings, dims):
    torch.manual_seed(0)
    name = f"{kind}{dims}d"
    x = torch.randn(2, 3, *SIZES[:dims])
    same_layer(getattr(layers, name)(**settings), getattr(nn, name)(**settings), x)
    assert getattr(layers, name)(**settings)(x).is_contiguous()


@pytest.mark.parametrize("kind", [*SETTINGS, "MaxUnpool"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_names_order_and_defaults_are_torchs(kind, dims):
    ours, theirs = (inspect.signature(getattr(part, f"{kind}{dims}d")).parameters for part in (layers, nn))
    assert list(ours) == list(theirs)
    assert [p.default for p in ours.values()] == [p.default for p in theirs.values()]


def test_settings_of_each_axis():
    torch.manual_seed(0)
    x = torch.randn(2, 3, 9, 8)
    same_layer(layers.MaxPool2d((3, 2), (2, 1), (1, 0)), nn.MaxPool2d((3, 2), (2, 1), (1, 0)), x)
    same_layer(layers.AvgPool2d((3, 2), divisor_override=5), nn.AvgPool2d((3, 2), divisor_override=5), x)
    for size in ((2, 3), (None, 5), (4, None)):
        same_layer(layers.AdaptiveAvgPool2d(size), nn.AdaptiveAvgPool2d(size), x)
    same_layer(layers.AdaptiveAvgPool3d((2, None, 5)), nn.AdaptiveAvgPool3d((2, None, 5)), torch.randn(1, 2, 5, 6, 7))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_unpooling_goes_back(dims):
    torch.manual_seed(0)
    x = torch.randn(2, 3, *SIZES[:dims], dtype=torch.float64)
    pool, unpool = (getattr(layers, f"{kind}{dims}d") for kind in ("MaxPool", "MaxUnpool"))
    values, indices = pool(3, 2, return_indices=True)(x)
    reference, places = getattr(nn, f"MaxPool{dims}d")(3, 2, return_indices=True)(x)
    assert torch.equal(values, reference) and torch.equal(indices, places)
    # overlapping windows name a pixel twice; where they do not, the gradients can be compared
    values, indices = pool(2, return_indices=True)(x)
    leaves = [values.detach().requires_grad_() for _ in range(2)]
    size = x.shape[2:]
    outputs = [
        unpool(2)(leaves[0], indices, output_size=tuple(size)),
        getattr(nn, f"MaxUnpool{dims}d")(2)(leaves[1], indices, output_size=list(size)),
    ]
    same_gradients(*outputs, [(leaf,) for leaf in leaves])
    small = unpool(3, stride=2, padding=1)(values[..., :2], indices[..., :2] * 0 + torch.arange(2))
    assert small.shape[-1] == 3


def test_linear_is_torchs():
    assert list(inspect.signature(layers.Linear).parameters) == list(inspect.signature(nn.Linear).parameters)
    for settings in ({}, {"bias": False}):
        torch.manual_seed(1)
        ours = layers.Linear(5, 3, **settings)
        torch.manual_seed(1)
        theirs = nn.Linear(5, 3, **settings)
        assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
        for shape in ((5,), (4, 5), (2, 3, 5)):
            same_layer(ours, theirs, torch.randn(shape) + 1e4)
    before = ours.weight.clone()
    ours.reset_parameters()
    assert not torch.equal(ours.weight, before)
    assert layers.Linear(2, 3, dtype=torch.float64, device="meta").bias.is_meta


def test_what_is_shown():
    assert repr(layers.MaxPool2d(2)) == "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, return_indices=False, ceil_mode=False)"
    assert repr(layers.MaxUnpool1d(2, 3)) == "MaxUnpool1d(kernel_size=2, stride=3, padding=0)"
    assert repr(layers.AvgPool3d(2)) == "AvgPool3d(kernel_size=2, stride=2, padding=0, ceil_mode=False, count_include_pad=True)"
    settings = "kernel_size=2, stride=2, padding=0, ceil_mode=True, count_include_pad=True"
    assert repr(layers.AvgPool1d(2, ceil_mode=True)) == f"AvgPool1d({settings})"
    assert repr(layers.AdaptiveAvgPool1d(1)) == "AdaptiveAvgPool1d(output_size=1)"
    assert repr(layers.Linear(2, 3)) == "Linear(in_features=2, out_features=3, bias=True)"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: layers.Linear(3, 2)(torch.zeros(3, 2)), r"Linear was made for 3 features on the last axis, got shape \(3, 2\)"),
        (lambda: layers.Linear(3, 2)(torch.zeros(())), r"Linear was made for 3 features on the last axis, got shape \(\)"),
        (lambda: layers.Linear(3, 2)(torch.zeros(3).double()), "Linear needs x and weight of one dtype, got x torch.float64 and weight"),
        (lambda: layers.Linear(0, 2), "in_features must be at least 1, got 0"),
        (lambda: layers.AdaptiveAvgPool2d(2)(torch.zeros(1, 3, 4)), r"AdaptiveAvgPool2d needs x \(n, c, h, w\), 4 axes; got .*1, 3, 4"),
        (lambda: layers.AdaptiveAvgPool2d((1, 2, 3))(torch.zeros(1, 3, 4, 5)), r"output_size needs one value or 2, got 3"),
        (lambda: layers.AdaptiveAvgPool1d(2)(torch.ones(1, 3, 4).long()), "AdaptiveAvgPool1d needs floating-point numbers, got torch.int"),
        (lambda: layers.AdaptiveAvgPool2d(0)(torch.zeros(1, 3, 4, 5)), "output_size must be at least 1, got 0"),
        (lambda: layers.MaxPool1d(5)(torch.zeros(1, 3, 4)), "window .*5.* 4"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

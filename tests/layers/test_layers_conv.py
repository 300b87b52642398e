"""Conv and ConvTranspose layers beside torch's: constructor, initial numbers, state_dict, values, gradients, error texts."""

import copy
import inspect
import random

import numpy as np
import pytest
import torch
from same_as_torch import same_layer
from torch import nn

from helpers import layers
from helpers.functional import conv2d
from helpers.geometry import BOUNDARY_MODES

CONVS = ["Conv1d", "Conv2d", "Conv3d"]
TRANSPOSED = ["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]


def both(name):
    return getattr(layers, name), getattr(nn, name)


def image(dims, channels, n=2):
    return torch.randn(n, channels, *(9, 7, 8)[:dims], dtype=torch.float64)


@pytest.mark.parametrize("name", CONVS + TRANSPOSED)
def test_names_order_and_defaults_are_torchs(name):
    ours, theirs = (inspect.signature(cls).parameters for cls in both(name))
    assert list(ours) == list(theirs)
    assert [p.default for p in ours.values()] == [p.default for p in theirs.values()]


@pytest.mark.parametrize("name", CONVS + TRANSPOSED)
def test_the_same_seed_gives_the_same_numbers(name):
    for settings in ({}, {"groups": 2}, {"bias": False}, {"dtype": torch.float64}):
        numbers = []
        for cls in both(name):
            torch.manual_seed(3)
            layer = cls(4, 6, 3, **settings)
            first = copy.deepcopy(layer.state_dict())
            layer.reset_parameters()
            numbers.append([*first.values(), *layer.state_dict().values()])
        assert len(numbers[0]) == len(numbers[1])
        assert all(torch.equal(a, b) and a.dtype == b.dtype for a, b in zip(*numbers, strict=True))


@pytest.mark.parametrize("name", CONVS)
def test_convolution_values_gradients_and_state_dict(name):
    dims, rng = int(name[-2]), random.Random(name)
    ours, theirs = both(name)
    torch.manual_seed(dims)
    for i in range(6):
        groups = rng.choice([1, 2])
        settings = {
            "kernel_size": tuple(rng.sample([1, 2, 3, 4], dims)),
            "stride": tuple(rng.randint(1, 3) for _ in range(dims)),
            "padding": tuple(rng.randint(0, 2) for _ in range(dims)),
            "dilation": tuple(rng.randint(1, 2) for _ in range(dims)),
            "groups": groups,
            "bias": i % 2 == 0,
            "padding_mode": rng.choice(["zeros", "reflect", "replicate", "circular"]),
        }
        x = image(dims, 4, n=rng.choice([1, 3])) + rng.choice([0, 1e4])
        same_layer(ours(4, 6, **settings), theirs(4, 6, **settings), x)
    same_layer(ours(4, 2, 3, padding="same", dilation=2), theirs(4, 2, 3, padding="same", dilation=2), torch.ones_like(image(dims, 4)))


@pytest.mark.parametrize("name", TRANSPOSED)
def test_transposed_values_gradients_and_state_dict(name):
    dims, rng = int(name[-2]), random.Random(name)
    ours, theirs = both(name)
    torch.manual_seed(dims)
    for i in range(6):
        stride = tuple(rng.sample([1, 2, 3], dims))
        settings = {
            "kernel_size": tuple(rng.sample([2, 3, 4], dims)),
            "stride": stride,
            "padding": tuple(rng.randint(0, 1) for _ in range(dims)),
            "output_padding": tuple(rng.randint(0, s - 1) for s in stride),
            "groups": rng.choice([1, 2]),
            "bias": i % 2 == 0,
            "dilation": tuple(rng.randint(1, 2) for _ in range(dims)),
        }
        x = torch.randn(rng.choice([1, 3]), 4, *(5, 3, 4)[:dims], dtype=torch.float64)
        same_layer(ours(4, 6, **settings), theirs(4, 6, **settings), x)


@pytest.mark.parametrize("name", TRANSPOSED)
def test_every_output_size_within_reach_is_torchs(name):
    dims = int(name[-2])
    ours, theirs = (cls(2, 3, 4, stride=3, padding=1, dilation=2).double() for cls in both(name))
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, 2, *(4, 3, 5)[:dims], dtype=torch.float64)
    least = theirs(x).shape[2:]
    for extra in range(3):
        size = tuple(length + (extra + axis) % 3 for axis, length in enumerate(least))
        for wished in (size, (2, 3, *size)):
            result = ours(x, output_size=wished)
            assert result.shape[2:] == size
            torch.testing.assert_close(result, theirs(x, output_size=list(wished)))
    low, high = tuple(least), tuple(length + 2 for length in least)
    for wrong in (tuple(length + 3 for length in least), tuple(length - 1 for length in least)):
        with pytest.raises(ValueError) as caught:
            ours(x, wrong)
        assert str(caught.value) == f"output_size {wrong} is out of reach: from {tuple(x.shape[2:])} the layer gives {low} up to {high}"


def test_padding_of_each_side():
    layer = layers.ConvTranspose1d(1, 1, 3, stride=2, padding=(1, 0))
    x = torch.randn(1, 1, 4)
    whole = layers.ConvTranspose1d(1, 1, 3, stride=2)
    whole.load_state_dict(layer.state_dict())
    torch.testing.assert_close(layer(x), whole(x)[..., 1:])
    assert layer(x, output_size=(9,)).shape == (1, 1, 9)
    line = layers.Conv1d(1, 1, 1, padding=(2, 0), bias=False)
    assert line(torch.ones(1, 1, 3))[0, 0].count_nonzero() == 3 and line(torch.ones(1, 1, 3)).shape == (1, 1, 5)


@pytest.mark.parametrize("mode", (*BOUNDARY_MODES, "hold", "wrap"))
def test_every_boundary_mode(mode):
    torch.manual_seed(0)
    layer = layers.Conv2d(2, 3, (2, 3), padding=((1, 0), (2, 1)), padding_mode=mode)
    x = torch.randn(1, 2, 4, 5)
    torch.testing.assert_close(layer(x), conv2d(x, layer.weight, layer.bias, padding=((1, 0), (2, 1)), padding_mode=mode))
    assert layer.padding_mode == {"hold": "replicate", "wrap": "circular"}.get(mode, mode)


def test_settings_are_spelt_out_and_shown():
    layer = layers.Conv2d(4, 6, 3, stride=(2, 1), padding=1, dilation=2, groups=2, bias=False, padding_mode="cyclic")
    assert repr(layer) == (
        "Conv2d(4, 6, kernel_size=(3, 3), stride=(2, 1), padding=(1, 1), dilation=(2, 2), groups=2, bias=False, padding_mode='circular')"
    )
    layer = layers.ConvTranspose2d(4, 6, 3, stride=2, output_padding=1)
    settings = "kernel_size=(3, 3), stride=(2, 2), padding=(0, 0), output_padding=(1, 1), groups=1, bias=True, dilation=(1, 1)"
    assert repr(layer) == f"ConvTranspose2d(4, 6, {settings})"
    with torch.device("meta"):
        assert layers.Conv2d(3, 64, 7).weight.is_meta
    assert layers.Conv3d(3, 4, 2, device="meta").bias.is_meta and layers.ConvTranspose1d(3, 4, 2, device="meta").weight.is_meta


def test_numpys_whole_numbers_as_torch():
    assert layers.Conv2d(np.int64(3), np.int64(4), np.int64(2)).weight.shape == (4, 3, 2, 2)
    assert repr(layers.ConvTranspose1d(3, 4, np.int64(2), stride=(2,))) == repr(layers.ConvTranspose1d(3, 4, 2, 2))
    assert layers.Linear(np.prod((3, 4)), 5).weight.shape == (5, 12)


BAD = [
    (lambda: layers.Conv2d(3, 4, 3, groups=2), "groups 2 must divide both channel counts, got in_channels 3 and out_channels 4"),
    (lambda: layers.Conv2d(4, 3, 3, groups=2), "groups 2 must divide both channel counts, got in_channels 4 and out_channels 3"),
    (lambda: layers.Conv2d(0, 3, 3), "in_channels must be at least 1, got 0"),
    (lambda: layers.Conv1d(1, 3, 0), "kernel_size must be at least 1, got 0"),
    (lambda: layers.Conv2d(1, 3, (3, 3, 3)), r"kernel_size needs one value or 2, got 3: \(3, 3, 3\)"),
    (lambda: layers.Conv2d(1, 3, 3, stride=(1, 2, 3)), r"stride needs one value or 2, got 3"),
    (lambda: layers.Conv2d(1, 3, 3, dilation=(1, 2, 3)), r"dilation needs one value or 2, got 3"),
    (lambda: layers.Conv2d(1, 3, 3, stride=2, padding="same"), "padding='same' needs stride 1, got stride 2"),
    (lambda: layers.Conv2d(1, 3, 3, padding=-1), "padding must be at least 0, got -1"),
    (lambda: layers.Conv2d(1, 3, 3, padding_mode="mirror"), "unknown boundary mode 'mirror'"),
    (lambda: layers.Conv2d(1, 3, 3)(torch.zeros(2, 2, 5, 5)), "channels disagree: x has 2, weight expects 1"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, groups=2), "groups 2 must divide both channel counts, got in_channels 3 and out_channels 4"),
    (lambda: layers.ConvTranspose2d(4, 3, 3, groups=2), "groups 2 must divide both channel counts, got in_channels 4 and out_channels 3"),
    (lambda: layers.ConvTranspose2d(1, 0, 3), "out_channels must be at least 1, got 0"),
    (lambda: layers.ConvTranspose2d(1, 1, 3, padding_mode="reflect"), "has padding_mode 'zeros' only: .* got 'reflect'"),
    (lambda: layers.Conv2d(3, 4, 3.0), "kernel_size must be a whole number, got 3.0"),
    (lambda: layers.Conv2d(3, 4, None), "kernel_size must be a whole number, got None"),
    (lambda: layers.Conv2d(3, 4, 3, padding=(3 - 1) / 2), "padding must be a whole number, got 1.0"),
    (lambda: layers.Conv2d(3, 4, 3)(torch.zeros(1, 3, 5, 5).double()), "got x torch.float64 and weight torch.float32"),
    (lambda: layers.ConvTranspose2d(3, 4, 0), "kernel_size must be at least 1, got 0"),
    (lambda: layers.ConvTranspose2d(3, 4, (3, 3.0)), "kernel_size must be a whole number, got 3.0"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, stride=0), "stride must be at least 1, got 0"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, dilation=0), "dilation must be at least 1, got 0"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, padding=-1), "padding must be at least 0, got -1"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, padding=1.0), "padding must be a whole number, got 1.0"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, padding=(0, "same")), "takes its padding in numbers, got 'same'"),
    (lambda: layers.ConvTranspose2d(3, 4, 3, output_padding=(0, -1)), "output_padding must be at least 0, got -1"),
    (lambda: layers.ConvTranspose2d(1, 1, 2, 2)(torch.zeros(1, 1, 4, 4), 8), r"output_size needs 2 or 4 numbers, got 1: \(8,\)"),
    (lambda: layers.ConvTranspose2d(1, 1, 2, 2)(torch.zeros(1, 1, 4, 4), (8, 8.0)), "output_size must be a whole number, got 8.0"),
    (lambda: layers.ConvTranspose2d(2, 3, 2)(torch.zeros(2, 5, 5), (6, 6)), r"ConvTranspose2d needs x \(n, c, h, w\), 4 axes; got shape"),
    (lambda: layers.ConvTranspose2d(1, 1, 3, padding="same"), "takes its padding in numbers, got 'same'"),
    (lambda: layers.ConvTranspose2d(1, 1, 3)(torch.zeros(1, 1, 4, 4), (6,)), r"output_size needs 2 or 4 numbers, got 1: \(6,\)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), BAD)
def test_bad_settings_get_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

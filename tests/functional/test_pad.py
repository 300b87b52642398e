"""Every boundary mode of `pad`: values against numpy and torch, gradients against torch, and the adjoint of every linear mode."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from helpers.functional import pad
from helpers.geometry import BOUNDARY_MODES, BOUNDARY_NAMES

COPYING = [mode for mode in BOUNDARY_MODES if mode not in ("zeros", "constant")]


def random_padding(rng, sizes, mode):
    """Amounts for the last axes in torch's order, each side drawn apart, wider than the axis where the mode allows it."""
    amounts = []
    for size in reversed(sizes):
        widest = size - 1 if mode == "reflect" else 2 * size + 1
        amounts += [rng.randint(0, widest), rng.randint(0, widest)]
    return tuple(amounts)


@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize("mode", BOUNDARY_MODES)
def test_values_are_numpys(mode, dims):
    rng = random.Random(f"{mode} {dims}")
    for _ in range(20):
        sizes = rng.sample([1, 2, 3, 4, 5], dims)
        amounts = random_padding(rng, sizes, mode)
        x = torch.randn(2, 3, *sizes, dtype=torch.float64)
        value = 2.5 if mode == "constant" else 0.0
        pairs = [(0, 0), (0, 0), *reversed(list(zip(amounts[::2], amounts[1::2], strict=True)))]
        arguments = {"constant_values": value} if mode in ("zeros", "constant") else {}
        expected = np.pad(x.numpy(), pairs, BOUNDARY_NAMES[mode].numpy, **arguments)
        np.testing.assert_array_equal(pad(x, amounts, mode, value).numpy(), expected)


@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize("mode", ["constant", "circular", "reflect", "replicate"])
def test_values_and_gradients_are_torchs(mode, dims):
    rng = random.Random(f"{mode} {dims}")
    for _ in range(10):
        sizes = rng.sample([2, 3, 4, 5, 6], dims)
        amounts = random_padding(rng, sizes, "reflect")  # within what torch allows
        value = 0.75 if mode == "constant" else 0.0
        x = torch.randn(2, 3, *sizes, dtype=torch.float64, requires_grad=True)
        ours, theirs = pad(x, amounts, mode, value), F.pad(x, amounts, mode, value=value if mode == "constant" else None)
        assert torch.equal(ours, theirs)
        upstream = torch.randn_like(theirs)
        gradients = [torch.autograd.grad(y, x, upstream, allow_unused=True)[0] for y in (ours, theirs)]
        torch.testing.assert_close(*gradients, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("mode", [mode for mode in BOUNDARY_MODES if mode != "constant"])
def test_the_gradient_is_the_adjoint_of_the_padding(mode):
    """<pad(x), y> = <x, pad^T(y)> for all x and y, where pad^T is what autograd does; pad^T by hand: add each cell to its source."""
    rng = random.Random(mode)
    for _ in range(10):
        h, w = rng.sample([2, 3, 4, 5], 2)
        left, right, top, bottom = random_padding(rng, (h, w), mode)
        x = torch.randn(h, w, dtype=torch.float64, requires_grad=True)
        padded = pad(x, (left, right, top, bottom), mode)
        y = torch.randn_like(padded)
        (adjoint,) = torch.autograd.grad(padded, x, y)
        torch.testing.assert_close((padded * y).sum(), (x * adjoint).sum())
        arguments = {"constant_values": -1} if mode == "zeros" else {}
        source = np.pad(np.arange(h * w).reshape(h, w), ((top, bottom), (left, right)), BOUNDARY_NAMES[mode].numpy, **arguments)
        by_hand = torch.zeros(h * w, dtype=torch.float64)
        for cell, number in zip(source.flat, y.flatten(), strict=True):
            if cell >= 0:
                by_hand[cell] += number
        torch.testing.assert_close(adjoint.flatten(), by_hand)


def test_every_mode_pads_before_and_after_in_torchs_order():
    x = torch.arange(1.0, 7).view(2, 3)
    assert pad(x, (1, 2)).shape == (2, 6) and pad(x, (0, 0, 1, 2)).shape == (5, 3)
    assert torch.equal(pad(x, (1, 2, 0, 1)), F.pad(x, (1, 2, 0, 1)))
    assert torch.equal(pad(x, 2), F.pad(x, (2, 2)))
    assert torch.equal(pad(x, (1, 0), "constant", 9), F.pad(x, (1, 0), value=9.0))
    for none in (0, (0, 0), (0, 0, 0, 0)):
        assert torch.equal(pad(x, none), x) and pad(x, none).data_ptr() != x.data_ptr()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.bool])
@pytest.mark.parametrize("mode", BOUNDARY_MODES)
def test_the_type_stays(mode, dtype):
    x = torch.ones(3, dtype=dtype)
    assert pad(x, (1, 2), mode).dtype == dtype


def test_lectures_and_numpys_names_work():
    signal = torch.tensor([1, 2, 3])
    expected = {
        "cyclic": [1, 2, 3, 1, 2, 3, 1, 2, 3],
        "wrap": [1, 2, 3, 1, 2, 3, 1, 2, 3],
        "zero": [0, 0, 0, 1, 2, 3, 0, 0, 0],
        "symmetric": [3, 2, 1, 1, 2, 3, 3, 2, 1],
        "hold": [1, 1, 1, 1, 2, 3, 3, 3, 3],
        "edge": [1, 1, 1, 1, 2, 3, 3, 3, 3],
    }
    for name, cells in expected.items():
        assert pad(signal, (3, 3), name).tolist() == cells


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: pad(torch.zeros(3), (3, 0), "reflect"), "reflect padding must be smaller than the size: padding 3, size 3"),
        (lambda: pad(torch.zeros(3), (1, -1)), "padding must be at least 0, got -1"),
        (lambda: pad(torch.zeros(3), 1.0), "padding must be a whole number, got 1.0"),
        (lambda: pad(torch.zeros(3), None), "padding must be a whole number, got None"),
        (lambda: pad(torch.zeros(3), (1, 1.5)), "padding must be a whole number, got 1.5"),
        (lambda: pad(torch.zeros(3), (1.5, 1)), "padding must be a whole number, got 1.5"),
        (lambda: pad(torch.zeros(3), (-1, 1)), "padding must be at least 0, got -1"),
        (lambda: pad(torch.zeros(3), (1,)), r"up to 2 numbers for shape \(3,\), got 1"),
        (lambda: pad(torch.zeros(3), (1, 1, 1, 1)), r"up to 2 numbers for shape \(3,\), got 4"),
        (lambda: pad(torch.zeros(2, 0), (1, 1)), "size must be at least 1, got 0"),
        (lambda: pad(torch.zeros(3), (1, 1), "mirror"), "unknown boundary mode 'mirror'"),
        (lambda: pad(torch.zeros(3), (1, 1), "circular", 2.0), "mode 'circular' takes no value, got value 2.0"),
        (lambda: pad(torch.zeros(3), (1, 1), "zeros", 2.0), "mode 'zeros' takes no value, got value 2.0"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()


@pytest.mark.parametrize("mode", COPYING)
def test_every_padded_number_is_one_of_the_input(mode):
    x = torch.randn(4, dtype=torch.float64)
    assert set(pad(x, (3, 2), mode).tolist()) <= set(x.tolist())


@pytest.mark.parametrize("value", [None, [1.0, 2.0], np.zeros(3)])
def test_what_is_no_tensor_is_refused(value):
    with pytest.raises(ValueError, match=f"pad needs a tensor x, got {type(value).__name__}; torch.as_tensor makes one"):
        pad(value, 1)

"""Loops, matrix, im2col, einsum and FFT: each equals the reference and torch, values and gradients, on the same random cases."""

import importlib
import pkgutil
import random
import re
from inspect import signature

import pytest
import torch
import torch.nn.functional as F
from test_convolution import BAD, assert_same, numpys_pad, random_case

import helpers.functional
from helpers import functional
from helpers.functional import conv2d, conv2d_einsum, conv2d_fft, conv2d_im2col, conv2d_loops, conv2d_matrix, im2col, windows
from helpers.geometry import BOUNDARY_MODES

FORMULATIONS = [conv2d_loops, conv2d_matrix, conv2d_im2col, conv2d_einsum, conv2d_fft]


@pytest.mark.parametrize("mode", BOUNDARY_MODES)
@pytest.mark.parametrize("flip", [False, True])
def test_all_five_are_the_reference_and_torch(mode, flip):
    rng = random.Random(f"{mode} {flip}")
    torch.manual_seed(0)
    for _ in range(6):
        x, weight, bias, *settings = random_case(rng, dims=2)
        stride, padding, dilation, groups = settings
        turned = weight.flip(2, 3) if flip else weight
        theirs = F.conv2d(numpys_pad(x, padding, mode), turned, bias, stride, 0, dilation, groups)
        for formulation in (conv2d, *FORMULATIONS):
            assert_same(formulation(x, weight, bias, *settings, mode, flip), theirs, (x, weight, bias))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_words_numbers_and_no_bias(formulation):
    torch.manual_seed(0)
    x = torch.randn(2, 4, 6, 5, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(6, 2, 4, 3, dtype=torch.float64, requires_grad=True)
    for arguments in (dict(padding="same"), dict(padding="valid", stride=2), dict(padding=(3, 1), stride=(1, 3), dilation=(1, 2))):
        assert_same(formulation(x, weight, groups=2, **arguments), F.conv2d(x, weight, groups=2, **arguments), (x, weight))


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_signature_type_and_inputs_stay(formulation):
    ours, reference = ([(p.name, p.default) for p in signature(f).parameters.values()] for f in (formulation, conv2d))
    assert ours == reference
    x, weight = torch.randn(2, 2, 5, 4), torch.randn(3, 2, 2, 3)
    before = x.clone(), weight.clone()
    out = formulation(x, weight, padding=1, flip=True)
    assert out.dtype == torch.float32 and out.shape == (2, 3, 6, 4)
    assert torch.equal(x, before[0]) and torch.equal(weight, before[1])
    if formulation is conv2d_fft:
        with pytest.raises(ValueError, match="n must be at least 1, got 0"):
            formulation(x[:0], weight)
    else:
        torch.testing.assert_close(formulation(x[:0], weight), F.conv2d(x[:0], weight))


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_bad_input_gets_both_numbers(formulation, monkeypatch):
    """The list of refusals of conv2d, put to every other formulation."""
    import test_convolution

    monkeypatch.setattr(test_convolution, "conv2d", formulation)
    for bad_call, text in BAD:
        with pytest.raises(ValueError, match=text):
            bad_call()
    with pytest.raises(ValueError, match=f"{formulation.__name__} needs x"):
        formulation(torch.zeros(3, 3), torch.zeros(1, 1, 2, 2))


def test_im2col_is_torchs_unfold():
    torch.manual_seed(0)
    rng = random.Random(0)
    for _ in range(20):
        x = torch.randn(2, 3, 7, 9, dtype=torch.float64, requires_grad=True)
        kernel, dilation, padding, stride = ((rng.randint(low, 3), rng.randint(low, 3)) for low in (1, 1, 0, 1))
        assert_same(im2col(x, kernel, dilation, padding, stride), F.unfold(x, kernel, dilation, padding, stride), (x,))
    circular = im2col(x, 2, padding=(1, 0), padding_mode="cyclic")
    assert torch.equal(circular, F.unfold(F.pad(x, (0, 0, 1, 1), mode="circular"), 2))


def test_windows_are_a_view():
    x = torch.arange(30.0).view(1, 1, 5, 6)
    view = windows(x, (2, 3), stride=(2, 1), dilation=(2, 1))
    assert view.shape == (1, 1, 2, 4, 2, 3) and view.data_ptr() == x.data_ptr()
    assert view[0, 0, 1, 2].tolist() == [[14, 15, 16], [26, 27, 28]]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: im2col(torch.zeros(3, 3), 2), r"im2col needs x \(n, c, h, w\), 4 axes; got shape \(3, 3\)"),
        (lambda: im2col(torch.zeros(1, 1, 3, 3), (4, 1)), "kernel covers 4 pixels .*padded input has 3"),
        (lambda: im2col(torch.zeros(1, 1, 3, 3), 3.0), "kernel_size must be a whole number, got 3.0"),
        (lambda: im2col(torch.zeros(1, 1, 3, 3), (1, 1, 1)), r"kernel_size needs one value or 2, got 3: \(1, 1, 1\)"),
        (lambda: windows(torch.zeros(1, 1, 3, 3), 2, dilation=3), "kernel covers 4 pixels .*padded input has 3"),
    ],
)  # fmt: skip
def test_window_functions_refuse_what_does_not_fit(call, text):
    with pytest.raises(ValueError, match=text):
        call()


MODULES = [name for _, name, _ in pkgutil.iter_modules(helpers.functional.__path__, "helpers.functional.")]


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name):
    import doctest

    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0 and result.attempted >= 1


@pytest.mark.parametrize("name", [name for name in functional.__all__ if name.startswith("conv")])
def test_docstrings_have_the_parts_of_the_house_style(name):
    text = getattr(functional, name).__doc__
    assert text.splitlines()[0].endswith(".")
    for part in (">>> ", "Raises ValueError", "torch"):
        assert part in text, part
    assert re.search(r"Source: \w+", text)

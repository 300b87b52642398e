"""conv_matrix: it is the matrix of torch's convolution, its transpose is torch's transposed convolution, and its shape says the mode."""

import random
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.linalg import circulant
from test_convolution import numpys_pad, random_case

from helpers.functional import conv_matrix
from helpers.geometry import BOUNDARY_MODES

TORCH = {1: F.conv1d, 2: F.conv2d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d}


@pytest.mark.parametrize("mode", BOUNDARY_MODES)
@pytest.mark.parametrize("dims", [1, 2])
def test_columns_are_torchs_answers_to_unit_vectors(dims, mode):
    rng = random.Random(f"{mode} {dims}")
    torch.manual_seed(0)
    for _ in range(4):
        x, weight, _, stride, padding, dilation, groups = random_case(rng, dims)
        sizes = tuple(x.shape[1:])
        units = torch.eye(x[0].numel(), dtype=torch.float64).view(-1, *sizes)
        expected = TORCH[dims](numpys_pad(units, padding, mode), weight, None, stride, 0, dilation, groups).flatten(1).T
        matrix = conv_matrix(weight, sizes[1:], stride, padding, dilation, groups, mode)
        torch.testing.assert_close(matrix, expected)
        upstream = torch.randn_like(expected)
        ours, theirs = (torch.autograd.grad(m, weight, upstream)[0] for m in (matrix, expected))
        torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("dims", [1, 2])
def test_the_transpose_is_torchs_transposed_convolution(dims):
    torch.manual_seed(0)
    weight = torch.randn(4, 3, *(3, 2)[:dims], dtype=torch.float64)
    matrix = conv_matrix(weight, (7, 6)[:dims], stride=2, padding=(1, 0)[:dims] if dims == 2 else 1)
    sizes = {1: (4,), 2: (4, 3)}[dims]
    y = torch.randn(2, 4, *sizes, dtype=torch.float64)
    expected = TRANSPOSED[dims](y, weight, stride=2, padding=(1, 0)[:dims])
    torch.testing.assert_close((y.flatten(1) @ matrix).view_as(expected), expected)


def test_a_cyclic_matrix_is_circulant_and_a_zero_padded_one_is_toeplitz():
    kernel = torch.tensor([1.0, 2.0, 3.0])
    cyclic = conv_matrix(kernel, 6, padding=1, padding_mode="cyclic").numpy()
    np.testing.assert_array_equal(cyclic, circulant(cyclic[:, 0]))
    zeros = conv_matrix(kernel, 6, padding=1)
    assert all(torch.diagonal(zeros, offset).unique().numel() == 1 for offset in range(-5, 6))
    assert zeros.count_nonzero() == 16
    assert torch.equal(conv_matrix(kernel, 6, padding=1, flip=True), zeros.T)
    hold = conv_matrix(kernel, 6, padding=1, padding_mode="hold")
    assert hold[0].tolist() == [3, 3, 0, 0, 0, 0]  # the edge is read twice: 1 + 2, then 3
    assert torch.equal(hold.sum(1), torch.full((6,), 6.0))


def test_bare_kernels_are_one_channel():
    kernel = torch.randn(2, 3)
    assert torch.equal(conv_matrix(kernel, (4, 5)), conv_matrix(kernel[None, None], (4, 5)))
    assert torch.equal(conv_matrix(kernel[0], 5), conv_matrix(kernel[0][None, None], (5,)))
    assert conv_matrix(kernel, 4).shape == (6, 16)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: conv_matrix(torch.zeros(2, 2, 3, 3, 3), 4), r"weight with 1 to 4 axes, got shape \(2, 2, 3, 3, 3\)"),
        (lambda: conv_matrix(torch.zeros(5), 4), "kernel covers 5 pixels .*padded input has 4"),
        (lambda: conv_matrix(torch.zeros(5), 4, 2, "same"), "padding='same' needs stride 1, got stride 2"),
        (lambda: conv_matrix(torch.zeros(3), 4, padding=4, padding_mode="reflect"), "padding 4, size 4"),
        (lambda: conv_matrix(torch.zeros(3, 1, 3), 4, groups=2), "groups 2 must divide both channel counts, got c_in 2 and c_out 3"),
        (lambda: conv_matrix(torch.zeros(3), (4, 5)), r"size needs one value or 1, got 2: \(4, 5\)"),
        (lambda: conv_matrix(torch.zeros(3), 0), "size must be at least 1, got 0"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_too_large_a_matrix_is_refused(monkeypatch):
    """The limit is lowered for the test: if the guard were broken, the full one would ask for 15 GB."""
    module = sys.modules["helpers.functional.conv_matrix"]  # helpers.functional.conv_matrix is the function
    assert module.MOST_NUMBERS == 2**27
    monkeypatch.setattr(module, "MOST_NUMBERS", 18 * 20)
    assert conv_matrix(torch.zeros(3), 20).shape == (18, 20)
    with pytest.raises(ValueError, match="the matrix would have 19 x 21 = 399 numbers; the limit is 360"):
        conv_matrix(torch.zeros(3), 21)

"""Transposed convolution, three formulations, against torch in float64: values and the gradients of all inputs."""

import random

import pytest
import torch
import torch.nn.functional as F
from test_convolution import assert_same

from helpers.functional import (
    conv2d,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose2d_matrix,
    conv_transpose2d_zerofill,
    conv_transpose3d,
    interpolate,
    zero_fill,
)
from helpers.functional.put_taps import put_taps
from helpers.functional.taps import taps

OURS = {1: conv_transpose1d, 2: conv_transpose2d, 3: conv_transpose3d}
TORCH = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
FORMULATIONS = [conv_transpose2d, conv_transpose2d_zerofill, conv_transpose2d_matrix]


def random_case(rng, dims):
    """Inputs and settings in torch's order, every number drawn apart; some output_paddings reach the stride, some paddings the kernel."""
    groups = rng.choice([1, 1, 2, 3])
    c_in, c_out = groups * rng.randint(1, 2), groups * rng.randint(1, 3)
    sizes, kernel = rng.sample(range(2, 7), dims), rng.sample([1, 2, 3, 4], dims)
    stride, dilation = (tuple(rng.randint(1, 3) for _ in range(dims)) for _ in range(2))
    extra = tuple(rng.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True))
    full = [(h - 1) * s + d * (k - 1) + e + 1 for h, s, d, k, e in zip(sizes, stride, dilation, kernel, extra, strict=True)]
    padding = tuple(rng.randint(0, min(4, (f - 1) // 2)) for f in full)
    x, weight, bias = (
        torch.randn(*shape, dtype=torch.float64, requires_grad=True)
        for shape in ((rng.randint(1, 3), c_in, *sizes), (c_in, c_out // groups, *kernel), (c_out,))
    )
    return x, weight, bias, stride, padding, extra, groups, dilation


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_values_and_gradients_are_torchs(dims):
    rng = random.Random(dims)
    torch.manual_seed(dims)
    for _ in range(25):
        case = random_case(rng, dims)
        assert_same(OURS[dims](*case), TORCH[dims](*case), case[:3])


@pytest.mark.parametrize("formulation", FORMULATIONS[1:])
def test_zero_fill_and_matrix_are_torchs(formulation):
    rng = random.Random(0)
    torch.manual_seed(0)
    for _ in range(25):
        case = random_case(rng, dims=2)
        assert_same(formulation(*case), F.conv_transpose2d(*case), case[:3])


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_one_number_for_both_axes_no_bias_and_a_batch_of_none(formulation):
    torch.manual_seed(0)
    x = torch.randn(2, 4, 3, 5, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(4, 3, 3, 2, dtype=torch.float64, requires_grad=True)
    for arguments in ({}, dict(stride=2, padding=1, output_padding=1), dict(dilation=2, groups=2), dict(stride=3, output_padding=2)):
        assert_same(formulation(x, weight, **arguments), F.conv_transpose2d(x, weight, **arguments), (x, weight))
    assert formulation(x[:0], weight, stride=2).shape == (0, 3, 7, 10)
    before = x.detach().clone(), weight.detach().clone()
    single = formulation(x.float(), weight.float(), padding=1)
    assert single.dtype == torch.float32 and torch.equal(x, before[0]) and torch.equal(weight, before[1])


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_padding_of_each_side_cuts_that_side(formulation):
    torch.manual_seed(0)
    x, weight = torch.randn(1, 2, 4, 3, dtype=torch.float64), torch.randn(2, 3, 2, 3, dtype=torch.float64)
    whole = F.conv_transpose2d(x, weight, stride=2)
    cut = formulation(x, weight, stride=2, padding=((1, 0), (0, 3)))
    torch.testing.assert_close(cut, whole[:, :, 1:, :-3])
    signal = torch.arange(1.0, 4).view(1, 1, 3)
    assert conv_transpose1d(signal, torch.ones(1, 1, 1), padding=(2, 0)).flatten().tolist() == [3]


def test_the_zero_fill_needs_the_flipped_kernel():
    x, weight = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]]), torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    filled = zero_fill(x, 2, size=3)
    right, wrong = (conv2d(filled, weight, padding=1, flip=flip) for flip in (True, False))
    assert torch.equal(right, conv_transpose2d(x, weight, stride=2))
    assert right[0, 0, :2, :2].tolist() == [[1, 2], [3, 4]] and wrong[0, 0, :2, :2].tolist() == [[4, 3], [2, 1]]


def test_coverage_is_uneven_where_the_stride_does_not_divide_the_kernel():
    ones, kernel = torch.ones(1, 1, 1, 4), torch.ones(1, 1, 1, 3)
    assert conv_transpose2d(ones, kernel, stride=2).flatten().tolist() == [1, 1, 2, 1, 2, 1, 2, 1, 1]
    assert conv_transpose2d(ones, torch.ones(1, 1, 1, 4), stride=2).flatten().tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]


def test_a_triangle_kernel_interpolates_linearly():
    x = torch.tensor([[[1.0, 5.0, 3.0]]])
    ours = conv_transpose1d(x, torch.tensor([[[0.5, 1.0, 0.5]]]), stride=2, padding=1)
    assert torch.equal(ours, interpolate(x, size=5, mode="linear", align_corners=True))


@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_gradcheck(formulation):
    torch.manual_seed(0)
    inputs = [torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in ((1, 2, 2, 3), (2, 1, 2, 2), (2,))]

    def squared(*inputs):
        return formulation(*inputs, stride=2, padding=1, output_padding=1, groups=2).square()

    assert torch.autograd.gradcheck(squared, inputs) and torch.autograd.gradgradcheck(squared, inputs)


def test_put_taps_is_the_adjoint_of_taps():
    torch.manual_seed(0)
    rng = random.Random(0)
    for _ in range(20):
        count, spacing, stops, stride, axis = (*(rng.randint(1, 3) for _ in range(4)), rng.randint(0, 2))
        sizes = rng.sample([2, 3, 4], 3)
        sizes[axis] = (count - 1) * spacing + (stops - 1) * stride + 1 + rng.randint(0, 2)
        x = torch.randn(*sizes, dtype=torch.float64)
        forward = torch.stack(taps(x, axis, count, spacing, stops, stride))
        parts = torch.randn_like(forward)
        back = put_taps(parts.unbind(0), axis, sizes[axis], spacing, stride)
        torch.testing.assert_close((forward * parts).sum(), (x * back).sum())


@pytest.mark.parametrize(
    ("parts", "size", "text"),
    [
        (torch.ones(3, 4), 5, "3 taps at 4 stops reach over 6 pixels, the canvas has 5"),
        (torch.ones(3, 0), 5, "stops must be at least 1, got 0"),
    ],
)
def test_put_taps_refuses_what_does_not_fit(parts, size, text):
    assert put_taps(torch.ones(3, 4).unbind(0), 0, 6, 1, 1).tolist() == [1, 2, 3, 3, 2, 1]
    with pytest.raises(ValueError, match=text):
        put_taps(parts.unbind(0), 0, size, 1, 1)


def call(f, x=(1, 4, 6, 7), weight=(4, 2, 3, 3), bias=None, **settings):
    return f(torch.zeros(x), torch.zeros(weight), None if bias is None else torch.zeros(bias), **settings)


BAD = [
    (dict(x=(1, 3, 6, 7)), r"channels disagree: x has 3, weight expects 4; shapes \(1, 3, 6, 7\) and \(4, 2, 3, 3\)"),
    (dict(x=(1, 3, 6, 7), weight=(3, 2, 3, 3), groups=2), "groups 2 must divide the input channels, got c_in 3"),
    (dict(groups=0), "groups must be at least 1, got 0"),
    (dict(x=(1, 0, 6, 7), weight=(0, 2, 3, 3)), "c_in must be at least 1, got 0"),
    (dict(weight=(4, 0, 3, 3)), "c_out must be at least 1, got 0"),
    (dict(bias=(3,)), r"bias needs one number for each of 2 output channels, got shape \(3,\)"),
    (dict(bias=(2,), groups=2), r"bias needs one number for each of 4 output channels, got shape \(2,\)"),
    (dict(x=(4, 6, 7)), r"x \(n, c_in, h, w\) and weight \(c_in, c_out/groups, kh, kw\), 4 axes each; got shapes \(4, 6, 7\)"),
    (dict(weight=(4, 2, 3)), r"4 axes each; got shapes \(1, 4, 6, 7\) and \(4, 2, 3\)"),
    (dict(output_padding=2, stride=2), "output_padding 2 must be smaller than stride 2 or dilation 1"),
    (dict(output_padding=(0, 1)), "output_padding 1 must be smaller than stride 1 or dilation 1"),
    (dict(output_padding=-1), "output_padding must be at least 0, got -1"),
    (dict(padding=4), r"padding 4 \+ 4 cuts off the whole output of 8 pixels"),
    (dict(padding="same"), "a transposed convolution takes its padding in numbers, got 'same'"),
    (dict(padding=-1), "padding must be at least 0, got -1"),
    (dict(stride=0), "stride must be at least 1, got 0"),
    (dict(dilation=0), "dilation must be at least 1, got 0"),
    (dict(weight=(4, 2, 0, 3)), "kernel_size must be at least 1, got 0"),
    (dict(x=(1, 4, 0, 7)), "size must be at least 1, got 0"),
    (dict(stride=(1, 2, 3)), r"stride needs one value or 2, got 3: \(1, 2, 3\)"),
    (dict(padding=(1, 2, 3)), r"padding needs one value or 2, got 3: \(1, 2, 3\)"),
    (dict(output_padding=(1, 2, 3)), r"output_padding needs one value or 2, got 3: \(1, 2, 3\)"),
    (dict(dilation=()), r"dilation needs one value or 2, got 0: \(\)"),
    (dict(output_padding=0.5), "output_padding must be a whole number, got 0.5"),
    (dict(padding=1.0), "padding must be a whole number, got 1.0"),
    (dict(padding=((1, 2.0), 0)), "padding must be a whole number, got 2.0"),
]  # fmt: skip


@pytest.mark.parametrize("formulation", FORMULATIONS)
@pytest.mark.parametrize(("settings", "text"), BAD)
def test_bad_input_gets_both_numbers(formulation, settings, text):
    with pytest.raises(ValueError, match=text) as caught:
        call(formulation, **settings)
    assert "axes each" not in text or str(caught.value).startswith(f"{formulation.__name__} needs x")


def test_one_and_three_axes_name_themselves():
    with pytest.raises(ValueError, match=r"conv_transpose1d needs x \(n, c_in, w\) and weight \(c_in, c_out/groups, kw\), 3 axes each"):
        conv_transpose1d(torch.zeros(1, 1, 2, 3), torch.zeros(1, 1, 2))
    with pytest.raises(ValueError, match=r"conv_transpose3d needs x \(n, c_in, d, h, w\) and weight \(c_in, c_out/groups, kd, kh, kw\)"):
        conv_transpose3d(torch.zeros(1, 1, 2, 3), torch.zeros(1, 1, 2, 2))
    with pytest.raises(ValueError, match=r"the matrix would have 40000 x 40804 = 1632160000 numbers"):
        conv_transpose2d_matrix(torch.zeros(1, 1, 200, 200), torch.zeros(1, 1, 3, 3))

"""conv1d, conv2d and conv3d against torch in float64: values and the gradients of all three inputs under a random upstream gradient."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.functional import conv1d, conv2d, conv3d, pad
from helpers.geometry import BOUNDARY_MODES, same_padding

OURS = {1: conv1d, 2: conv2d, 3: conv3d}
TORCH = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


def random_case(rng, dims):
    """Inputs and settings with every number drawn apart: axes, kernel sides, strides, dilations, padding of each side."""
    groups = rng.choice([1, 1, 2, 3])
    c_in, c_out = groups * rng.randint(1, 2), groups * rng.randint(1, 3)
    sizes = rng.sample(range(5, 10) if dims < 3 else range(4, 8), dims)
    kernel = rng.sample([1, 2, 3, 4], dims)
    stride, dilation = ([rng.randint(1, high) for _ in range(dims)] for high in (3, 2))
    padding = [(rng.randint(0, 3), rng.randint(0, 3)) for _ in range(dims)]
    for axis in range(dims):  # the spread kernel must fit; reflect needs padding < size
        if dilation[axis] * (kernel[axis] - 1) >= sizes[axis]:
            dilation[axis] = 1
    x, weight, bias = (
        torch.randn(*shape, dtype=torch.float64, requires_grad=True)
        for shape in ((rng.randint(1, 3), c_in, *sizes), (c_out, c_in // groups, *kernel), (c_out,))
    )
    return x, weight, bias, tuple(stride), tuple(padding), tuple(dilation), groups


def pad_order(padding):
    return tuple(amount for pair in reversed(padding) for amount in pair)


def numpys_pad(x, padding, mode):
    """The padding by an index from numpy.pad on each axis: independent of ours, differentiable, all modes."""
    names = {"zeros": "constant", "circular": "wrap", "replicate": "edge"}
    for axis, (before, after) in enumerate(padding, start=2):
        index = np.pad(np.arange(1, x.shape[axis] + 1), (before, after), names.get(mode, mode))
        x = torch.cat([torch.zeros_like(x.narrow(axis, 0, 1)), x], axis).index_select(axis, torch.from_numpy(index))
    return x


def assert_same(ours, theirs, inputs):
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
    assert ours.is_contiguous()  # so that .view works as after torch's
    upstream = torch.randn_like(theirs)
    gradients = (torch.autograd.grad(y, inputs, upstream, retain_graph=True) for y in (ours, theirs))
    for mine, its in zip(*gradients, strict=True):
        torch.testing.assert_close(mine, its, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("mode", BOUNDARY_MODES)
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_values_and_gradients_are_torchs(dims, mode):
    rng = random.Random(f"{mode} {dims}")
    torch.manual_seed(dims)
    for _ in range(12):
        x, weight, bias, stride, padding, dilation, groups = random_case(rng, dims)
        ours = OURS[dims](x, weight, bias, stride, padding, dilation, groups, padding_mode=mode)
        theirs = TORCH[dims](numpys_pad(x, padding, mode), weight, bias, stride, 0, dilation, groups)
        assert_same(ours, theirs, (x, weight, bias))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_symmetric_padding_amounts_are_torchs_own_argument(dims):
    rng = random.Random(dims)
    torch.manual_seed(dims)
    for _ in range(6):
        x, weight, bias, stride, _, dilation, groups = random_case(rng, dims)
        amounts = tuple(rng.randint(0, 3) for _ in range(dims))
        arguments = (x, weight, bias, stride, amounts, dilation, groups)
        assert_same(OURS[dims](*arguments), TORCH[dims](*arguments), (x, weight, bias))
        arguments = (x, weight, None, 2, 3, 1, groups)
        assert_same(OURS[dims](*arguments), TORCH[dims](*arguments), (x, weight))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_same_and_valid_are_torchs(dims):
    rng = random.Random(dims)
    torch.manual_seed(dims)
    for word in ("same", "valid"):
        for _ in range(6):
            x, weight, bias, _, _, dilation, groups = random_case(rng, dims)
            arguments = (x, weight, bias, 1, word, dilation, groups)
            assert_same(OURS[dims](*arguments), TORCH[dims](*arguments), (x, weight, bias))


@pytest.mark.parametrize("mode", ["zeros", "circular", "reflect", "replicate"])
@pytest.mark.parametrize(("dims", "layer"), [(1, nn.Conv1d), (2, nn.Conv2d), (3, nn.Conv3d)])
def test_padding_mode_is_that_of_torchs_layers(dims, layer, mode):
    torch.manual_seed(0)
    for padding, kernel in ((2, 3), ("same", 4)):
        module = layer(4, 6, kernel, padding=padding, groups=2, padding_mode=mode, dtype=torch.float64)
        x = torch.randn(2, 4, *(5, 6, 7)[:dims], dtype=torch.float64)
        ours = OURS[dims](x, module.weight, module.bias, padding=padding, groups=2, padding_mode=mode)
        torch.testing.assert_close(ours, module(x), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("mode", BOUNDARY_MODES)
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_convolution_is_linear_and_its_gradient_the_adjoint(dims, mode):
    rng = random.Random(f"{mode} {dims}")
    torch.manual_seed(1)
    x, weight, _, stride, padding, dilation, groups = random_case(rng, dims)

    def apply(signal):
        return OURS[dims](signal, weight, None, stride, padding, dilation, groups, padding_mode=mode)

    other = torch.randn_like(x)
    torch.testing.assert_close(apply(2 * x - 3 * other), 2 * apply(x) - 3 * apply(other))
    y = apply(x)
    upstream = torch.randn_like(y)
    (adjoint,) = torch.autograd.grad(y, x, upstream)
    torch.testing.assert_close((apply(other) * upstream).sum(), (other * adjoint).sum())


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_flip_is_the_true_convolution_of_numpy_and_scipy(dims):
    from scipy.signal import convolve

    torch.manual_seed(dims)
    x, kernel = torch.randn(*(7, 6, 5)[:dims], dtype=torch.float64), torch.randn(*(2, 3, 4)[:dims], dtype=torch.float64)
    ours = OURS[dims](x[None, None], kernel[None, None], flip=True)[0, 0]
    np.testing.assert_allclose(ours, convolve(x.numpy(), kernel.numpy(), mode="valid", method="direct"), atol=1e-12)
    if dims == 1:
        np.testing.assert_allclose(ours, np.convolve(x.numpy(), kernel.numpy(), "valid"), atol=1e-12)
        not_flipped = conv1d(x[None, None], kernel[None, None])[0, 0]
        np.testing.assert_allclose(not_flipped, np.correlate(x.numpy(), kernel.numpy(), "valid"), atol=1e-12)


def test_cyclic_convolution_is_equivariant_to_every_shift_and_zeros_is_not():
    torch.manual_seed(0)
    x, weight = torch.randn(1, 2, 5, 6, dtype=torch.float64), torch.randn(3, 2, 3, 2, dtype=torch.float64)
    for shift in ((a, b) for a in range(5) for b in range(6)):
        moved = conv2d(x.roll(shift, (2, 3)), weight, padding="same", padding_mode="cyclic")
        torch.testing.assert_close(moved, conv2d(x, weight, padding="same", padding_mode="cyclic").roll(shift, (2, 3)))
    zeros = conv2d(x.roll(1, 2), weight, padding="same") - conv2d(x, weight, padding="same").roll(1, 2)
    assert zeros.abs().max() > 0.1


def test_per_side_padding_pads_the_side_it_names():
    x, weight = torch.arange(1.0, 4).view(1, 1, 3), torch.ones(1, 1, 1)
    assert conv1d(x, weight, padding=(2, 0)).flatten().tolist() == [0, 0, 1, 2, 3]
    assert conv1d(x, weight, padding=((0, 1),), padding_mode="hold").flatten().tolist() == [1, 2, 3, 3]
    image = torch.ones(1, 1, 2, 3)
    out = conv2d(image, torch.ones(1, 1, 1, 1), padding=((1, 0), (0, 2)))
    assert torch.equal(out, pad(image, (0, 2, 1, 0))) and out.shape == (1, 1, 3, 5)
    assert conv2d(image, torch.ones(1, 1, 1, 1), padding=(1, (0, 2))).shape == (1, 1, 4, 5)
    assert same_padding(2) == (0, 1)


def test_numpys_whole_numbers_and_tuples_of_one():
    torch.manual_seed(0)
    x, weight, two = torch.randn(1, 2, 7, 6), torch.randn(3, 2, 2, 3), np.int64(2)
    ones = dict(stride=(2,), padding=(1,), dilation=(2,))
    for settings in (dict(stride=two), dict(padding=two), dict(stride=(two, 1), dilation=(1, two)), ones):
        torch.testing.assert_close(conv2d(x, weight, **settings), F.conv2d(x, weight, **settings))


def test_autocast_brings_two_dtypes_together():
    x, weight = torch.ones(1, 1, 4, 4), torch.ones(1, 1, 2, 2)
    with torch.autocast("cpu", torch.bfloat16):
        assert conv2d(conv2d(x, weight), weight).tolist() == [[[[16, 16], [16, 16]]]]


def test_edges_of_what_is_allowed():
    """Batch of one, no batch at all, a kernel as large as the input, a constant input, means of 1e4, a gradient that needs no input."""
    torch.manual_seed(0)
    weight, bias = torch.randn(3, 2, 4, 5, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
    for x in (torch.randn(1, 2, 4, 5), torch.randn(0, 2, 4, 5), torch.full((2, 2, 4, 5), 3.0), torch.randn(2, 2, 6, 5) + 1e4):
        x = x.double()
        torch.testing.assert_close(conv2d(x, weight, bias), F.conv2d(x, weight, bias), rtol=1e-12, atol=1e-9)
    x = torch.randn(2, 2, 4, 5, dtype=torch.float64)
    before = (x.clone(), weight.clone())
    conv2d(x, weight, padding=2, flip=True)
    assert torch.equal(x, before[0]) and torch.equal(weight, before[1])
    assert conv2d(x.float(), weight.float()).dtype == torch.float32
    columns_first = x.transpose(2, 3).contiguous().transpose(2, 3)
    torch.testing.assert_close(conv2d(columns_first, weight), F.conv2d(x, weight))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_the_output_may_be_changed_in_place(dims):
    torch.manual_seed(0)
    x = torch.randn(2, 2, *(4, 5, 6)[:dims], dtype=torch.float64, requires_grad=True)
    for kernel in ((1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2)):
        weight = torch.randn(3, 2, *kernel[:dims], dtype=torch.float64, requires_grad=True)
        assert_same(OURS[dims](x, weight).relu_(), TORCH[dims](x, weight).relu_(), (x, weight))


def test_gradcheck():
    torch.manual_seed(0)
    shapes = ((1, 2, 3, 4), (2, 1, 2, 2), (2,))
    x, weight, bias = (torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in shapes)
    assert torch.autograd.gradcheck(lambda *inputs: conv2d(*inputs, 2, 1, 1, 2, "symmetric", True), (x, weight, bias))
    assert torch.autograd.gradgradcheck(lambda *inputs: conv2d(*inputs, 2, 1, 1, 2, "symmetric", True), (x, weight, bias))


def call(x=(1, 4, 6, 7), weight=(2, 4, 3, 3), bias=None, **settings):
    return conv2d(torch.zeros(x), torch.zeros(weight), None if bias is None else torch.zeros(bias), **settings)


BAD = [
    (lambda: call(x=(1, 3, 6, 7)), r"channels disagree: x has 3, weight expects 4 .*\(1, 3, 6, 7\) and \(2, 4, 3, 3\)"),
    (lambda: call(weight=(4, 4, 3, 3), groups=2), r"channels disagree: x has 4, weight expects 8 \(4 in each of 2 groups\)"),
    (lambda: call(weight=(3, 2, 3, 3), groups=2), "groups 2 must divide both channel counts, got c_in 4 and c_out 3"),
    (lambda: call(weight=(6, 2, 3, 3), groups=3), "groups 3 must divide both channel counts, got c_in 4 and c_out 6"),
    (lambda: call(weight=(2, 1, 3, 3), groups=4), "groups 4 must divide both channel counts, got c_in 4 and c_out 2"),
    (lambda: conv2d(np.zeros((1, 4, 6, 7)), torch.zeros(2, 4, 3, 3)), "needs a tensor x, got ndarray; torch.as_tensor makes one"),
    (lambda: conv2d(torch.zeros(1, 4, 6, 7), None), "needs a tensor weight, got NoneType"),
    (lambda: conv2d(torch.zeros(1, 4, 6, 7), torch.zeros(2, 4, 3, 3), torch.zeros(2).double()), "x and bias of one dtype, got x .*32"),
    (lambda: call(groups=0), "groups must be at least 1, got 0"),
    (lambda: call(groups=-2), "groups must be at least 1, got -2"),
    (lambda: call(weight=(2, 4, 7, 3)), r"kernel covers 7 pixels .*padded input has 6 \(size 6, padding 0 \+ 0\)"),
    (lambda: call(dilation=(1, 4), padding=(0, (0, 1))), r"covers 9 pixels \(.*dilation 4\), .*has 8 \(size 7, padding 0 \+ 1\)"),
    (lambda: call(stride=2, padding="same"), "padding='same' needs stride 1, got stride 2"),
    (lambda: call(stride=(1, 2), padding="same"), "padding='same' needs stride 1, got stride 2"),
    (lambda: call(stride=0), "stride must be at least 1, got 0"),
    (lambda: call(dilation=0), "dilation must be at least 1, got 0"),
    (lambda: call(padding=-1), "padding must be at least 0, got -1"),
    (lambda: call(padding=6, padding_mode="reflect"), "reflect padding must be smaller than the size: padding 6, size 6"),
    (lambda: call(padding=1, padding_mode="mirror"), "unknown boundary mode 'mirror'"),
    (lambda: call(bias=(3,)), r"bias needs one number for each of 2 output channels, got shape \(3,\)"),
    (lambda: call(x=(4, 6, 7)), r"x \(n, c_in, h, w\) and weight \(c_out, c_in/groups, kh, kw\), 4 axes each; got shapes \(4, 6, 7\)"),
    (lambda: call(weight=(6, 4, 3)), r"4 axes each; got shapes \(1, 4, 6, 7\) and \(6, 4, 3\)"),
    (lambda: call(stride=(1, 2, 3)), r"stride needs one value or 2, got 3: \(1, 2, 3\)"),
    (lambda: call(padding=(1, 2, 3)), r"padding needs one value or 2, got 3: \(1, 2, 3\)"),
    (lambda: call(padding=(3 - 1) / 2), "padding must be a whole number, got 1.0"),
    (lambda: call(padding=None), "padding must be a whole number, got None"),
    (lambda: call(padding=((1, 1.5), 0)), "padding must be a whole number, got 1.5"),
    (lambda: call(padding=(1.5, 1)), "padding must be a whole number, got 1.5"),
    (lambda: call(stride=2.0), "stride must be a whole number, got 2.0"),
    (lambda: call(stride=None), "stride must be a whole number, got None"),
    (lambda: call(dilation=(1, 1.5)), "dilation must be a whole number, got 1.5"),
    (lambda: call(groups=1.0), "groups must be a whole number, got 1.0"),
    (lambda: conv2d(torch.zeros(1, 4, 6, 7), torch.zeros(2, 4, 3, 3), 2), "bias needs a tensor of 2 numbers or None, got 2; stride comes"),
    (lambda: conv2d(torch.zeros(1, 4, 6, 7).double(), torch.zeros(2, 4, 3, 3)), "one dtype, got x torch.float64 and weight torch.float32"),
    (lambda: conv2d(torch.ones(1, 4, 6, 7).byte(), torch.zeros(2, 4, 3, 3)), "one dtype, got x torch.uint8 and weight torch.float32"),
    (lambda: call(x=(1, 4, 0, 7)), "size must be at least 1, got 0"),
    (lambda: call(weight=(2, 4, 0, 3)), "kernel_size must be at least 1, got 0"),
    (lambda: conv1d(torch.zeros(1, 1, 2, 3), torch.zeros(1, 1, 2)), r"conv1d needs x \(n, c_in, w\) and weight \(c_out, c_in/groups, kw\)"),
    (lambda: conv3d(torch.zeros(1, 1, 2, 3), torch.zeros(1, 1, 2, 2)), r"conv3d needs x \(n, c_in, d, h, w\)"),
]  # fmt: skip


@pytest.mark.parametrize(("bad_call", "text"), BAD)
def test_bad_input_gets_both_numbers(bad_call, text):
    with pytest.raises(ValueError, match=text):
        bad_call()

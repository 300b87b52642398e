"""Interpolation, zero-fill and subsampling against torch: values, and gradients in float64."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from test_convolution import assert_same

from helpers.functional import avg_pool2d, interpolate, subsample, zero_fill

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
FACTORS = [0.3, 0.5, 0.7, 1.0, 1.1, 1.5, 2, 2.4, 3, 1 / 3]
ODD = (1.1, 2.4)  # nearest in 1-D and 3-D: where these give the same or twice the size, torch's values and gradient disagree


def image(dims, rng):
    sizes = rng.sample(range(4, 9), dims)
    return torch.randn(rng.randint(1, 2), 2, *sizes, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("align_corners", [None, False, True, "nearest"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_values_and_gradients_are_torchs(dims, align_corners):
    rng = random.Random(f"{dims} {align_corners}")
    torch.manual_seed(dims)
    settings = dict(mode="nearest") if align_corners == "nearest" else dict(mode=LINEAR[dims], align_corners=align_corners)
    known = [f for f in FACTORS if align_corners != "nearest" or dims == 2 or f not in ODD]
    for _ in range(15):
        x = image(dims, rng)
        size, factors = tuple(rng.randint(1, 15) for _ in range(dims)), tuple(rng.choice(known) for _ in range(dims))
        assert_same(interpolate(x, size, **settings), F.interpolate(x, size, **settings), (x,))
        assert_same(interpolate(x, scale_factor=factors, **settings), F.interpolate(x, scale_factor=factors, **settings), (x,))
    for factor in (2, 3, 0.5, 1.7):
        assert_same(interpolate(x, scale_factor=factor, **settings), F.interpolate(x, scale_factor=factor, **settings), (x,))
    assert_same(interpolate(x, 5, **settings), F.interpolate(x, 5, **settings), (x,))


def test_nearest_rounds_as_torch_does():
    for size in range(1, 30):
        x = torch.arange(size, dtype=torch.float32).view(1, 1, 1, size)
        for out in range(1, 60):
            assert torch.equal(interpolate(x, (1, out)), F.interpolate(x, (1, out))), (size, out)
        for tenths in range(10, 50):
            factors = (1.0, tenths / 10)
            assert torch.equal(interpolate(x, None, factors), F.interpolate(x, None, factors)), (size, tenths)


def test_nearest_has_the_gradient_of_its_values():
    torch.manual_seed(0)
    for factors in ((1.1, 2), (2.1, 1.2), (2.4, 4.6)):
        x = torch.randn(1, 2, 3, 6, dtype=torch.float64, requires_grad=True)
        assert torch.equal(interpolate(x, scale_factor=factors), F.interpolate(x, scale_factor=factors))
        assert torch.autograd.gradcheck(lambda x, f=factors: interpolate(x, scale_factor=f), x)
    for axes in (3, 5):
        for size in range(3, 9):
            for factor in (1.1, 2.1, 2.3, 2.4):
                x = torch.arange(float(size)).view(*(1,) * (axes - 1), size).double().requires_grad_()
                factors = (1.0,) * (axes - 3) + (factor,)
                assert torch.equal(interpolate(x, scale_factor=factors), F.interpolate(x, scale_factor=factors))
                assert torch.autograd.gradcheck(lambda x, f=factors: interpolate(x, scale_factor=f), x)


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_the_same_size_is_a_copy(mode):
    x = torch.randn(1, 2, 3, 4)
    same = interpolate(x, (3, 4), mode=mode)
    assert torch.equal(same, x) and same.data_ptr() != x.data_ptr()


def test_duplication_is_undone_by_the_mean_and_linear_is_not():
    x = torch.randn(1, 2, 3, 4, dtype=torch.float64)
    torch.testing.assert_close(avg_pool2d(interpolate(x, scale_factor=2), 2), x)
    assert torch.equal(interpolate(x, scale_factor=3), x.repeat_interleave(3, 2).repeat_interleave(3, 3))
    assert (avg_pool2d(interpolate(x, scale_factor=2, mode="bilinear"), 2) - x).abs().max() > 0.01


def test_align_corners_says_what_a_pixel_is():
    ramp = torch.tensor([[[0.0, 3.0]]], dtype=torch.float64)
    assert interpolate(ramp, 4, mode="linear", align_corners=True).tolist() == [[[0, 1, 2, 3]]]
    assert interpolate(ramp, 4, mode="linear", align_corners=False).tolist() == [[[0, 0.75, 2.25, 3]]]
    constant = torch.full((1, 1, 3, 4), 1e4, dtype=torch.float64)
    for align_corners in (False, True):
        flat = interpolate(constant, (7, 5), mode="bilinear", align_corners=align_corners)
        torch.testing.assert_close(flat, torch.full_like(flat, 1e4))


def test_numpys_numbers_are_numbers():
    for settings in (dict(size=np.int64(7)), dict(scale_factor=np.float32(1.5)), dict(scale_factor=(np.float64(2), 3))):
        assert torch.equal(interpolate(IMAGE + 1, **settings), F.interpolate(IMAGE + 1, **settings))


def test_type_an_empty_batch_and_channels_last():
    x = torch.randn(2, 3, 4, 5)
    assert interpolate(x, 6, mode="bilinear").dtype == torch.float32
    assert interpolate(x[:0], 6).shape == (0, 3, 6, 6)
    other = x.to(memory_format=torch.channels_last)
    torch.testing.assert_close(interpolate(other, (7, 3), mode="bilinear"), F.interpolate(x, (7, 3), mode="bilinear"))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_zero_fill_is_torchs_transposed_convolution_with_one_tap(dims):
    rng = random.Random(dims)
    transposed = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}[dims]
    for _ in range(10):
        x, stride = image(dims, rng), tuple(rng.randint(1, 4) for _ in range(dims))
        one = torch.ones(2, 1, *(1,) * dims, dtype=torch.float64)
        extra = tuple(rng.randint(0, s - 1) for s in stride)
        size = tuple((h - 1) * s + 1 + e for h, s, e in zip(x.shape[2:], stride, extra, strict=True))
        assert_same(zero_fill(x, stride, size), transposed(x, one, None, stride, 0, extra, 2), (x,))
        assert_same(zero_fill(x, stride), transposed(x, one, None, stride, 0, tuple(s - 1 for s in stride), 2), (x,))
        assert torch.equal(subsample(zero_fill(x, stride, size), stride), x)
    assert zero_fill(x, 2).shape[2:] == tuple(2 * h for h in x.shape[2:])
    assert torch.equal(zero_fill(x, 1), x)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_subsampling_is_torchs_pooling_with_one_cell(dims):
    rng = random.Random(dims)
    pool = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[dims]
    for _ in range(10):
        x, stride = image(dims, rng), tuple(rng.randint(1, 4) for _ in range(dims))
        assert_same(subsample(x, stride).contiguous(), pool(x, 1, stride), (x,))
    assert subsample(x, 2).data_ptr() == x.data_ptr()


LINE, IMAGE = torch.zeros(1, 1, 4), torch.zeros(1, 1, 4, 5)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: interpolate(IMAGE), "give either size or scale_factor, got size None and scale_factor None"),
        (lambda: interpolate(IMAGE, 3, 2), "give either size or scale_factor, got size 3 and scale_factor 2"),
        (lambda: interpolate(IMAGE, 3, mode="cubic"), "unknown mode 'cubic'; known: nearest, linear, bilinear, trilinear"),
        (lambda: interpolate(IMAGE, 3, mode="linear"), r"mode 'linear' needs x with 3 axes; got shape \(1, 1, 4, 5\)"),
        (lambda: interpolate(LINE, 3, mode="bilinear"), r"mode 'bilinear' needs x with 4 axes; got shape \(1, 1, 4\)"),
        (lambda: interpolate(IMAGE, 3, mode="trilinear"), "mode 'trilinear' needs x with 5 axes"),
        (lambda: interpolate(IMAGE[0, 0], 3), r"mode 'nearest' needs x with 3 or 4 or 5 axes; got shape \(4, 5\)"),
        (lambda: interpolate(IMAGE, 3, align_corners=False), "mode 'nearest' takes no align_corners, got False; the linear modes do"),
        (lambda: interpolate(IMAGE, (3, 3, 3)), r"size needs one value or 2, got 3: \(3, 3, 3\)"),
        (lambda: interpolate(IMAGE, scale_factor=(2.0, 2, 2)), r"scale_factor needs one value or 2, got 3: \(2.0, 2, 2\)"),
        (lambda: interpolate(IMAGE, 0), "output_size must be at least 1, got 0"),
        (lambda: interpolate(IMAGE, scale_factor=0.2), "output_size must be at least 1, got 0"),
        (lambda: interpolate(IMAGE, scale_factor=(2, 0)), "scale_factor must be a number above 0, got 0"),
        (lambda: interpolate(IMAGE, scale_factor=-1.5), "scale_factor must be a number above 0, got -1.5"),
        (lambda: interpolate(IMAGE, scale_factor=float("nan")), "scale_factor must be a number above 0, got nan"),
        (lambda: interpolate(IMAGE, scale_factor=float("inf")), "scale_factor must be a number above 0, got inf"),
        (lambda: interpolate(IMAGE, scale_factor=(2, "2")), "scale_factor must be a number above 0, got '2'"),
        (lambda: interpolate(IMAGE, 2.5), "size must be a whole number, got 2.5"),
        (lambda: interpolate(IMAGE, (2, 3.5)), "size must be a whole number, got 3.5"),
        (lambda: zero_fill(IMAGE, 2.0), "stride must be a whole number, got 2.0"),
        (lambda: zero_fill(IMAGE, 2, size=(8, 9.5)), "size must be a whole number, got 9.5"),
        (lambda: interpolate(IMAGE[:, :, :0], 3), "size must be at least 1, got 0"),
        (lambda: subsample(IMAGE, 0), "stride must be at least 1, got 0"),
        (lambda: subsample(IMAGE, (2, 2, 2)), r"stride needs one value or 2, got 3: \(2, 2, 2\)"),
        (lambda: subsample(IMAGE[0, 0], 2), r"subsample needs x \(n, c, ...\) with 1 to 3 spatial axes; got shape \(4, 5\)"),
        (lambda: zero_fill(IMAGE[0, 0], 2), r"zero_fill needs x \(n, c, ...\) with 1 to 3 spatial axes; got shape \(4, 5\)"),
        (lambda: zero_fill(IMAGE, (1, -1)), "stride must be at least 1, got -1"),
        (lambda: zero_fill(IMAGE, 3, size=(10, 16)), "size must be from 13 to 15 for 5 pixels at stride 3, got 16"),
        (lambda: zero_fill(IMAGE, 3, size=(9, 13)), "size must be from 10 to 12 for 4 pixels at stride 3, got 9"),
        (lambda: zero_fill(IMAGE, 3, size=(9, 9, 9)), "size needs one value or 2, got 3"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""Shift the input and the output shifts along: where that holds, and where it fails."""

import itertools

import pytest
import torch

from helpers.functional import (
    adaptive_avg_pool2d,
    avg_pool2d,
    circular_convolution,
    circular_correlation,
    conv1d,
    conv2d,
    conv3d,
    conv_transpose2d,
    fft,
    global_avg_pool,
    interpolate,
    max_pool2d,
    max_unpool2d,
    pad,
    subsample,
    zero_fill,
)
from helpers.geometry import BOUNDARY_MODES

torch.manual_seed(0)
IMAGE = torch.randn(2, 3, 8, 12, dtype=torch.float64)
WEIGHT = torch.randn(4, 3, 3, 2, dtype=torch.float64)
SHIFTS = tuple(itertools.product((0, 1, 2, 5), (0, 1, 3, 4)))


def error(apply, x, shift, shift_out=None):
    """Largest difference between shifting before and shifting after; a shift that the output cannot make counts as infinite."""
    axes = tuple(range(2, 2 + len(shift)))
    before, after = apply(x.roll(shift, axes)), apply(x).roll(shift if shift_out is None else shift_out, axes)
    return (before - after).abs().max().item()


@pytest.mark.parametrize(("convolve", "size"), [(conv1d, (7,)), (conv2d, (5, 6)), (conv3d, (3, 4, 5))])
def test_cyclic_convolution_follows_every_shift(convolve, size):
    torch.manual_seed(0)
    x, weight = torch.randn(1, 2, *size, dtype=torch.float64), torch.randn(3, 2, *(3, 2, 3)[: len(size)], dtype=torch.float64)
    for shift in itertools.product(*map(range, size)):
        assert error(lambda x: convolve(x, weight, padding="same", padding_mode="circular"), x, shift) < 1e-12


@pytest.mark.parametrize("mode", [mode for mode in BOUNDARY_MODES if mode != "circular"])
def test_no_other_boundary_does_but_the_inside_agrees(mode):
    def apply(x):
        return conv2d(x, WEIGHT, padding="same", padding_mode=mode)

    assert error(apply, IMAGE, (1, 2)) > 0.1
    moved, out = apply(IMAGE.roll((1, 2), (2, 3))), apply(IMAGE).roll((1, 2), (2, 3))
    torch.testing.assert_close(moved[:, :, 2:-1, 2:-1], out[:, :, 2:-1, 2:-1])  # away from the edge and from where the roll wraps


def test_padding_alone():
    for shift in SHIFTS:
        whole_turn = pad(IMAGE, (12, 12, 8, 8), "circular")  # three periods a side
        assert torch.equal(pad(IMAGE.roll(shift, (2, 3)), (12, 12, 8, 8), "circular"), whole_turn.roll(shift, (2, 3)))
    assert error(lambda x: pad(x, (1, 1, 1, 1)), IMAGE, (1, 0)) > 0.1


@pytest.mark.parametrize("stride", [2, 4])
def test_a_stride_follows_its_multiples_only(stride):
    def apply(x):
        return conv2d(x, WEIGHT, stride=stride, padding=((1, 1), (0, 1)), padding_mode="circular")

    for a, b in SHIFTS:
        whole = a % stride == 0 and b % stride == 0
        difference = error(apply, IMAGE, (a, b), (a // stride, b // stride))
        assert difference < 1e-12 if whole else difference > 0.1, (a, b)


@pytest.mark.parametrize("apply", [lambda x: max_pool2d(x, 2), lambda x: avg_pool2d(x, 2), lambda x: subsample(x, 2)])
def test_pooling_by_two_follows_even_shifts_only(apply):
    for a, b in SHIFTS:
        difference = error(apply, IMAGE, (a, b), (a // 2, b // 2))
        assert difference < 1e-12 if a % 2 == b % 2 == 0 else difference > 0.1, (a, b)
    unchanged = (apply(IMAGE) == apply(IMAGE.roll(1, 3))).double().mean()
    assert unchanged < 0.6  # nor is it invariant to one pixel


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
def test_pooling_at_stride_one_follows_every_shift(pool):
    for shift in SHIFTS:
        assert error(lambda x: pool(pad(x, (1, 1, 1, 1), "circular"), 3, 1), IMAGE, shift) < 1e-12


def test_means_over_everything_are_invariant_and_windows_of_two_sizes_are_not():
    for shift in SHIFTS:
        torch.testing.assert_close(global_avg_pool(IMAGE.roll(shift, (2, 3))), global_avg_pool(IMAGE))
    assert error(lambda x: adaptive_avg_pool2d(x, (4, 6)), IMAGE, (2, 4), (1, 2)) < 1e-12
    assert error(lambda x: adaptive_avg_pool2d(x, (3, 5)), IMAGE, (8 // 3, 12 // 5), (1, 1)) > 0.1


@pytest.mark.parametrize("apply", [lambda x: zero_fill(x, 3), lambda x: interpolate(x, scale_factor=3)])
def test_upsampling_by_three_multiplies_the_shift(apply):
    for a, b in SHIFTS:
        assert error(apply, IMAGE, (a, b), (3 * a, 3 * b)) < 1e-12
    assert error(apply, IMAGE, (1, 1), (1, 1)) > 0.1


def test_in_between_values_follow_away_from_the_edge():
    for align_corners, holds in ((False, True), (True, False)):

        def apply(x, align_corners=align_corners):
            return interpolate(x, scale_factor=2, mode="bilinear", align_corners=align_corners)

        difference = apply(IMAGE.roll((1, 1), (2, 3))) - apply(IMAGE).roll((2, 2), (2, 3))
        inside = difference[:, :, 4:-2, 4:-2].abs().max()
        assert inside < 1e-12 if holds else inside > 0.1  # with align_corners a pixel is not two output pixels wide


def test_transposed_convolution_follows_with_its_stride():
    x = pad(IMAGE, (2, 2, 2, 2))  # a frame of zeros: nothing wraps
    weight = WEIGHT.transpose(0, 1)
    for shift in ((1, 0), (0, 1), (2, 2)):
        assert error(lambda x: conv_transpose2d(x, weight, stride=2), x, shift, tuple(2 * s for s in shift)) < 1e-12
    assert error(lambda x: conv_transpose2d(x, weight, stride=2), IMAGE, (1, 0), (2, 0)) > 0.1


def test_unpooling_remembers_the_shift_in_its_indices():
    def there_and_back(x):
        return max_unpool2d(*max_pool2d(x, 2, return_indices=True), kernel_size=2)

    assert error(there_and_back, IMAGE, (2, 4)) < 1e-12
    assert error(there_and_back, IMAGE, (1, 0)) > 0.1


def test_a_shift_of_the_filter_goes_the_other_way_in_correlation():
    a, b = torch.randn(2, 12, dtype=torch.float64)
    for shift in range(12):
        out, true = circular_correlation(a, b), circular_convolution(a, b)
        torch.testing.assert_close(circular_correlation(a.roll(shift), b), out.roll(shift))
        torch.testing.assert_close(circular_correlation(a, b.roll(shift)), out.roll(-shift))
        torch.testing.assert_close(circular_convolution(a.roll(shift), b), true.roll(shift))
        torch.testing.assert_close(circular_convolution(a, b.roll(shift)), true.roll(shift))
        torch.testing.assert_close(fft(a.roll(shift)).abs(), fft(a).abs())  # a shift turns phases, lengths stay
    assert (fft(a.roll(1)) - fft(a)).abs().max() > 0.1

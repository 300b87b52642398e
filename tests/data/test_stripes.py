"""Stripes: four directions in turn, and the filter for a direction answers to its own."""

import pytest
import torch
from made import check_pictures, check_prefix, check_refused, check_seed

from helpers.data import DIRECTIONS, make_stripes


def test_shapes_range_and_balance():
    images, directions = make_stripes(80)
    check_pictures(images, 80, 1, 16, 16)
    assert directions.dtype == torch.int64 and directions.bincount().tolist() == [20] * 4
    assert make_stripes(2, size=9).images.shape == (2, 1, 9, 9)


def test_seed_and_prefix():
    check_seed(make_stripes, 2)
    check_prefix(make_stripes, 3, 5)


def test_a_picture_changes_least_along_its_stripes():
    images, directions = make_stripes(200, noise=0)
    x = images[:, 0]
    assert DIRECTIONS == ("horizontal", "falling", "vertical", "rising")
    change = torch.stack(
        [
            (x[:, :, 1:] - x[:, :, :-1]).abs().mean(dim=(1, 2)),  # to the right
            (x[:, 1:, 1:] - x[:, :-1, :-1]).abs().mean(dim=(1, 2)) / 2**0.5,  # down to the right
            (x[:, 1:] - x[:, :-1]).abs().mean(dim=(1, 2)),  # down
            (x[:, 1:, :-1] - x[:, :-1, 1:]).abs().mean(dim=(1, 2)) / 2**0.5,  # down to the left
        ]
    )
    assert torch.equal(change.argmin(dim=0), directions)


def test_without_jitter_stripes_are_exact_and_the_period_is_the_one_asked_for():
    images, directions = make_stripes(8, noise=0, jitter=0, period=(4.0, 4.0))
    level, upright = images[directions == 0, 0], images[directions == 2, 0]
    torch.testing.assert_close(level, level[:, :, :1].expand_as(level))
    torch.testing.assert_close(upright[:, :, 4:], upright[:, :, :-4], atol=1e-5, rtol=0)
    assert (upright[:, :, 2:] - upright[:, :, :-2]).abs().max() > 0.2


def test_noise_and_contrast():
    plain, noisy = make_stripes(40, noise=0), make_stripes(40, noise=0.1)
    inside = (noisy.images > 0) & (noisy.images < 1)
    assert (noisy.images - plain.images)[inside][:256].std().item() == pytest.approx(0.1, abs=0.02)
    assert plain.images.min() > 0.09 and plain.images.max() < 0.91
    assert (plain.images.amax(dim=(1, 2, 3)) - plain.images.amin(dim=(1, 2, 3))).min() > 0.35


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"size": 3}, "size must be at least 4, got 3"),
        ({"period": (6, 3)}, "period must be a range low <= high from 0 on, got 6 to 3"),
        ({"period": (1, 3)}, "period must be at least 2 pixels, or stripes fall between the pixels, got 1"),
        ({"jitter": -1}, "jitter must be at least 0, got -1"),
        ({"noise": -1}, "noise must be at least 0, got -1"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_stripes(**{"n": 1} | kwargs), words)

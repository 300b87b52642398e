"""Chirps: as many as it says, where it says, never overlapping, and counted alike under every cyclic shift."""

import pytest
import torch
import torch.nn.functional as F
from made import check_prefix, check_refused, check_seed

from helpers.data import chirp, make_chirps


def matched_filter(signals, length=48):
    """The cyclic correlation of signals n 1 w with the chirp."""
    return F.conv1d(F.pad(signals, (0, length - 1), mode="circular"), chirp(length).view(1, 1, -1))[:, 0]


def count(response, length=48):
    """How many samples of a cyclic response are the highest within a chirp's length and above 0.6."""
    around = F.max_pool1d(F.pad(response[:, None], (length // 2, length // 2), mode="circular"), length + 1, stride=1)[:, 0]
    return ((response == around) & (response > 0.6)).sum(dim=1)


def test_shapes():
    signals, counts, starts = make_chirps(40)
    assert signals.shape == (40, 1, 400) and signals.dtype == torch.float32
    assert counts.shape == (40,) and starts.shape == (40, 5) and counts.dtype == starts.dtype == torch.int64
    assert make_chirps(3, w=100, length=16, most=2).starts.shape == (3, 2)
    assert make_chirps(2, most=0).counts.tolist() == [0, 0]


def test_seed_and_prefix():
    check_seed(make_chirps, 4)
    check_prefix(make_chirps, 3, 5)


def test_every_count_from_none_to_most_occurs_about_equally():
    counts = make_chirps(600, most=5).counts
    assert counts.bincount(minlength=6).min() > 70 and counts.max() == 5


def test_starts_are_in_order_and_keep_apart_also_around_the_end():
    _, counts, starts = make_chirps(200)
    assert torch.equal((starts >= 0).sum(dim=1), counts)
    for count_, row in zip(counts.tolist(), starts, strict=True):
        places = row[:count_]
        assert (row[count_:] == -1).all() and (places + 48 <= 400).all()
        if count_ > 1:
            gaps = torch.cat([places, places[:1] + 400]).diff()
            assert gaps.min() >= 60


def test_first_and_last_places_are_used():
    starts = make_chirps(400, w=120, most=1).starts
    assert starts[starts >= 0].min() <= 2 and starts.max() >= 57


def test_a_chirp_stands_at_every_start_and_nowhere_else():
    signals, _, starts = make_chirps(50, noise=0)
    for signal, row in zip(signals[:, 0], starts, strict=True):
        rest = signal.clone()
        for place in row[row >= 0].tolist():
            piece = signal[place : place + 48]
            assert 0.85 <= piece @ chirp() <= 1.15
            torch.testing.assert_close(piece, (piece @ chirp()) * chirp())
            rest[place : place + 48] = 0
        assert (rest == 0).all()


def test_a_matched_filter_counts_them_under_all_shifts():
    signals, counts, _ = make_chirps(20)
    for shift in range(0, 400, 7):
        assert torch.equal(count(matched_filter(signals.roll(shift, dims=2))), counts)


def test_noise_and_trend():
    quiet, loud = make_chirps(50, most=0, noise=0).signals, make_chirps(50, most=0, noise=0.3).signals
    assert (quiet == 0).all() and loud.std().item() == pytest.approx(0.3, abs=0.01)
    wave = make_chirps(50, most=0, noise=0, trend=2.0).signals
    assert wave.abs().max() == pytest.approx(2, abs=1e-3) and wave.diff(dim=2).abs().max() < 0.06


def test_the_pitch_of_a_chirp_rises():
    wave = chirp(200)
    crossings = torch.nonzero(wave[:-1] * wave[1:] < 0).flatten().diff()
    assert crossings[:3].float().mean() > 3 * crossings[-3:].float().mean()
    assert (wave**2).sum().item() == pytest.approx(1) and wave[[0, -1]].abs().max() < 0.01


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"length": 4}, "length must be at least 8, got 4"),
        ({"most": -1}, "most must be at least 0, got -1"),
        ({"noise": -1}, "noise must be at least 0, got -1"),
        ({"trend": -1}, "trend must be at least 0, got -1"),
        ({"w": 299}, "5 chirps of 48 samples need w at least 300, got 299"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_chirps(**{"n": 1} | kwargs), words)


def test_the_tightest_fit_works():
    assert make_chirps(30, w=300).counts.max() == 5

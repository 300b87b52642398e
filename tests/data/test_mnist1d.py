"""MNIST-1D: computed here by the published generator, never fetched, never unpickled."""

import pickle

import pytest
import torch
from made import check_refused, check_seed
from mnist1d import data as published

from helpers.data import make_mnist1d


def test_it_is_the_published_data_set():
    ours, theirs = make_mnist1d(), published.make_dataset()
    assert ours.x_train.shape == (4000, 1, 40) and ours.x_test.shape == (1000, 1, 40)
    assert ours.x_train.dtype == ours.x_test.dtype == torch.float32
    assert ours.y_train.dtype == ours.y_test.dtype == torch.int64
    for x, y, part in [(ours.x_train, ours.y_train, ""), (ours.x_test, ours.y_test, "_test")]:
        assert torch.equal(x[:, 0], torch.tensor(theirs["x" + (part)]).float())
        assert y.tolist() == theirs["y" + part].tolist()
    assert ours.y_train[:12].tolist() == [2, 6, 4, 5, 6, 6, 6, 0, 3, 1, 6, 9]


def test_classes_are_balanced_and_the_signals_centred():
    x_train, y_train, x_test, y_test = make_mnist1d(n=1000, seed=7)
    assert (y_train.bincount() + y_test.bincount()).tolist() == [100] * 10
    x = torch.cat([x_train, x_test])
    assert abs(x.mean()) < 1e-5 and abs(x.std() - 1) < 1e-3


def test_seed():
    check_seed(make_mnist1d, n=50)


def test_the_random_numbers_are_put_back_even_after_an_error(monkeypatch):
    import numpy as np

    monkeypatch.setattr(published, "make_dataset", lambda args: np.random.rand(3) and 1 / 0)
    before = np.random.get_state()[1].copy()
    with pytest.raises(ValueError):
        make_mnist1d(n=10)
    assert np.array_equal(np.random.get_state()[1], before)


def test_nothing_is_unpickled_or_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pickle, "load", None)
    make_mnist1d(n=10)
    assert list(tmp_path.iterdir()) == []


def test_bad_input():
    check_refused(lambda: make_mnist1d(n=5), "n must be at least 10, got 5")
    check_refused(lambda: make_mnist1d(n=104), "n must be a multiple of 10, so that every class has the same share, got 104")

"""The 8×8 digits: all 1,797, split by label, the same every time."""

import torch
from made import check_pictures, check_seed
from sklearn import datasets

from helpers.data import load_digits


def test_shapes_and_range():
    digits = load_digits()
    check_pictures(digits.x_train, 1437, 1, 8, 8)
    check_pictures(digits.x_test, 360, 1, 8, 8)
    assert digits.x_train.min() == 0 and digits.x_train.max() == 1
    assert digits.y_train.dtype == digits.y_test.dtype == torch.int64


def test_the_seed_draws_the_split():
    check_seed(load_digits)


def test_the_two_parts_are_all_of_the_scans_with_their_labels():
    pictures, labels = datasets.load_digits(return_X_y=True)
    wanted = sorted((int(label), *(picture / 16)) for picture, label in zip(pictures, labels, strict=True))
    digits = load_digits()
    x, y = torch.cat([digits.x_train, digits.x_test]).flatten(1), torch.cat([digits.y_train, digits.y_test])
    assert sorted((label, *picture) for picture, label in zip(x.tolist(), y.tolist(), strict=True)) == wanted


def test_each_label_has_the_same_share_of_both_parts():
    for seed in range(3):
        digits = load_digits(seed)
        train, test = digits.y_train.bincount() / 1437, digits.y_test.bincount() / 360
        assert (train - test).abs().max() < 0.003


def test_a_zero_is_a_ring():
    digits = load_digits()
    zero = digits.x_train[digits.y_train == 0].mean(dim=0)[0]
    assert zero[3:5, 3:5].mean() < 0.2 < 0.6 < zero[3:5, 2].mean()

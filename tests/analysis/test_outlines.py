"""outline against scikit-image, outline_f1 on squares whose numbers are known, and what they refuse."""

import numpy as np
import pytest
import torch
from skimage.segmentation import find_boundaries

from helpers.analysis import outline, outline_f1


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (13, 8), (2, 7, 11), (2, 3, 4, 5)])
def test_the_outline_of_scikit_image(size):
    torch.manual_seed(0)
    for density in (0, 0.3, 0.7, 0.95, 1):
        mask = torch.rand(size) < density
        before = mask.clone()
        pictures = mask.reshape(-1, *size[-2:])
        theirs = np.stack([find_boundaries(picture.numpy(), connectivity=1, mode="inner") for picture in pictures])
        np.testing.assert_array_equal(outline(mask).numpy(), theirs.reshape(size))
        assert torch.equal(mask, before)


def square(size=12, low=3, high=9, down=0, right=0):
    mask = torch.zeros(size, size, dtype=torch.bool)
    mask[low + down : high + down, low + right : high + right] = True
    return mask


def test_equal_masks_and_shifts_within_the_tolerance():
    assert outline_f1(square(), square()) == outline_f1(square(), square(), 0) == 1
    assert outline_f1(square(down=1, right=-1), square()) == 1
    assert outline_f1(square(down=2), square()) < 1 and outline_f1(square(down=2), square(), tolerance=2) == 1


def test_precision_and_recall_are_each_counted():
    two = square() | square(size=12, low=0, high=1)  # one pixel far away: 21 outline pixels, 20 of them right
    expected = 2 * (20 / 21) / (20 / 21 + 1)
    assert outline_f1(two, square(), 0) == pytest.approx(expected)
    assert outline_f1(square(), two, 0) == pytest.approx(expected)
    near = torch.zeros(3, 9, dtype=torch.bool)
    far = near.clone()
    near[1, 4], far[1, :5] = True, True
    assert outline_f1(far, near) == pytest.approx(2 * 0.4 / 1.4)  # precision 2/5, recall 1


def test_many_pictures_are_one_set_of_pixels():
    one, other = square(), square(size=12, low=5, high=6)
    both, swapped = torch.stack([one, other]), torch.stack([one, square(size=12, low=0, high=1)])
    assert outline_f1(both, swapped, 0) == pytest.approx(20 / 21)
    assert outline_f1(torch.stack([one, other]), torch.stack([other, one]), 0) == 0  # no picture sees the other's outline


def test_without_outlines():
    empty, full = torch.zeros(4, 5, dtype=torch.bool), torch.ones(4, 5, dtype=torch.bool)
    assert outline_f1(empty, empty) == outline_f1(empty, full) == 1.0
    dot = empty.clone()
    dot[2, 2] = True
    assert outline_f1(dot, empty) == outline_f1(empty, dot) == 0.0


def test_what_is_refused():
    mask = square()
    with pytest.raises(ValueError, match=r"different shapes: \(12, 12\) and \(1, 12, 12\)"):
        outline_f1(mask, mask[None])
    with pytest.raises(ValueError, match="tolerance must be at least 0, got -1"):
        outline_f1(mask, mask, -1)
    for wrong in (torch.zeros(3, 3), torch.zeros(3, dtype=torch.bool)):
        with pytest.raises(ValueError, match="an outline needs a mask of booleans with rows and columns, got torch"):
            outline(wrong)

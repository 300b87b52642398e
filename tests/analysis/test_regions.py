"""connected_regions against scikit-image, in one to three dimensions, at corners and along a snake."""

import numpy as np
import pytest
import torch
from skimage.measure import label

from helpers.analysis import connected_regions


@pytest.mark.parametrize("diagonal", [False, True])
@pytest.mark.parametrize("size", [(40,), (1, 1), (17, 23), (8, 9, 7)])
def test_the_labels_of_scikit_image(size, diagonal):
    torch.manual_seed(0)
    for density in (0, 0.2, 0.4, 0.6, 1):
        mask = torch.rand(size) < density
        theirs = label(mask.numpy(), connectivity=len(size) if diagonal else 1)
        ours = connected_regions(mask, diagonal)
        assert ours.dtype == torch.int64
        np.testing.assert_array_equal(ours.numpy(), theirs)


def test_a_snake_is_one_region():
    mask = torch.zeros(21, 21, dtype=torch.bool)
    mask[::2] = True
    mask[1::4, -1] = mask[3::4, 0] = True
    regions = connected_regions(mask)
    assert regions.max() == 1 and torch.equal(regions > 0, mask)


def test_corners():
    mask = torch.eye(4, dtype=torch.bool)
    assert connected_regions(mask).max() == 4 and connected_regions(mask, diagonal=True).max() == 1
    assert mask.sum() == 4  # the input is left alone


@pytest.mark.parametrize("mask", [torch.zeros(2, 2), torch.tensor(True)])
def test_what_is_no_mask_is_refused(mask):
    with pytest.raises(ValueError, match="needs a mask of booleans with at least one axis, got torch"):
        connected_regions(mask)

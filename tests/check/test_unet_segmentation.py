"""What the checks of notebook 15 say beyond their known mistakes."""

import torch

from helpers.analysis import connected_regions
from helpers.check import unet_segmentation as check


def test_a_size_that_fits_and_is_refused_is_told_with_its_numbers():
    def odd_turned_round(size, depth):
        if depth > 1 and size % 2 == 0:
            raise ValueError("does not fit")
        return 12

    def another(size, depth):
        return {}["size"]

    verdict = check.output_size.judge(odd_turned_round)
    assert verdict.hint.startswith("572 pixels and 4 pools fit, and your function refuses them: is a condition turned round")
    assert "refuses" not in check.output_size.judge(another).hint  # it stops, but not on purpose


def test_a_number_where_a_size_should_be_refused_is_shown():
    assert "should raise ValueError, and yours returns 8" in repr(
        check.output_size.judge(lambda size, depth: size - 12 * 2**depth + 8 + size % 2)
    )


def test_the_classes_are_drawn_where_a_cell_is_miscounted():
    verdict = check.count_cells.judge(lambda scores, smallest: connected_regions(scores.argmax(0) == 1).max())
    assert repr(verdict).splitlines()[3:6] == ["    classes (. background, c cell, | border):", "    c....ccc", "    .....ccc"]


def test_a_crop_of_the_wrong_place_is_shown_in_full():
    def rounded_up(link, up):
        (top, left), (h, w) = ((n - k + 1) // 2 for n, k in zip(link.shape[2:], up.shape[2:], strict=True)), up.shape[2:]
        return torch.cat([link[:, :, top : top + h, left : left + w], up], dim=1)

    shown = repr(check.crop_and_join.judge(rounded_up))
    assert "should be  1×2×2×3    yours  1×2×2×3" in shown and "shape (" not in shown

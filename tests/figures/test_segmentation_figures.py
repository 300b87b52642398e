"""The figures of notebook 15 draw, say what they drew, and are the same bytes each time."""

from itertools import pairwise

import drawn
import pytest
import torch

from helpers.figures import segmentation
from helpers.figures.segmentation import CLASSES, _region_colours
from helpers.geometry import unet_sizes

IMAGES = torch.rand(2, 6, 8, generator=torch.Generator().manual_seed(0))
TRUTH = torch.tensor([[[0, 1, 1, 2, 1, 1, 0, 0]] * 6] * 2)
FUSED = TRUTH.clamp(max=1)
RUNS = [{"net": net, "miou": value, "f1": value / 2} for net in ("links", "none") for value in (0.25, 0.5, 0.75)]
DRAWN = {
    "classes_beside": lambda: segmentation.classes_beside(IMAGES, truth=TRUTH, fused=FUSED),
    "regions_beside": lambda: segmentation.regions_beside(IMAGES[0], cells=(TRUTH[0] == 1).long()),
    "overlap": lambda: segmentation.overlap(TRUTH[0] == 1, fused=FUSED[0] == 1),
    "scores": lambda: segmentation.scores(RUNS, RUNS[:1], names={"miou": "mIoU", "f1": "F1"}, label="recorded"),
    "walk": lambda: segmentation.walk(unet_sizes(572), [64, 128, 256, 512, 1024], "The U-Net of 2015"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_figure_is_a_png_that_fits_the_page_and_repeats(name):
    drawn.check(name, DRAWN[name], highest=800)


def test_classes_beside_counts_the_pixels_that_differ_from_the_truth():
    assert repr(DRAWN["classes_beside"]()) == "Picture(classes_beside: 2 pictures 6×8; fused 12.5 % wrong)"


def test_pictures_may_have_a_channel_axis_or_come_alone():
    alone = segmentation.classes_beside(IMAGES[0], truth=TRUTH[0], fused=FUSED[0])
    assert alone.png == segmentation.classes_beside(IMAGES[:1, None], truth=TRUTH[:1], fused=FUSED[:1]).png


def test_overlap_counts_hits_misses_and_false_alarms():
    target, mask = torch.zeros(4, 4).bool(), torch.zeros(4, 4).bool()
    target[:2], mask[1:] = True, True
    text = repr(segmentation.overlap(target, lower=mask, nothing=torch.zeros(4, 4)))
    assert "lower 4 hit, 4 missed, 8 false alarm, IoU 0.25" in text
    assert "nothing 0 hit, 8 missed, 0 false alarm, IoU 0.00" in text


def test_regions_beside_counts_numbers_that_occur_and_not_the_background():
    grid = torch.tensor([[1, 1, 0, 7], [0, 0, 0, 7]])
    assert repr(segmentation.regions_beside(cells=grid)) == "Picture(regions_beside: cells 2 regions)"
    assert repr(segmentation.regions_beside(cells=torch.zeros(2, 3))) == "Picture(regions_beside: cells 0 regions)"


def test_regions_close_to_each_other_have_different_colours():
    grid = torch.zeros(1, 24, dtype=torch.long)
    for number in range(1, 13):  # 12 regions of one pixel, one pixel apart; only ten colours
        grid[0, 2 * number - 2] = number
    colours = _region_colours(grid)
    assert colours[0] == CLASSES["background"] and len(colours) == 13
    assert all(a != b for a, b in pairwise(colours[1:]))


@pytest.mark.parametrize(
    ("stages", "text"),
    [
        (unet_sizes(572), "572 to 388; links 568 crop 392, 280 crop 200, 136 crop 104, 64 crop 56"),
        (unet_sizes(64, 2, "same"), "64 to 64; links 64 crop 64, 32 crop 32"),
    ],
)
def test_walk_tells_the_sizes_and_the_crops(stages, text):
    assert repr(segmentation.walk(stages)) == f"Picture(walk: {text})"


def test_scores_tells_means_of_recorded_runs_and_each_live_one():
    text = "scores: mIoU links 0.50, live 0.25, none 0.50; F1 links 0.25, live 0.12, none 0.25"
    assert repr(DRAWN["scores"]()) == f"Picture({text})"
    assert "live" not in repr(segmentation.scores(RUNS, names={"miou": "mIoU"}))

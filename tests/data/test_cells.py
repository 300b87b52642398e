"""Touching cells: pictures in range, labels that agree with each other, borders dark and between two cells."""

import pytest
import torch
import torch.nn.functional as F
from made import check_pictures, check_prefix, check_refused, check_seed
from skimage import measure

from helpers.data import CELL_CLASSES, make_cells


@pytest.fixture(scope="module")
def cells():
    return make_cells(60)


def near(mask, steps):
    """Pixels at most `steps` rows and columns from one of the mask."""
    return F.max_pool2d(mask.float()[:, None], 2 * steps + 1, stride=1, padding=steps)[:, 0] > 0


def test_shapes_and_range(cells):
    check_pictures(cells.images, 60, 1, 64, 64)
    assert cells.classes.shape == cells.instances.shape == (60, 64, 64)
    assert cells.classes.dtype == cells.instances.dtype == torch.int64
    check_pictures(make_cells(2, size=96).images, 2, 1, 96, 96)


def test_seed_and_prefix():
    check_seed(make_cells, 2)
    check_prefix(make_cells, 3, 5)


def test_every_class_is_there_in_every_picture(cells):
    assert CELL_CLASSES == ("background", "cell", "border")
    shares = F.one_hot(cells.classes, 3).float().mean(dim=(1, 2))
    assert shares.min(dim=0).values[2] > 0.003
    assert shares[:, 1].min() > 0.1 and shares[:, 0].min() > 0.3
    assert 0.03 < shares[:, 2].mean() < 0.08 and 0.25 < shares[:, 1].mean() < 0.45


def test_a_cell_is_one_connected_piece_and_the_pieces_are_the_cells(cells):
    assert torch.equal(cells.instances > 0, cells.classes == 1)
    for instances in cells.instances:
        for connectivity in (1, 2):  # not even the corners of two cells meet
            pieces, count = measure.label(instances.numpy() > 0, connectivity=connectivity, return_num=True)
            assert count == instances.max() and count >= 5
            pairs = {*zip(pieces.flatten().tolist(), instances.flatten().tolist(), strict=True)}
            assert len(pairs) == count + 1, "a piece holds two cells or a cell two pieces"
        assert instances.flatten().bincount()[1:].min() >= 20


def test_a_border_pixel_lies_between_two_cells(cells):
    border = cells.classes == 2
    beside = sum(near(cells.instances == cell, 3).long() for cell in range(1, int(cells.instances.max()) + 1))
    assert (beside[border] >= 2).float().mean() > 0.97  # the rest: the tips of a long seam
    assert (beside[border] >= 1).all()


def test_neighbours_are_always_kept_apart(cells):
    """A pixel beside the insides of two cells is border."""
    border = cells.classes == 2
    close = torch.zeros_like(border)
    for cell in range(1, int(cells.instances.max()) + 1):
        others = (cells.instances > 0) & (cells.instances != cell)
        close |= near(cells.instances == cell, 1) & near(others, 1) & (cells.instances == 0)
    assert close.sum() > 50 and border[close].all()


def test_only_borders_are_darkened_and_by_the_factor_asked_for():
    one, three_quarters, half = (make_cells(20, noise=0, darkening=(f, f)).images[:, 0] for f in (1, 0.75, 0.5))
    classes = make_cells(20).classes
    assert torch.allclose(one - half, 2 * (one - three_quarters), atol=1e-5)
    assert torch.equal((one != half) & ~near(classes == 2, 1), torch.zeros_like(classes, dtype=torch.bool))
    assert 0.5 < (half / one)[classes == 2].mean() < 0.75  # the lens mixes half of the neighbours in
    assert one[classes == 0].mean() < 0.3 < 0.5 < one[classes == 1].mean()


def test_noise_and_light():
    plain, noisy = make_cells(10, noise=0).images, make_cells(10, noise=0.07).images
    assert (noisy - plain)[(noisy > 0) & (noisy < 1)].std().item() == pytest.approx(0.07, abs=0.003)
    ratio = make_cells(10, noise=0, illumination=0.5).images / plain.clamp_min(1e-3)
    assert ratio.amax(dim=(1, 2, 3)).min() > 0.99 and (ratio.amin(dim=(1, 2, 3)) - 0.5).abs().max() < 0.01
    assert torch.equal(make_cells(10, illumination=0.5).classes, make_cells(10).classes)


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"size": 16}, "size must be at least 32, got 16"),
        ({"noise": -1}, "noise must be at least 0, got -1"),
        ({"darkening": (0.8, 0.5)}, "darkening must be a range low <= high from 0 on, got 0.8 to 0.5"),
        ({"darkening": (-0.1, 0.5)}, "got -0.1 to 0.5"),
        ({"illumination": 1.5}, "illumination must be from 0 to 1, got 1.5"),
        ({"illumination": -0.5}, "illumination must be from 0 to 1, got -0.5"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_cells(**{"n": 1} | kwargs), words)

"""Tubes and ellipsoids: same brightness, told apart by shape; tubes run through the cube."""

import pytest
import torch
from made import check_prefix, check_refused, check_seed
from skimage import measure

from helpers.data import VOLUME_CLASSES, make_volumes


@pytest.fixture(scope="module")
def volumes():
    return make_volumes(24)


def test_shapes_and_range(volumes):
    assert volumes.images.shape == (24, 1, 32, 32, 32) and volumes.images.dtype == torch.float32
    assert volumes.classes.shape == (24, 32, 32, 32) and volumes.classes.dtype == torch.int64
    assert make_volumes(1, size=20).images.shape == (1, 1, 20, 20, 20)


def test_seed_and_prefix():
    check_seed(make_volumes, 2)
    check_prefix(make_volumes, 2, 3)


def test_every_volume_has_all_three_classes(volumes):
    assert VOLUME_CLASSES == ("background", "ellipsoid", "tube")
    shares = torch.stack([(volumes.classes == label).float().mean(dim=(1, 2, 3)) for label in range(3)], dim=1)
    assert (shares > 0).all() and shares[:, 0].min() > 0.8
    ellipsoid, tube = shares.mean(dim=0)[1:]
    assert 0.02 < ellipsoid < 0.06 and 0.008 < tube < 0.025 and ellipsoid > 2 * tube


def test_both_kinds_are_equally_bright_under_the_noise_asked_for():
    clean, noisy = make_volumes(12, noise=0), make_volumes(12, noise=0.4)
    assert torch.equal(clean.classes, noisy.classes)
    inside = [clean.images[:, 0][clean.classes == label] for label in range(3)]
    assert inside[1].min() >= 0.5 and inside[2].min() >= 0.5 and inside[0].max() <= 0.5
    assert clean.images.min() == 0 and clean.images.max() == 1
    assert (noisy.images - clean.images).std().item() == pytest.approx(0.4, abs=0.005)


def test_a_tube_is_one_thin_piece_from_side_to_side(volumes):
    for classes in volumes.classes:
        tubes, count = measure.label((classes == 2).numpy(), connectivity=3, return_num=True)
        assert 1 <= count <= 2
        for tube in range(1, count + 1):
            mask = torch.from_numpy(tubes == tube)
            through = [mask.select(axis, 0).any() and mask.select(axis, 31).any() for axis in range(3)]
            assert any(through), "the tube ends inside the cube"


def test_an_ellipsoid_is_fat_and_a_tube_is_thin(volumes):
    """The share of voxels whose 3×3×3 neighbours are all of their class."""
    shares = []
    for label in (1, 2):
        mask = (volumes.classes == label).float()
        shares.append((-torch.nn.functional.max_pool3d(-mask, 3, stride=1, padding=1)).sum() / mask.sum())
    assert shares[0] > 0.2 and shares[1] < 0.05


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"size": 8}, "size must be at least 16, got 8"),
        ({"noise": -0.5}, "noise must be at least 0, got -0.5"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_volumes(**{"n": 1} | kwargs), words)

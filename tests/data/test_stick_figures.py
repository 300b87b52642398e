"""Stick figures: joints where the ink is, inside the picture; heatmaps that peak on them."""

import pytest
import torch
from made import check_pictures, check_prefix, check_refused, check_seed

from helpers.data import JOINTS, LIMBS, joint_heatmaps, make_stick_figures


@pytest.fixture(scope="module")
def figures():
    return make_stick_figures(100)


def test_shapes_and_range(figures):
    check_pictures(figures.images, 100, 1, 64, 64)
    assert figures.joints.shape == (100, 11, 2) and figures.joints.dtype == torch.float32
    assert len(JOINTS) == 11 and len(LIMBS) == 10 and {end for limb in LIMBS for end in limb} == set(range(11))
    assert make_stick_figures(1, size=48).images.shape == (1, 1, 48, 48)


def test_seed_and_prefix():
    check_seed(make_stick_figures, 2)
    check_prefix(make_stick_figures, 3, 5)


def test_every_joint_lies_inside_and_poses_use_the_picture(figures):
    assert figures.joints.min() >= 2 and figures.joints.max() <= 61
    assert figures.joints.amin(dim=(0, 1)).max() < 6 and figures.joints.amax(dim=(0, 1)).min() > 57
    big = make_stick_figures(20, size=128).joints
    assert big.max() > 90 and big.min() >= 5


def test_every_joint_and_the_middle_of_every_limb_is_ink():
    images, joints = make_stick_figures(50, noise=0, clutter=0)
    middles = torch.stack([(joints[:, a] + joints[:, b]) / 2 for a, b in LIMBS], dim=1)
    for places in (joints, middles):
        row, column = places.round().long().unbind(dim=2)
        ink = images[torch.arange(50)[:, None], 0, row, column]
        assert ink.min() > 0.3 and ink.mean() > 0.6
    assert images.median() < 0.25  # and most of the picture is not


def test_the_head_is_a_disc():
    images, joints = make_stick_figures(30, noise=0, clutter=0)
    row, column = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
    for image, (head, neck) in zip(images[:, 0], joints[:, :2], strict=True):
        disc = (row - head[0]) ** 2 + (column - head[1]) ** 2 < (0.7 * (head - neck).norm() - 0.5) ** 2
        assert disc.sum() > 20 and image[disc].min() > 0.5


def test_bodies_are_built_like_bodies(figures):
    joints = dict(zip(JOINTS, figures.joints.unbind(dim=1), strict=True))
    trunk = (joints["neck"] - joints["pelvis"]).norm(dim=1)
    assert ((joints["neck"] - joints["head"]).norm(dim=1) / trunk - 0.42).abs().max() < 1e-4
    for side in ("left", "right"):
        lengths = [(f"{side} elbow", "neck", 0.62), (f"{side} hand", f"{side} elbow", 0.55)]
        lengths += [(f"{side} knee", "pelvis", 0.72), (f"{side} foot", f"{side} knee", 0.68)]
        for joint, carrier, share in lengths:
            assert ((joints[joint] - joints[carrier]).norm(dim=1) / trunk - share).abs().max() < 1e-4
    assert (joints["head"][:, 0] < joints["neck"][:, 0]).all() and (joints["neck"][:, 0] < joints["pelvis"][:, 0]).all()


def test_left_is_left_of_the_trunk(figures):
    joints = dict(zip(JOINTS, figures.joints.unbind(dim=1), strict=True))
    down = joints["pelvis"] - joints["neck"]
    for part, carrier in (("elbow", "neck"), ("knee", "pelvis")):
        for name, sign in (("left", -1), ("right", 1)):
            step = joints[f"{name} {part}"] - joints[carrier]
            assert (sign * (down[:, 0] * step[:, 1] - down[:, 1] * step[:, 0]) > 0).all()
    assert (joints["left hand"][:, 1] < joints["right hand"][:, 1]).float().mean() > 0.8


def test_noise_and_clutter():
    plain = make_stick_figures(30, noise=0, clutter=0)
    noisy = make_stick_figures(30, noise=0.1, clutter=0)
    assert torch.equal(plain.joints[0], noisy.joints[0])
    inside = (noisy.images[0] > 0) & (noisy.images[0] < 1) & (plain.images[0] > 0.3)
    assert (noisy.images[0] - plain.images[0])[inside].std().item() == pytest.approx(0.1, abs=0.02)
    strays = make_stick_figures(30, noise=0, clutter=9)
    assert (strays.images > 0.3).float().mean() > 1.2 * (plain.images > 0.3).float().mean()


def test_heatmaps_peak_at_the_joint():
    joints = torch.tensor([[[1.0, 6.0], [0.0, 0.0]]], dtype=torch.float64)
    maps = joint_heatmaps(joints, size=8, picture=8, sigma=1.5)
    assert maps.shape == (1, 2, 8, 8) and maps.dtype == torch.float64
    row, column = torch.meshgrid(torch.arange(8.0), torch.arange(8.0), indexing="ij")
    wanted = torch.exp(-((row - 1) ** 2 + (column - 6) ** 2).double() / (2 * 1.5**2))
    torch.testing.assert_close(maps[0, 0], wanted)
    assert maps[0, 0].argmax() == 1 * 8 + 6 and maps[0, 1, 0, 0] == 1


def test_heatmaps_of_a_smaller_map_are_centred(figures):
    """The mean position of a map that adds up to 1, scaled back to the picture, is the joint."""
    maps = joint_heatmaps(figures.joints, size=16, picture=64, sigma=0.8, normalise=True)
    torch.testing.assert_close(maps.sum(dim=(2, 3)), torch.ones(100, 11))
    steps = (torch.arange(16) + 0.5) * 4 - 0.5
    found = torch.stack([maps.sum(dim=3) @ steps, maps.sum(dim=2) @ steps], dim=2)
    inner = ((figures.joints > 12) & (figures.joints < 51)).all(dim=2)
    assert (found - figures.joints)[inner].abs().max() < 0.05
    tops = joint_heatmaps(figures.joints, size=16, picture=64, sigma=0.8)
    torch.testing.assert_close(tops / tops.sum(dim=(2, 3), keepdim=True), maps)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: make_stick_figures(0), "n must be at least 1, got 0"),
        (lambda: make_stick_figures(1, size=16), "size must be at least 32, got 16"),
        (lambda: make_stick_figures(1, noise=-1), "noise must be at least 0, got -1"),
        (lambda: make_stick_figures(1, clutter=-1), "clutter must be at least 0, got -1"),
        (lambda: joint_heatmaps(torch.zeros(11, 2)), r"joints must have shape \(n, j, 2\), got \(11, 2\)"),
        (lambda: joint_heatmaps(torch.zeros(1, 11, 3)), r"joints must have shape \(n, j, 2\), got \(1, 11, 3\)"),
        (lambda: joint_heatmaps(torch.zeros(1, 11, 2), size=0), "size must be at least 1, got 0"),
        (lambda: joint_heatmaps(torch.zeros(1, 11, 2), picture=0), "picture must be at least 1, got 0"),
        (lambda: joint_heatmaps(torch.zeros(1, 11, 2), sigma=0), "sigma must be above 0, got 0"),
    ],
)
def test_bad_input(call, words):
    check_refused(call, words)

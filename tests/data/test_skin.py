"""Skin-colour scenes: one direction of colour finds the skin, brightness does not."""

import pytest
import torch
from made import check_pictures, check_prefix, check_refused, check_seed

from helpers.data import make_skin_scenes
from helpers.data.skin import OTHERS, TONES


@pytest.fixture(scope="module")
def scenes():
    return make_skin_scenes(40)


def balanced_accuracy(guess, truth):
    return ((guess[truth].float().mean() + 1 - guess[~truth].float().mean()) / 2).item()


def test_shapes_range_and_balance(scenes):
    check_pictures(scenes.images, 40, 3, 48, 48)
    assert scenes.masks.shape == (40, 48, 48) and scenes.masks.dtype == torch.int64
    assert scenes.masks.unique().tolist() == [0, 1]
    share = scenes.masks.float().mean(dim=(1, 2))
    assert share.min() > 0.01 and 0.12 < share.mean() < 0.35


def test_seed_and_prefix():
    check_seed(make_skin_scenes, 2)
    check_prefix(make_skin_scenes, 3, 5)


def test_a_learned_direction_finds_skin_and_the_first_principal_component_does_not(scenes):
    pixels = scenes.images.permute(0, 2, 3, 1).reshape(-1, 3).double()
    skin = scenes.masks.flatten() == 1
    weight = torch.where(skin, 0.5 / skin.sum(), 0.5 / (~skin).sum()).sqrt()[:, None]
    design = torch.cat([pixels, torch.ones(len(pixels), 1)], dim=1)
    solution = torch.linalg.lstsq(design * weight, (skin.double() * 2 - 1)[:, None] * weight).solution
    learned = balanced_accuracy((design @ solution)[:, 0] > 0, skin)
    centred = pixels - pixels.mean(dim=0)
    first = centred @ torch.linalg.svd(centred.T @ centred).U[:, 0]
    cuts = torch.quantile(first[::50], torch.linspace(0.02, 0.98, 25).double())
    best = max(abs(balanced_accuracy(first > cut, skin) - 0.5) + 0.5 for cut in cuts)
    assert learned > 0.9, learned
    assert best < 0.75, best


def test_tones_reach_from_light_to_dark_at_nearly_one_colour():
    tones, others = torch.tensor(TONES), torch.tensor(OTHERS)
    assert tones[0].sum() > 2.5 * tones[-1].sum()
    assert (tones[:, 0] / tones[:, 1]).min() > 1.3 and (others[:, 0] / others[:, 1])[[0, 1, 2, 4, 5, 6, 7]].max() < 1.1
    for image, mask in zip(*make_skin_scenes(30, noise=0), strict=True):
        red, green, _ = image[:, (mask == 1) & (image.amax(dim=0) < 1)]
        assert (red / green).min() > 1.25 and (red / green).max() < 1.5


def test_noise():
    plain, noisy = make_skin_scenes(1, noise=0).images, make_skin_scenes(1, noise=0.05).images
    inside = (noisy > 0) & (noisy < 1)
    assert (noisy - plain)[inside].std().item() == pytest.approx(0.05, abs=0.005)


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"size": 8}, "size must be at least 16, got 8"),
        ({"noise": -1}, "noise must be at least 0, got -1"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_skin_scenes(**{"n": 1} | kwargs), words)

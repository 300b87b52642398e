"""Crowds: the template stands where it says; normalised correlation finds it, raw correlation a white sheet."""

import pytest
import torch
import torch.nn.functional as F
from made import check_pictures, check_refused, check_seed

from helpers.data import crowd as crowd_module
from helpers.data import make_crowd


def correlate(images, template, normalised):
    """The response n h' w' of the template; normalised: zero-mean and divided by the lengths of both."""
    if not normalised:
        return F.conv2d(images, template[None])[:, 0]
    count, kernel = template.numel(), template - template.mean()
    ones = torch.ones_like(template)[None]
    mean = F.conv2d(images, ones) / count
    spread = (F.conv2d(images**2, ones) - count * mean**2).clamp_min(1e-6).sqrt()
    return (F.conv2d(images, kernel[None]) / (spread * kernel.norm()))[:, 0]


def peak(response):
    """Row and column of the highest value of each n h w."""
    place = response.flatten(1).argmax(dim=1)
    return torch.stack([place // response.shape[2], place % response.shape[2]], dim=1)


@pytest.fixture(scope="module")
def crowd():
    return make_crowd(8)


def test_shapes_and_range(crowd):
    check_pictures(crowd.images, 8, 3, 160, 240)
    assert crowd.template.shape == (3, 18, 10) and crowd.template.dtype == torch.float32
    assert crowd.places.shape == (8, 2) and crowd.places.dtype == torch.int64
    assert make_crowd(1, size=(64, 90)).images.shape == (1, 3, 64, 90)


def test_seed_and_prefix():
    check_seed(make_crowd, 1)
    small, large = make_crowd(1), make_crowd(2)
    assert torch.equal(small.images, large.images[:1]) and torch.equal(small.places, large.places[:1])
    assert torch.equal(small.template, large.template)


def test_the_template_stands_at_its_place():
    images, template, places = make_crowd(4, noise=0)
    seen = (template != 0.5).any(dim=0)
    assert (~seen).sum() == 34  # the see-through corners
    for image, (row, column) in zip(images, places.tolist(), strict=True):
        window = image[:, row : row + 18, column : column + 10]
        assert torch.equal(window[:, seen], template[:, seen])


def test_normalised_correlation_finds_the_person_and_raw_correlation_a_sheet(crowd):
    assert torch.equal(peak(correlate(crowd.images, crowd.template, normalised=True)), crowd.places)
    wrong = peak(correlate(crowd.images, crowd.template, normalised=False))
    for image, place, (row, column) in zip(crowd.images, crowd.places, wrong.tolist(), strict=True):
        assert [row, column] != place.tolist()
        assert image[:, row : row + 18, column : column + 10].mean() > 0.9


def test_nobody_else_looks_alike(crowd):
    """The second peak, away from the first, stays well below it."""
    response = correlate(crowd.images, crowd.template, normalised=True)
    for scores, (row, column) in zip(response, crowd.places.tolist(), strict=True):
        first = scores[row, column].item()
        scores[max(0, row - 3) : row + 4, max(0, column - 3) : column + 4] = 0
        assert first > 0.8 and scores.max() < first - 0.1


def test_the_others_wear_every_colour_and_a_third_of_them_stripes():
    generator = torch.Generator().manual_seed(0)
    clothes = [crowd_module._clothes(generator) for _ in range(300)]
    for part in "habt":
        assert len({one[part] for one in clothes}) == 300, f"{part} repeats"
    assert len({one["s"] for one in clothes}) == 5
    assert 70 < sum(one["a"] != one["b"] for one in clothes) < 130


def test_the_ground_is_seen_beside_a_person():
    images, template, places = make_crowd(4, people=0, noise=0)
    gaps = (template == 0.5).all(dim=0)
    for image, (row, column) in zip(images, places.tolist(), strict=True):
        assert image[:, row : row + 18, column : column + 10][:, gaps].min() > 0.2


def test_people_and_noise():
    assert not torch.equal(make_crowd(1, people=5).images, make_crowd(1, people=50).images)
    empty, noisy = make_crowd(1, people=0, noise=0), make_crowd(1, people=0, noise=0.05)
    assert torch.equal(empty.places, noisy.places)
    inside = (noisy.images > 0) & (noisy.images < 1) & (empty.images < 0.9)
    assert (noisy.images - empty.images)[inside].std().item() == pytest.approx(0.05, abs=0.003)
    full = make_crowd(1, people=150, noise=0).images
    assert full.diff(dim=2).abs().mean() > 3 * empty.images.diff(dim=2).abs().mean()


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"size": (63, 90)}, "h must be at least 64, got 63"),
        ({"size": (90, 63)}, "w must be at least 64, got 63"),
        ({"people": -1}, "people must be at least 0, got -1"),
        ({"noise": -1}, "noise must be at least 0, got -1"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_crowd(**{"n": 1} | kwargs), words)

"""The bundled photographs: offline, in range, not squeezed, the same every time."""

import doctest
import socket

import pytest
import torch

from helpers.data import NAMES, photograph, photographs


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a photograph asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("name", NAMES)
def test_every_photograph_loads_offline(name):
    picture = photograph(name, size=(30, 40))
    assert picture.shape == (30, 40) and picture.dtype == torch.float32
    assert picture.min() >= 0 and picture.max() <= 1 and picture.std() > 0.01
    assert torch.equal(picture, photograph(name, size=(30, 40)))


def test_colour_is_channels_first():
    cat = photograph("cat", size=32, colour=True)
    assert cat.shape == (3, 32, 32)
    assert cat[0].mean() > cat[2].mean() + 0.05  # a ginger cat has more red than blue
    assert photograph("cat").shape == (300, 451)


@pytest.mark.parametrize("name", ["grass", "gravel", "brick"])
def test_a_small_copy_holds_means_not_single_pixels(name):
    means = torch.nn.functional.avg_pool2d(photograph(name)[None, None], 8)[0, 0]
    assert (photograph(name, size=64) - means).abs().mean() < 0.024


def test_the_picture_is_cut_not_squeezed():
    whole, wide = photograph("camera"), photograph("camera", size=(256, 512))
    assert whole.shape == (512, 512)
    assert torch.allclose(wide, whole[128:384], atol=1e-4)
    assert torch.allclose(photograph("camera", size=(512, 256)), whole[:, 128:384], atol=1e-4)
    with pytest.raises(ValueError, match="size must be at least 1 x 1, got 5 x 0"):
        photograph("camera", size=(5, 0))


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: photograph("dog"), "no photograph 'dog'; there are astronaut"),
        (lambda: photograph("camera", colour=True), "'camera' is a grey photograph"),
        (lambda: photograph("camera", size=(0, 4)), "at least 1 x 1, got 0 x 4"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_doctests():
    assert doctest.testmod(photographs).failed == 0

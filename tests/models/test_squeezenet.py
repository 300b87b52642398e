"""SqueezeNet: torchvision's keys and scores, published counts, the small net."""

import pytest
import torch
from model_checks import assert_is_torchvisions, assert_learns, multiply_adds, parameters
from torch import nn

from helpers.models import SqueezeNet, squeezenet1_0, squeezenet1_1, squeezenet_cifar


@pytest.mark.parametrize(
    ("build", "keys", "scores"),
    [
        (squeezenet1_0, "4654d26ad581241f", [0.714493, 1.139104, 1.898157, 0.706437, 0.976496, 1.877412]),
        (squeezenet1_1, "1d365589393f9c1e", [1.080455, 0.829572, 1.051053, 1.081358, 0.944642, 1.1312]),
    ],
)
def test_keys_shapes_and_scores_are_torchvisions(build, keys, scores):
    assert_is_torchvisions(build, keys, scores)


def test_published_counts():
    assert (parameters(squeezenet1_0), parameters(squeezenet1_1)) == (1248424, 1235496)
    costs = multiply_adds(squeezenet1_0), multiply_adds(squeezenet1_1)
    assert [round(cost / 1e9, 2) for cost in costs] == [0.82, 0.35]
    assert round(costs[0] / costs[1], 1) == 2.3


def test_stages_and_scores():
    torch.manual_seed(0)
    with torch.device("meta"):
        assert [tuple(net().features(torch.empty(1, 3, 224, 224)).shape[1:]) for net in (squeezenet1_0, squeezenet1_1)] == [
            (512, 13, 13)
        ] * 2
    model = squeezenet1_1(num_classes=7)
    assert [type(m) for m in model.classifier] == [nn.Dropout, nn.Conv2d, nn.ReLU, nn.AdaptiveAvgPool2d]
    assert model.classifier[0].p == 0.5 and squeezenet_cifar().classifier[0].p == 0
    assert (model(torch.randn(2, 3, 64, 80)) >= 0).all()
    assert squeezenet_cifar().features(torch.zeros(1, 3, 32, 28)).shape == (1, 96, 8, 7)


def test_the_small_net_learns():
    assert_learns(squeezenet_cifar)


def test_bad_input_gets_the_word():
    with pytest.raises(ValueError, match=r"a layout holds pairs \(squeeze, expand\) and the word 'pool', got 'pol'"):
        SqueezeNet(((8, 8), "pol"))

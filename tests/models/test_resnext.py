"""ResNeXt: torchvision's keys and scores, published counts, the small net."""

from functools import partial

import torch
from model_checks import assert_is_torchvisions, assert_learns, multiply_adds, parameters

from helpers.models import resnext50_32x4d, resnext_cifar


def test_the_small_net_of_the_paper():
    with torch.device("meta"):
        net = resnext_cifar()
        assert net[:-3](torch.empty(1, 3, 32, 28)).shape == (1, 1024, 8, 7)
    assert round(sum(p.numel() for p in net.parameters()) / 1e6, 1) == 34.4
    assert [len(net.layer1), len(net.layer2), len(net.layer3), net.layer1[0].conv2.groups] == [3, 3, 3, 8]
    with torch.device("meta"):
        half = resnext_cifar(16, 4, (64, 128), num_classes=7).layer1[0].conv2
    assert (half.groups, half.weight.shape) == (16, (64, 4, 3, 3))


def test_a_small_net_learns():
    assert_learns(partial(resnext_cifar, 2, 64, (4, 8)))


def test_settings_reach_the_net():
    with torch.device("meta"):
        assert resnext50_32x4d(5, 1, stem="cifar").conv1.weight.shape == (64, 1, 3, 3)


def test_keys_shapes_and_scores_are_torchvisions():
    scores = [5854.085556, -6031.402095, 2676.815171, 6464.697558, -6546.42074, 2669.86146]
    assert_is_torchvisions(resnext50_32x4d, "e3bad165c034e60f", scores)


def test_published_counts():
    assert parameters(resnext50_32x4d) == 25028904
    assert round(multiply_adds(resnext50_32x4d) / 1e9, 2) == 4.23

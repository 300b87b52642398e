"""MobileNet v2: torchvision's keys and scores, published counts, the small net."""

import torch
from model_checks import assert_is_torchvisions, assert_learns, multiply_adds, parameters
from torch import nn

from helpers.models import MobileNetV2, mobilenet_cifar


def test_stages_and_settings():
    with torch.device("meta"):
        assert MobileNetV2().features(torch.empty(1, 3, 224, 224)).shape[1:] == (1280, 7, 7)
    small = mobilenet_cifar(in_channels=1, norm=nn.InstanceNorm2d, activation=nn.SiLU, dropout=0.5)
    assert small.features(torch.zeros(2, 1, 32, 28)).shape == (2, 128, 8, 7)
    kinds = {type(m) for m in small.modules()}
    assert {nn.InstanceNorm2d, nn.SiLU} <= kinds and not {nn.BatchNorm2d, nn.ReLU6} & kinds
    assert small.classifier[0].p == 0.5 and MobileNetV2(3).classifier[0].p == 0.2
    assert isinstance(MobileNetV2(3).features[0][2], nn.ReLU6)


def test_the_small_net_learns():
    assert_learns(mobilenet_cifar)


def test_keys_shapes_and_scores_are_torchvisions():
    scores = [2.056637, -1.948685, -3.76029, 3.816904, -1.938687, -2.584989]
    assert_is_torchvisions(MobileNetV2, "37bbbce8932fd0c4", scores)


def test_published_counts():
    assert parameters(MobileNetV2) == 3504872
    assert round(multiply_adds(MobileNetV2) / 1e9, 2) == 0.3

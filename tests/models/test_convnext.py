"""ConvNeXt: torchvision's keys and scores, published counts, sizes of its stages."""

from functools import partial

import pytest
import torch
from model_checks import assert_is_torchvisions, assert_learns, multiply_adds, parameters

from helpers.models import ConvNeXt, convnext_cifar, convnext_tiny


def test_stages():
    with torch.device("meta"):
        features, x = convnext_tiny().features, torch.empty(1, 3, 224, 224)
        sizes = [tuple(features[: i + 1](x).shape[1:]) for i in (0, 1, 3, 5, 7)]
    assert sizes == [(96, 56, 56), (96, 56, 56), (192, 28, 28), (384, 14, 14), (768, 7, 7)]
    assert [len(features[i]) for i in (1, 3, 5, 7)] == [3, 3, 9, 3]


def test_settings_reach_the_blocks():
    block = convnext_tiny(depths=(1,), widths=(8,)).features[1][0]
    assert torch.equal(block.layer_scale, torch.full((8, 1, 1), 1e-6)) and block.block[0].kernel_size == (7, 7)
    small = convnext_cifar((1, 1), (8, 16), in_channels=2, patch=2, kernel_size=5)
    assert small.features[1][0].layer_scale is None and small.features[3][0].block[0].kernel_size == (5, 5)
    assert small.features(torch.zeros(1, 2, 12, 16)).shape == (1, 16, 3, 4)


@pytest.mark.parametrize(
    "build",
    [partial(convnext_cifar, (1, 2), (8, 12), kernel_size=3), partial(convnext_cifar, (1, 1, 1), (8, 8, 8), patch=2, layer_scale=0.1)],
)
def test_small_nets_learn(build):
    assert_learns(build)


def test_bad_input_gets_both_numbers():
    with pytest.raises(ValueError, match=r"depths and widths need one number for each stage, got 1: \(1,\) and 2: \(8, 8\)"):
        ConvNeXt((1,), (8, 8))
    with pytest.raises(ValueError, match=r"depths and widths need one number for each stage, got 2: \(1, 1\) and 1: \(8,\)"):
        ConvNeXt((1, 1), (8,))


def test_keys_shapes_and_scores_are_torchvisions():
    scores = [2.772976, 1.221775, -0.955305, 0.929664, 0.794838, -0.871286]
    assert_is_torchvisions(convnext_tiny, "2bc10f3450aaa086", scores)


def test_published_counts():
    assert parameters(convnext_tiny) == 28589128
    assert parameters(partial(convnext_tiny, depths=(3, 3, 27, 3))) == 50223688  # ConvNeXt-S
    assert round(multiply_adds(convnext_tiny) / 1e9, 2) == 4.46

"""GoogLeNet and the mini-Inception: torchvision's keys and scores, published counts, the paper's table of stages."""

from functools import partial

import pytest
import torch
from model_checks import assert_is_torchvisions, assert_learns, multiply_adds, parameters
from torch import nn

from helpers.models import GoogLeNet, MiniInception

torchvisions = partial(GoogLeNet, norm=partial(nn.BatchNorm2d, eps=1e-3), large_kernel=3)


def test_stages_are_those_of_the_papers_table():
    with torch.device("meta"):
        x, out = torch.empty(1, 3, 224, 224), {}
        for name, layer in GoogLeNet().named_children():
            x = layer(x)
            out[name] = tuple(x.shape[1:])
    assert (out["conv1"], out["maxpool1"], out["conv3"], out["maxpool2"]) == ((64, 112, 112), (64, 56, 56), (192, 56, 56), (192, 28, 28))
    assert (out["inception3a"], out["inception3b"]) == ((256, 28, 28), (480, 28, 28))
    widths = [out[f"inception4{letter}"][0] for letter in "abcde"]
    assert widths == [512, 512, 512, 528, 832] and out["inception4e"][1:] == (14, 14)
    assert (out["inception5a"], out["inception5b"]) == ((832, 7, 7), (1024, 7, 7))
    assert (out["avgpool"], out["flatten"], out["fc"]) == ((1024, 1, 1), (1024,), (1000,))
    assert GoogLeNet(num_classes=2).dropout.p == 0.4


def test_keys_shapes_and_scores_are_torchvisions():
    scores = [8.964291, -2.374434, -3.214081, 9.432549, -0.286567, -3.040115]
    assert_is_torchvisions(torchvisions, "f66489fa14bd9d5a", scores)


def test_published_counts():
    assert parameters(torchvisions) == 6624904
    assert parameters(partial(GoogLeNet, norm=None)) == 6998552
    assert round(multiply_adds(torchvisions) / 1e9, 1) == 1.5


def test_reductions_make_the_mini_inception_cheaper():
    costs = [multiply_adds(partial(MiniInception, naive=naive), size=32) for naive in (False, True)]
    assert costs[1] > 4 * costs[0]
    nets = MiniInception(width=16), MiniInception(width=16, naive=True)
    assert [net.inception1.out_channels for net in nets] == [16, 2 * 7 + 16]
    assert [net.fc.in_features for net in nets] == [32, 16 + 14 + 14 + 28 + 28]
    assert [net[:6](torch.zeros(1, 3, 9, 12)).shape for net in nets] == [(1, 32, 5, 6), (1, 100, 5, 6)]


@pytest.mark.parametrize(
    "build",
    [partial(MiniInception, width=8), partial(MiniInception, width=16, naive=True), partial(MiniInception, norm=None, activation=nn.Tanh)],
)
def test_small_nets_learn(build):
    assert_learns(build)


@pytest.mark.parametrize("width", [12, 0, -8])
def test_bad_input_gets_the_number(width):
    with pytest.raises(ValueError, match=f"width must be a multiple of 8, got {width}"):
        MiniInception(width=width)

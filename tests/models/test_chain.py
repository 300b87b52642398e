"""chain: the layers in the order in which they run, and a refusal of everything that a list cannot say."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import AlexNet64, chain


class Forward(nn.Module):
    """Two convolutions, a ReLU and a linear layer, run as `run` says."""

    def __init__(self, run):
        super().__init__()
        self.run = run
        self.first, self.second, self.relu, self.fc = nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3), nn.ReLU(inplace=True), nn.Linear(8, 3)
        self.rows = nn.Flatten(2)
        self.pair, self.bilinear = nn.LSTM(2, 2), nn.Bilinear(2, 2, 2)

    def forward(self, x):
        return self.run(self, x)


def test_order_of_running_not_of_definition():
    links = chain(Forward(lambda net, x: net.fc(net.relu(net.second(net.relu(net.first(x)))).view(1, -1))), (1, 6, 6))
    assert [link.name for link in links] == ["first", "relu", "second", "relu", "flatten", "fc"]
    assert [link.shape_in for link in links] == [(1, 6, 6), (2, 4, 4), (2, 4, 4), (2, 2, 2), (2, 2, 2), (8,)]
    assert [link.shape_out for link in links] == [*(link.shape_in for link in links[1:]), (3,)]


def test_a_flatten_after_a_layer_that_only_passes_on():
    """In evaluation mode dropout gives back its input, here itself a view."""
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Dropout(), nn.Linear(32, 3))
    assert [type(link.layer) for link in chain(net, (1, 6, 6))] == [nn.Conv2d, nn.Flatten, nn.Dropout, nn.Linear]
    assert [link.name for link in chain(Forward(lambda net, x: net.first(x).flatten(1)), (1, 6, 6))] == ["first", "flatten"]
    twice = Forward(lambda net, x: net.rows(net.first(x)).flatten(1))  # a view of a view
    assert [link.name for link in chain(twice, (1, 6, 6))] == ["first", "rows", "flatten"]


def test_the_model_is_left_alone():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    before = {name: value.clone() for name, value in net.state_dict().items()}
    links = chain(net, (1, 6, 6))
    assert net.training and not links[0].layer.training and links[0].layer is not net[0]
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in [*net.modules(), *(link.layer for link in links)])


def test_meta_models_have_chains():
    with torch.device("meta"):
        model = AlexNet64()
    links = chain(model, (3, 224, 224))
    assert [link.shape_out for link in links if isinstance(link.layer, nn.MaxPool2d)] == [(64, 27, 27), (192, 13, 13), (256, 6, 6)]
    assert links[-1].shape_out == (1000,)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (lambda net, x: net.second(F.relu(net.first(x))), r"between layer 'first' \(Conv2d\) and layer 'second' \(Conv2d\)"),
        (lambda net, x: net.second(F.relu_(net.first(x))), r"between layer 'first' \(Conv2d\) and layer 'second' \(Conv2d\)"),
        (lambda net, x: net.first(2 * x), r"between the input and layer 'first' \(Conv2d\)"),
        (lambda net, x: net.first(x).mean((2, 3)), r"between layer 'first' \(Conv2d\) and the output"),
        (lambda net, x: net.fc(net.second(net.first(x)).transpose(2, 3).flatten(1)), r"between layer 'second' .* layer 'fc' \(Linear\)"),
        (lambda net, x: net.first(x)[:, :1].flatten(1), r"between layer 'first' \(Conv2d\) and the output"),
        (lambda net, x: (net.first(x), 0), r"between layer 'first' \(Conv2d\) and the output"),
        (lambda net, x: net.first(x).flatten(1).zero_(), r"between layer 'first' \(Conv2d\) and the output"),
        (lambda net, x: net.bilinear(x[..., :2], x[..., :2]), r"layer 'bilinear' \(Bilinear\) takes 2 inputs, or one that is no tensor"),
        (lambda net, x: net.pair(x[0, 0, :, :2])[0], r"between the input and layer 'pair' \(LSTM\)"),
    ],
)
def test_what_is_no_chain_is_refused(run, text):
    with pytest.raises(ValueError, match=rf"Forward is no chain of layers: {text}"):
        chain(Forward(run), (1, 6, 6))


def test_other_refusals():
    with pytest.raises(ValueError, match=r"no chain of layers: layer '0' \(LSTM\) gives a tuple, no tensor"):
        chain(nn.Sequential(nn.LSTM(2, 2)), (5, 2))
    with pytest.raises(ValueError, match=r"Conv2d does not take an input of shape \(3, 6, 6\): Given groups=1"):
        chain(nn.Conv2d(1, 2, 3), (3, 6, 6))

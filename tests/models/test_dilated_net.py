"""DilatedNet: torch's dilated convolutions in a row, a field that doubles, a picture that keeps its size."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import DilatedNet, dilated

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_values_and_gradients_are_those_of_torchs_functions(dims, padding):
    torch.manual_seed(0)
    net = DilatedNet(2, 3, 4, (1, 2, 1), dims, padding).double()
    x = torch.randn(2, 2, *(11, 12, 9)[:dims], dtype=torch.float64, requires_grad=True)
    out = x
    for layer, dilation in ((0, 1), (2, 2), (4, 1)):
        ring = dilation if padding == "same" else 0
        out = F.relu(CONV[dims](out, net[layer].weight, net[layer].bias, padding=ring, dilation=dilation))
    out = CONV[dims](out, net[6].weight, net[6].bias)
    ours = net(x)
    lost = 0 if padding == "same" else 8
    assert ours.shape == (2, 3, *(size - lost for size in (11, 12, 9)[:dims]))
    torch.testing.assert_close(ours, out)
    upstream = torch.randn_like(out)
    wanted = [x, *net.parameters()]
    for mine, torchs in zip(*(torch.autograd.grad(o, wanted, upstream) for o in (ours, out)), strict=True):
        torch.testing.assert_close(mine, torchs)


def test_the_field_is_where_the_gradient_is():
    torch.manual_seed(0)
    net = DilatedNet(1, 1, 2, (1, 2, 4, 8), dims=1, activation=nn.Tanh).double()
    x = torch.randn(1, 1, 61, dtype=torch.float64, requires_grad=True)
    net(x)[0, 0, 30].backward()
    seen = x.grad.nonzero()[:, 2]
    assert net.receptive_field == 31 == seen.max() - seen.min() + 1 == len(seen)


def test_it_is_what_a_strided_net_becomes():
    """Convolutions with a stride of 2 after each but the last: dilated turns them into taps 1, 2, 4 apart, this net's."""
    torch.manual_seed(0)
    strided = nn.Sequential(
        nn.Conv2d(1, 3, 3, 2), nn.ReLU(), nn.Conv2d(3, 3, 3, 2), nn.ReLU(), nn.Conv2d(3, 3, 3), nn.ReLU(), nn.Conv2d(3, 2, 1)
    )
    net = DilatedNet(1, 2, 3, (1, 2, 4), padding="valid")
    net.load_state_dict(strided.state_dict())
    x = torch.randn(1, 1, 20, 22)
    torch.testing.assert_close(net(x), dilated(strided, (1, 15, 15))(x))
    torch.testing.assert_close(net(x)[:, :, ::4, ::4], strided(x))


def test_options():
    net = DilatedNet(norm=nn.BatchNorm2d, activation=nn.SiLU)
    assert [type(layer).__name__ for layer in net[:3]] == ["Conv2d", "BatchNorm2d", "SiLU"] and net[0].bias is None
    assert len(net) == 7 * 3 + 1 and net.receptive_field == 67


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"dilations": ()}, r"dilations must be one whole number or more, each at least 1, got \(\)"),
        ({"dilations": (1, 0)}, r"each at least 1, got \(1, 0\)"),
        ({"padding": "full"}, "padding must be 'valid' or 'same', got 'full'"),
        ({"dims": 4}, "dims must be 1 .* got 4"),
    ],
)
def test_bad_input_gets_words(options, text):
    with pytest.raises(ValueError, match=text):
        DilatedNet(**options)

"""EncoderDecoder: the values of torch's functions, places remembered, any size back to itself."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import EncoderDecoder


def plainly(net, x, unpooling, bottom):
    """The same network from its parameters, two pools, no norm."""
    p = dict(net.named_parameters())
    maps, places = [], []
    for level in range(2):
        x = F.relu(F.conv2d(x, p[f"encoder.{level}.0.weight"], p[f"encoder.{level}.0.bias"], padding=1))
        maps.append(x)
        x, where = F.max_pool2d(x, 2, return_indices=True)
        places.append(where)
    if bottom:
        x = F.relu(F.conv2d(x, p["bottom.0.0.weight"], p["bottom.0.0.bias"]))
        x = F.relu(F.conv_transpose2d(x, p["bottom.1.0.weight"], p["bottom.1.0.bias"]))
    for level, where, before in zip((0, 1), places[::-1], maps[::-1], strict=True):
        if unpooling == "indices":
            flat = torch.zeros_like(before).flatten(2)
            x = flat.scatter(2, where.flatten(2), x.flatten(2)).view_as(before)
        else:
            rows = torch.arange(before.shape[2]) * x.shape[2] // before.shape[2]
            columns = torch.arange(before.shape[3]) * x.shape[3] // before.shape[3]
            x = x[:, :, rows[:, None], columns]
        x = F.relu(F.conv_transpose2d(x, p[f"decoder.{level}.0.weight"], p[f"decoder.{level}.0.bias"], padding=1))
    return F.conv2d(x, p["head.weight"], p["head.bias"])


@pytest.mark.parametrize("bottom", [None, 3])
@pytest.mark.parametrize("unpooling", ["indices", "nearest"])
def test_values_and_gradients_are_those_of_torchs_functions(unpooling, bottom):
    torch.manual_seed(0)
    net = EncoderDecoder(3, 2, 4, 2, bottom, norm=None, unpooling=unpooling).double()
    x = torch.randn(2, 3, 15, 17, dtype=torch.float64, requires_grad=True)
    ours, theirs = net(x), plainly(net, x, unpooling, bottom)
    assert ours.shape == (2, 2, 15, 17)
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(theirs)
    wanted = [x, *net.parameters()]
    for mine, torchs in zip(*(torch.autograd.grad(out, wanted, upstream) for out in (ours, theirs)), strict=True):
        torch.testing.assert_close(mine, torchs)
        assert mine.any()


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("size", [(8, 9), (10, 15), (24, 11)])
def test_every_size_comes_back(size, depth):
    net = EncoderDecoder(1, 3, 2, depth)
    assert net(torch.randn(2, 1, *size)).shape == (2, 3, *size)
    assert sum(isinstance(layer, nn.BatchNorm2d) for layer in net.modules()) == 2 * depth
    assert all(layer.bias is None for layer in net.modules() if isinstance(layer, nn.ConvTranspose2d))


def test_the_places_of_the_maxima_are_the_only_detail_that_gets_through():
    """One bright pixel moved inside its 2×2 cell: remembered places see it move, duplication does not."""
    pictures = torch.zeros(2, 1, 4, 4)
    pictures[0, 0, 0, 0] = pictures[1, 0, 1, 1] = 1
    for unpooling in ("indices", "nearest"):
        net = EncoderDecoder(1, 1, 1, 1, norm=None, unpooling=unpooling)
        for conv in (net.encoder[0][0], net.decoder[0][0]):  # let every number through as it is
            nn.init.dirac_(conv.weight)
            nn.init.zeros_(conv.bias)
        unpooled = net.decoder[0](net.unpool(*net.pool(net.encoder[0](pictures))))
        assert torch.equal(unpooled, pictures)
        one, other = net(pictures)
        assert torch.equal(one, other) == (unpooling == "nearest")


def test_the_papers_bottom_is_one_vector():
    """Seven by seven to one and back: 512 maps, then twice as many numbers for the whole picture (the paper: 4096)."""
    with torch.device("meta"):
        net = EncoderDecoder(3, 21, 32, 5, bottom=7)
        assert net(torch.zeros(2, 3, 224, 224)).shape == (2, 21, 224, 224)
        assert net.bottom[0](torch.zeros(2, 512, 7, 7)).shape == (2, 1024, 1, 1)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: EncoderDecoder(depth=0), "at least 1 pool, got depth 0"),
        (lambda: EncoderDecoder(unpooling="zeros"), "unpooling must be 'indices' or 'nearest', got 'zeros'"),
        (lambda: EncoderDecoder()(torch.zeros(1, 3, 9, 3)), r"x \(n, 3, h, w\) with h and w at least 4, got shape \(1, 3, 9, 3\)"),
        (lambda: EncoderDecoder(bottom=7)(torch.zeros(1, 3, 27, 28)), r"h and w at least 28, got shape \(1, 3, 27, 28\)"),
        (lambda: EncoderDecoder()(torch.zeros(1, 1, 9, 9)), r"x \(n, 3, h, w\) .*got shape \(1, 1, 9, 9\)"),
        (lambda: EncoderDecoder()(torch.zeros(3, 3, 9)), r"got shape \(3, 3, 9\)"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""Hourglass: a recursion written out level by level with torch's functions, links that are added, sizes that must halve."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.layers import Hourglass, HourglassBlock


def conv_block(c_in, c_out):
    """A block simple enough to write out."""
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.Tanh())


def plainly(net, x, links):
    """All levels as two loops, from the parameters: down, keeping the links, then up, adding them."""
    p = dict(net.named_parameters())

    def block(name, x):
        return torch.tanh(F.conv2d(x, p[f"{name}.0.weight"], p[f"{name}.0.bias"], padding=1))

    kept = []
    for level in range(net.depth):
        inside = "inner." * level
        kept.append(block(f"{inside}link", x) if links else 0)
        x = block(f"{inside}down", F.max_pool2d(x, 2))
    x = block(("inner." * net.depth)[:-1], x)
    for level in reversed(range(net.depth)):
        x = block("inner." * level + "up", x)
        x = kept[level] + x.repeat_interleave(2, 2).repeat_interleave(2, 3)
    return x


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_values_and_gradients_are_those_of_torchs_functions(depth, links):
    torch.manual_seed(0)
    net = Hourglass(depth, 3, links, conv_block).double()
    x = torch.randn(2, 3, 16, 24, dtype=torch.float64, requires_grad=True)
    ours, theirs = net(x), plainly(net, x, links)
    assert ours.shape == x.shape
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(theirs)
    wanted = [x, *net.parameters()]
    for mine, torchs in zip(*(torch.autograd.grad(out, wanted, upstream) for out in (ours, theirs)), strict=True):
        torch.testing.assert_close(mine, torchs)
        assert mine.any()


def test_the_link_is_added_and_processed():
    """With nothing coming from below, the output is the link's block on x: not x, and not twice the channels."""
    torch.manual_seed(0)
    net = Hourglass(2, 4, block=conv_block).double()
    for parameter in net.up.parameters():
        nn.init.zeros_(parameter)
    x = torch.randn(1, 4, 8, 4, dtype=torch.float64)
    assert torch.equal(net(x), net.link(x)) and not torch.allclose(net(x), x)


@pytest.mark.parametrize("training", [True, False])
def test_block(training):
    torch.manual_seed(0)
    block = HourglassBlock(6, 10, activation=nn.SiLU).double().train(training)
    norms = [block.bn1, block.bn2, block.bn3]
    for norm in norms:
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.normal_(norm.running_mean)
    x = torch.randn(3, 6, 5, 7, dtype=torch.float64, requires_grad=True)
    buffers = [(norm.running_mean.clone(), norm.running_var.clone()) for norm in norms]
    out = x
    for norm, conv, (mean, var), ring in zip(norms, (block.conv1, block.conv2, block.conv3), buffers, (0, 1, 0), strict=True):
        out = F.silu(F.batch_norm(out, mean, var, norm.weight, norm.bias, training))
        out = F.conv2d(out, conv.weight, padding=ring)
    expected = out + F.conv2d(x, block.downsample[0].weight)
    ours = block(x)
    torch.testing.assert_close(ours, expected)
    upstream = torch.randn_like(expected)
    for mine, torchs in zip(*(torch.autograd.grad(o, x, upstream) for o in (ours, expected)), strict=True):
        torch.testing.assert_close(mine, torchs)
    for norm, (mean, var) in zip(norms, buffers, strict=True):
        torch.testing.assert_close(norm.running_mean, mean)
        torch.testing.assert_close(norm.running_var, var)
        assert norm.num_batches_tracked == int(training)


def test_the_papers_block_has_half_inside():
    block = HourglassBlock(256, 256)
    assert [tuple(conv.weight.shape) for conv in (block.conv1, block.conv2, block.conv3)] == [
        (128, 256, 1, 1), (128, 128, 3, 3), (256, 128, 1, 1),
    ]  # fmt: skip
    assert isinstance(block.downsample, nn.Identity)


def test_a_norm_may_be_chosen():
    def norm(channels):
        return nn.GroupNorm(2, channels)

    block = HourglassBlock(4, 4, norm=norm)
    assert isinstance(block.bn1, nn.GroupNorm) and not any(isinstance(layer, nn.BatchNorm2d) for layer in block.modules())


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: HourglassBlock(4, 5), "their number is even; got 5"),
        (lambda: Hourglass(0, 4), "depth must be at least 1, got 0"),
        (lambda: Hourglass(2, 4)(torch.zeros(1, 4, 8, 6)), r"an hourglass with 2 pools .* divisible by 4, got \(1, 4, 8, 6\)"),
        (lambda: Hourglass(2, 4)(torch.zeros(1, 3, 8, 8)), r"Hourglass needs x \(n, 4, h, w\), got shape \(1, 3, 8, 8\)"),
        (lambda: Hourglass(1, 4)(torch.zeros(4, 8, 6)), r"needs n c h w .* got \(4, 8, 6\)"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""ConvNeXt's block against an equation that keeps the channels first: 1x1 convolutions and a norm over axis 1."""

import pytest
import torch
import torch.nn.functional as F
from equations import assert_equals_equation
from torch import nn

from helpers.layers import ConvNeXtBlock, Permute


def convnext(x, p, act=F.gelu):
    y = p.conv(x, "block.0", padding=p["block.0.weight"].shape[-1] // 2, groups=x.shape[1])
    mean, var = y.mean(1, keepdim=True), y.var(1, unbiased=False, keepdim=True)
    y = (y - mean) / (var + 1e-6).sqrt() * p["block.2.weight"][:, None, None] + p["block.2.bias"][:, None, None]
    y = act(F.conv2d(y, p["block.3.weight"][:, :, None, None], p["block.3.bias"]))
    y = F.conv2d(y, p["block.5.weight"][:, :, None, None], p["block.5.bias"])
    return x + p.get("layer_scale", 1.0) * y


@pytest.mark.parametrize(
    ("block", "equation"),
    [
        (lambda: ConvNeXtBlock(4), convnext),
        (lambda: ConvNeXtBlock(4, layer_scale=None, kernel_size=3, expansion=2), convnext),
        (lambda: ConvNeXtBlock(4, activation=nn.SiLU), lambda x, p: convnext(x, p, F.silu)),
    ],
)
def test_equals_its_equation(block, equation):
    assert_equals_equation(block(), equation, channels=4)


def test_each_pixel_is_normalised_alone():
    """Channels-only: a change at one pixel reaches others through the 7x7 only, so with a 1x1 in its place not at all."""
    torch.manual_seed(0)
    block = ConvNeXtBlock(8, layer_scale=1.0, kernel_size=1)
    x = torch.randn(1, 8, 4, 5)
    changed = x.clone()
    changed[0, :, 1, 2] += torch.randn(8)
    moved = (block(changed) - block(x)).abs().amax((0, 1)) > 0
    assert moved.sum() == 1 and moved[1, 2]


def test_the_parameters_of_the_paper_and_the_tiny_scale():
    assert sum(p.numel() for p in ConvNeXtBlock(96, layer_scale=None).parameters()) == 79200
    assert sum(p.numel() for p in ConvNeXtBlock(96).parameters()) == 79200 + 96
    block = ConvNeXtBlock(5)
    assert torch.equal(block.layer_scale, torch.full((5, 1, 1), 1e-6))
    x = torch.randn(2, 5, 6, 7)
    assert 0 < (block(x) - x).abs().max() < 1e-5  # it starts near the identity
    assert isinstance(ConvNeXtBlock(4, norm=nn.RMSNorm).block[2], nn.RMSNorm)


def test_permute_is_torchs():
    x = torch.randn(2, 3, 4, 5)
    assert torch.equal(Permute((0, 2, 3, 1))(x), x.permute(0, 2, 3, 1))
    assert str(Permute([1, 0])) == "Permute((1, 0))"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: ConvNeXtBlock(0), "channels must be at least 1, got 0"),
        (lambda: ConvNeXtBlock(4, expansion=0), "expansion must be at least 1, got 0"),
        (lambda: ConvNeXtBlock(4, kernel_size=6), "kernel_size must be odd to keep the size, got 6"),
        (lambda: ConvNeXtBlock(4)(torch.zeros(1, 3, 5, 6)), r"ConvNeXtBlock needs x \(n, 4, h, w\), got shape \(1, 3, 5, 6\)"),
        (lambda: Permute((0, 2, 1))(torch.zeros(1, 3, 5, 6)), r"Permute \(0, 2, 1\) needs 3 axes, got shape \(1, 3, 5, 6\)"),
    ],
)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

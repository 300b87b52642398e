"""U-Net: the sizes and the parameters of 2015, the values of torch's functions, gradients everywhere, links that matter."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.geometry import unet_input_size, unet_sizes
from helpers.models import UNet

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
POOL = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}


def count(net):
    return sum(p.numel() for p in net.parameters())


def two(c_in, c_out, taps=9):
    """Weights and biases of two convolutions."""
    return taps * c_in * c_out + c_out + taps * c_out * c_out + c_out


def plainly(net, x, dims, padding, links=True):
    """The same network written out with torch's functions from its parameters, in the order of the paper."""
    p = dict(net.named_parameters())

    def stage(name, x):
        ring = 0 if padding == "valid" else 1
        for i in (0, 2):
            x = F.relu(CONV[dims](x, p[f"{name}.layers.{i}.weight"], p[f"{name}.layers.{i}.bias"], padding=ring))
        return x

    maps = []
    for level in range(net.depth):
        maps.append(stage(f"encoder.{level}", x))
        x = POOL[dims](maps[-1], 2)
    x = stage("bottom", x)
    for level in range(net.depth):
        x = TRANSPOSED[dims](x, p[f"up.{level}.0.weight"], p[f"up.{level}.0.bias"], stride=2)
        link = maps[-1 - level]
        margins = [(have - want) // 2 for have, want in zip(link.shape[2:], x.shape[2:], strict=True)]
        link = link[(..., *(slice(m, m + size) for m, size in zip(margins, x.shape[2:], strict=True)))]
        x = stage(f"decoder.{level}", torch.cat([link, x], 1) if links else x)
    return CONV[dims](x, p["head.weight"], p["head.bias"])


def test_the_walk_of_2015():
    walk = unet_sizes(572)
    assert [stage.name for stage in walk] == [*(f"down {i}" for i in (1, 2, 3, 4)), "bottom", *(f"up {i}" for i in (4, 3, 2, 1))]
    assert [stage.size_in for stage in walk] == [572, 284, 140, 68, 32, 56, 104, 200, 392]
    assert [stage.size_out for stage in walk] == [568, 280, 136, 64, 28, 52, 100, 196, 388]
    assert [stage.link for stage in walk] == [None] * 5 + [64, 136, 280, 568]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_walk_is_what_torch_does_and_refuses_what_torch_cannot(depth, padding):
    """Size by size: torch's own layers give the output, or a pool drops a row or nothing is left."""
    net = UNet(1, 1, 1, depth, dims=1, padding=padding).requires_grad_(False)
    for size in range(1, 14 * 2**depth + 2, 1 if depth < 4 else 2):
        x = torch.zeros(1, 1, size)
        try:
            clean, out = not odd_pools(net, x), plainly(net, x, 1, padding).shape[-1]
        except RuntimeError:  # a convolution or a pool found too few cells
            clean, out = False, 0
        if clean:
            assert unet_sizes(size, depth, padding)[-1].size_out == out
        else:
            with pytest.raises(ValueError, match=f"size {size} does not fit a U-Net with {depth} pools"):
                unet_sizes(size, depth, padding)


def odd_pools(net, x):
    """Whether a pool meets an odd size."""
    sizes = []
    for stage in net.encoder:
        x = stage(x)
        sizes.append(x.shape[-1])
        x = F.max_pool1d(x, 2)
    return any(size % 2 for size in sizes)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_nearest_sizes_fit_and_none_lies_between(padding):
    for size in range(1, 160):
        try:
            unet_sizes(size, 3, padding)
        except ValueError as error:
            nearest = [int(word) for word in str(error).split("; ")[-1].replace(" and", "").split() if word.isdigit()]
            assert [unet_sizes(n, 3, padding)[0].size_in for n in nearest] == nearest
            assert nearest[0] < size < nearest[1] == nearest[0] + 8 if len(nearest) == 2 else size < nearest[0]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_smallest_input_that_covers(depth, padding):
    fits = {}
    for size in range(1, 300):
        try:
            fits[size] = unet_sizes(size, depth, padding)[-1].size_out
        except ValueError:
            continue
    for wanted in range(1, 150):
        assert unet_input_size(wanted, depth, padding) == next(size for size, out in fits.items() if out >= wanted)


def test_the_parameters_of_2015():
    """31,030,658: one input channel, two classes, 3×3 and 2×2 and 1×1 kernels, every bias; by hand, stage by stage."""
    with torch.device("meta"):
        net, narrow, wide = UNet(), UNet(links=False), UNet(links=False, wide_up=True)
        assert net(torch.zeros(1, 1, 572, 572)).shape == (1, 2, 388, 388)
    down = two(1, 64) + two(64, 128) + two(128, 256) + two(256, 512) + two(512, 1024)
    steps = [(1024, 512), (512, 256), (256, 128), (128, 64)]
    up = sum(4 * low * high + high + two(2 * high, high) for low, high in steps)
    assert count(net) == down + up + 64 * 2 + 2 == 31_030_658
    assert sum(isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) for layer in net.modules()) == 23
    assert count(narrow) == count(net) - sum(9 * high * high for _, high in steps) == 27_897_218
    assert count(wide) == count(net) + sum(4 * low * high + high for low, high in steps) == 33_816_898


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_values_and_gradients_are_those_of_torchs_functions(dims, padding):
    torch.manual_seed(0)
    net = UNet(2, 3, 2, 2, dims, padding).double()
    sizes = ((44, 48, 44) if padding == "valid" else (8, 12, 4))[:dims]
    x = torch.randn(1 if dims == 3 else 2, 2, *sizes, dtype=torch.float64, requires_grad=True)
    ours, theirs = net(x), plainly(net, x, dims, padding)
    assert ours.shape[2:] == tuple(unet_sizes(size, 2, padding)[-1].size_out for size in sizes)
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(theirs)
    wanted = [x, *net.parameters()]
    gradients = [torch.autograd.grad(out, wanted, upstream) for out in (ours, theirs)]
    for mine, torchs in zip(*gradients, strict=True):
        torch.testing.assert_close(mine, torchs)
        assert mine.any()


def test_without_links_the_detail_is_gone():
    """Two pictures that the bottom sees alike: only the links can tell them apart."""
    torch.manual_seed(0)
    for options in ({}, {"links": False}, {"links": False, "wide_up": True}):
        net = UNet(1, 2, 3, 2, padding="same", **options).double()
        for parameter in net.bottom.parameters():
            nn.init.zeros_(parameter)
        one, other = net(torch.randn(2, 1, 8, 12, dtype=torch.float64))
        assert torch.equal(one, other) == bool(options)
    net = UNet(1, 2, 3, 2, padding="same", links=False).double()
    x = torch.randn(1, 1, 8, 12, dtype=torch.float64)
    torch.testing.assert_close(net(x), plainly(net, x, 2, "same", links=False))


def test_a_valid_net_has_no_border():
    """A shift of the picture by 2^depth pixels shifts the output by as much, to the very edge: no zeros were made up."""
    torch.manual_seed(0)
    picture = torch.randn(1, 1, 48, 52, dtype=torch.float64)
    net = UNet(1, 2, 2, 2).double()
    torch.testing.assert_close(net(picture)[:, :, 4:, 4:], net(picture[:, :, 4:, 4:]))
    same = UNet(1, 2, 2, 2, padding="same").double()
    assert not torch.allclose(same(picture)[:, :, 4:, 4:], same(picture[:, :, 4:, 4:]))


def test_options_reach_every_stage():
    net = UNet(1, 2, 2, 2, dims=3, norm=nn.BatchNorm3d, activation=nn.SiLU, upsampling="bilinear", residual=True)
    kinds = [type(layer) for layer in net.modules()]
    assert kinds.count(nn.BatchNorm3d) == kinds.count(nn.SiLU) == 10
    assert kinds.count(nn.Upsample) == 2 and nn.ConvTranspose3d not in kinds and nn.ReLU not in kinds
    assert all(stage.shortcut is not None for stage in [*net.encoder, net.bottom, *net.decoder])
    x = torch.randn(2, 1, 44, 44, 48)
    net(x).sum().backward()
    assert all(p.grad is not None for p in net.parameters())


def test_it_learns_to_draw_an_outline():
    torch.manual_seed(0)
    net = UNet(1, 1, 4, 2, padding="same")
    x = F.interpolate((torch.rand(4, 1, 4, 4) > 0.5).float(), scale_factor=4)
    outline = (F.max_pool2d(x, 3, 1, 1) - x).clamp(0, 1)
    optimizer = torch.optim.Adam(net.parameters(), 0.03)
    losses = []
    for _ in range(60):
        loss = F.binary_cross_entropy_with_logits(net(x), outline)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.3 * losses[0]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: unet_sizes(571), "size 571 .* 4 pools and padding 'valid': pool 1 would halve a map of 567; .* are 556 and 572$"),
        (lambda: unet_sizes(190), "pool 2 would halve a map of 89; the nearest sizes that fit are 188 and 204$"),
        (lambda: unet_sizes(3), "nothing is left of the map of 3 before pool 1; the smallest is 188$"),
        (lambda: unet_sizes(4), "nothing is left of the map of 4 before pool 1; the smallest is 188$"),
        (lambda: unet_sizes(172), "nothing is left of the map of 4 before step 2 up; the smallest is 188$"),
        (lambda: unet_sizes(16, depth=1), "nothing is left of the last map of 4; the smallest is 18$"),
        (lambda: unet_sizes(20, depth=3, padding="same"), "pool 3 would halve a map of 5; the nearest sizes that fit are 16 and 24$"),
        (lambda: unet_sizes(20, padding="full"), "padding of a U-Net must be 'valid' or 'same', got 'full'"),
        (lambda: unet_sizes(20, depth=0), "depth must be at least 1, got 0"),
        (lambda: unet_input_size(0), "size_out must be at least 1, got 0"),
        (lambda: unet_input_size(8, depth=0), "depth must be at least 1, got 0"),
        (lambda: UNet(depth=0), "depth must be at least 1, got 0"),
        (lambda: UNet(padding="full"), "padding must be 'valid' or 'same', got 'full'"),
        (lambda: UNet(wide_up=True), "wide_up fills the channels of missing links; it needs links=False"),
        (lambda: UNet(1, 2, 2, 2)(torch.zeros(1, 1, 44, 46)), "size 46 does not fit .* are 44 and 48"),
        (lambda: UNet(1, 2, 2, 2)(torch.zeros(1, 3, 44, 44)), r"this U-Net needs x \(n, 1, h, w\), got shape \(1, 3, 44, 44\)"),
        (lambda: UNet(1, 2, 2, 2, dims=3)(torch.zeros(1, 1, 44, 44)), r"this U-Net needs x \(n, 1, d, h, w\), got shape \(1, 1, 44, 44\)"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

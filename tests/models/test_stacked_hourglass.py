"""StackedHourglass: every stack's heatmaps, what one stack hands to the next, gradients to all of it."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import StackedHourglass


def small(**options):
    torch.manual_seed(0)
    return StackedHourglass(**{"in_channels": 2, "joints": 3, "channels": 8, "depth": 2, "stacks": 3, **options}).double()


def test_the_diagram_step_by_step():
    net = small().eval()
    x = torch.randn(2, 2, 32, 48, dtype=torch.float64)
    stem = net.stem
    out = F.conv2d(x, stem[0].weight, stem[0].bias, stride=2, padding=3)  # half
    out = F.relu(stem[1](out))
    out = F.max_pool2d(stem[3](out), 2)  # a quarter
    state = stem[6](stem[5](out))
    expected = []
    for i in range(3):
        block, conv, norm, _ = net.features[i]
        seen = F.relu(norm(F.conv2d(block(net.hourglasses[i](state)), conv.weight, conv.bias)))
        heatmaps = F.conv2d(seen, net.heads[i].weight, net.heads[i].bias)
        expected.append(heatmaps)
        if i < 2:
            back, maps_back = net.features_back[i], net.heatmaps_back[i]
            state = state + F.conv2d(seen, back.weight, back.bias) + F.conv2d(heatmaps, maps_back.weight, maps_back.bias)
    torch.testing.assert_close(net(x), torch.stack(expected, 1))
    assert net(x).shape == (2, 3, 3, 8, 12)


def test_gradients_reach_every_parameter_and_only_earlier_stacks():
    net = small()
    x = torch.randn(2, 2, 16, 32, dtype=torch.float64)
    net(x).square().sum().backward()
    assert all(p.grad is not None and p.grad.any() for p in net.parameters() if p.ndim > 1)
    net.zero_grad()
    net(x)[:, 0].square().sum().backward()
    assert net.heads[0].weight.grad.any() and not net.heads[1].weight.grad.any() and not net.heatmaps_back[0].weight.grad.any()


def test_the_first_stack_does_not_know_of_the_second():
    """The first heatmaps of two stacks are those of the same net with the second cut off."""
    two, one = small(stacks=2).eval(), small(stacks=1).eval()
    one.load_state_dict({name: value for name, value in two.state_dict().items() if name in one.state_dict()})
    x = torch.randn(1, 2, 16, 16, dtype=torch.float64)
    torch.testing.assert_close(one(x)[:, 0], two(x)[:, 0])
    assert not torch.allclose(two(x)[:, 0], two(x)[:, 1])


def test_the_paper_on_the_meta_device():
    """256 pixels in, 64 out, 16 joints, 8 stacks of 4 pools; about 25 million parameters."""
    with torch.device("meta"):
        net = StackedHourglass(stacks=8)
        assert net(torch.zeros(1, 3, 256, 256)).shape == (1, 8, 16, 64, 64)
    inner = 256 * 128 + 9 * 128 * 128 + 128 * 256 + 2 * (256 + 128 + 128)  # a block: three convolutions without bias, three norms
    hourglass = (4 * 3 + 1) * inner
    assert sum(p.numel() for p in net.hourglasses.parameters()) == 8 * hourglass
    stack = hourglass + inner + 256 * 256 + 256 + 2 * 256 + 256 * 16 + 16
    back = 256 * 256 + 256 + 16 * 256 + 256
    stem = sum(p.numel() for p in net.stem.parameters())
    assert sum(p.numel() for p in net.parameters()) == stem + 8 * stack + 7 * back


def test_options():
    net = small(links=False, norm=lambda c: nn.GroupNorm(1, c), activation=nn.GELU)
    kinds = [type(layer) for layer in net.modules()]
    assert nn.BatchNorm2d not in kinds and nn.ReLU not in kinds
    assert all(hourglass.link is None and hourglass.inner.link is None for hourglass in net.hourglasses)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: small(channels=10), "channels must be a multiple of 4: .* got 10"),
        (lambda: small(channels=0), "channels must be a multiple of 4: .* got 0"),
        (lambda: small(stacks=0), "stacks must be at least 1, got 0"),
        (lambda: small(depth=0), "depth must be at least 1, got 0"),
        (lambda: small()(torch.zeros(1, 2, 32, 40)), "size 40 is not divisible by 16 .* nearest: 32 and 48$"),
        (lambda: small()(torch.zeros(1, 2, 8, 32)), "size 8 is not divisible by 16 .* nearest: 16$"),
        (lambda: small()(torch.zeros(1, 3, 32, 32)), r"needs x \(n, 2, h, w\), got shape \(1, 3, 32, 32\)"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

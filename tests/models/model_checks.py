"""What the tests of several networks share: torchvision's keys and scores, counts, a short training."""

import torch
import torch.nn.functional as F
from known_weights import fill, fingerprint, picture
from torch import nn

from helpers.geometry import conv_macs, linear_macs


def assert_is_torchvisions(build, keys, scores):
    """Keys, shapes and the first three scores of two pictures, recorded with torchvision 0.28 on the weights of known_weights.py."""
    model = fill(build().double().eval())
    assert fingerprint(model) == keys
    with torch.no_grad():
        ours = model(picture())
    assert ours.shape == (2, 1000)
    expected = torch.tensor(scores, dtype=torch.float64)
    torch.testing.assert_close(ours[:, :3].flatten(), expected, rtol=1e-6, atol=1e-6)


def parameters(build):
    """Count a network's parameters without making them; a picture of 224x224 must give 1000 scores."""
    with torch.device("meta"):
        model = build()
        assert model(torch.empty(1, 3, 224, 224)).shape == (1, 1000)
    return sum(p.numel() for p in model.parameters())


def multiply_adds(build, size=224):
    """Multiply-adds of all convolutions and linear layers for one picture, by the rules of geometry."""
    total = []

    def count(layer, _, out):
        if isinstance(layer, nn.Conv2d):
            total.append(conv_macs(layer.in_channels, layer.out_channels, layer.kernel_size, tuple(out.shape[2:]), layer.groups))
        elif isinstance(layer, nn.Linear):
            total.append(linear_macs(layer.in_features, layer.out_features) * out[0].numel() // layer.out_features)

    with torch.device("meta"):
        model = build()
        for layer in model.modules():
            layer.register_forward_hook(count)
        model(torch.empty(1, 3, size, size))
    return sum(total)


def assert_learns(build):
    """Every parameter gets a gradient, and a few steps on eight one-channel pictures lower the loss; in eval mode pictures do not mix."""
    torch.manual_seed(0)
    model = build(num_classes=5, in_channels=1)
    x, labels = torch.randn(8, 1, 9, 12), torch.arange(8) % 5
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(12):
        loss = F.cross_entropy(model(x), labels)
        optimiser.zero_grad()
        loss.backward()
        assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.9 * losses[0]
    model.eval()
    scores = model(x)
    assert scores.shape == (8, 5)
    torch.testing.assert_close(scores[3:4], model(x[3:4]), rtol=1e-4, atol=1e-5)

"""One layer of ours beside its torch twin: the same state_dict both ways, then the same values and gradients in float64."""

import torch


def same_gradients(ours, theirs, inputs):
    """Two results have the same values, and the same gradients for all inputs under one random upstream gradient."""
    torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)
    upstream = torch.randn_like(theirs)
    for mine, its in zip(*(torch.autograd.grad(y, pair, upstream) for y, pair in zip((ours, theirs), inputs, strict=True)), strict=True):
        torch.testing.assert_close(mine, its, rtol=1e-9, atol=1e-9)


def same_layer(ours, theirs, x, *more):
    """Both layers hold theirs' numbers and agree on x, outputs, gradients of x and of every parameter; then weights go back."""
    ours, theirs = ours.double(), theirs.double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    both = [x.detach().double().clone().requires_grad_() for _ in range(2)]
    outputs = [layer(leaf, *more) for layer, leaf in zip((ours, theirs), both, strict=True)]
    same_gradients(*outputs, [(leaf, *layer.parameters()) for layer, leaf in zip((ours, theirs), both, strict=True)])
    with torch.no_grad():
        for p in ours.parameters():
            p.add_(1)
    theirs.load_state_dict(ours.state_dict())
    torch.testing.assert_close(theirs(x.double(), *more), ours(x.double(), *more), rtol=1e-9, atol=1e-9)

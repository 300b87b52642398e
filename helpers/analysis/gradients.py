"""Does the signal survive: the spread of every layer's activations on the way up, the gradient norms on the way down.

Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010.
He et al., Delving deep into rectifiers, arXiv:1502.01852. Axes: n batch, then whatever the model takes.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn

from helpers.analysis.table import Table
from helpers.analysis.watching import call_name, first_tensor, hooked, is_leaf, kept_buffers


class LayerSpread(NamedTuple):
    """One layer's output over batch, channels and pixels: mean, standard deviation (biased), share of exact zeros."""

    layer: str
    kind: str
    mean: float
    std: float
    zeros: float


class LayerGradient(NamedTuple):
    """Euclidean norms of the loss's gradient: with respect to a layer's weight (None if it has none) and to its output."""

    layer: str
    kind: str
    weight: float | None
    output: float


def activation_spread(model: nn.Module, x: Shaped[Tensor, "n ..."]) -> Table:
    """Give for every layer that the model calls on x the mean, the standard deviation and the share of zeros of its output.

    The model runs in the mode it is in, without gradients; its buffers are put back. Numbers in float64.
    std = sqrt(mean((y - mean(y))**2)) over all of y.

    >>> spread = activation_spread(nn.Sequential(nn.Identity(), nn.ReLU()), torch.tensor([[-1.0, 1.0]]))
    >>> spread["1"]
    LayerSpread(layer='1', kind='ReLU', mean=0.5, std=0.5, zeros=0.5)

    Raises ValueError if the model calls no layer.
    """
    rows = []

    def after(name: str, module: nn.Module, inputs: tuple, output: object) -> None:
        y = first_tensor(output)
        if is_leaf(module) and y is not None:
            values = y.detach().double()
            numbers = (values.mean(), values.std(correction=0), (values == 0).double().mean())
            rows.append(LayerSpread(call_name(name, module, [r.layer for r in rows]), type(module).__name__, *map(float, numbers)))

    with torch.no_grad(), kept_buffers(model), hooked(model, after):
        model(x)
    return Table(rows)


def gradient_norms(
    model: nn.Module, x: Shaped[Tensor, "n ..."], loss: Callable[[Tensor], Float[Tensor, ""]] | None = None, seed: int = 0
) -> Table:
    """Give for every layer the norm of the loss's gradient with respect to its weight and to its output.

    `loss` maps the model's output to one number, such as lambda y: F.cross_entropy(y, labels); without it the upstream gradient is
    standard normal, drawn from `seed`. What loss.backward() would leave in .grad, which stays as it was, as do the buffers; the model
    runs in the mode it is in. Norms are summed in float64: gradients of 1e-30 do not vanish in the squares.
    A layer called twice has two rows, both with the norm of its one weight.

    >>> net = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    >>> net[0].weight.data.fill_(3.0), net[1].weight.data.fill_(2.0)
    (tensor([[3.]]), tensor([[2.]]))
    >>> print(gradient_norms(net, torch.tensor([[5.0]]), lambda y: y.sum()))
    layer  kind    weight  output
    0      Linear      10       2
    1      Linear      15       1

    Raises ValueError if the model's output does not depend on its parameters or x.
    """
    calls, norms = [], {}

    def after(name: str, module: nn.Module, inputs: tuple, output: object) -> None:
        y = first_tensor(output)
        if is_leaf(module) and y is not None and y.requires_grad:
            row = call_name(name, module, [call[0] for call in calls])
            calls.append((row, module))
            y.register_hook(lambda gradient: norms.__setitem__(row, _norm(gradient)))  # before an in-place ReLU changes y

    with torch.enable_grad(), kept_buffers(model), hooked(model, after):
        x = x.detach().clone().requires_grad_(x.is_floating_point())
        output = first_tensor(model(x))
        if output is None or not output.requires_grad:
            raise ValueError("the model's output has no gradient: it depends on no parameter and no input")
        if loss is None:
            generator = torch.Generator().manual_seed(seed)
            upstream = torch.randn(output.shape, generator=generator, dtype=output.dtype).to(output.device)
            value = (output * upstream).sum()
        else:
            value = loss(output)
        weights = {id(p): p for _, module in calls for p in [getattr(module, "weight", None)] if p is not None and p.requires_grad}
        sources = [*weights.values(), *([x] if x.requires_grad else [])]  # x too, for layers below the first weight
        gradients = torch.autograd.grad(value, sources, allow_unused=True)
    of_weight = {key: 0.0 if g is None else _norm(g) for key, g in zip(weights, gradients, strict=False)}
    return Table(
        LayerGradient(row, type(module).__name__, of_weight.get(id(getattr(module, "weight", None))), norms.get(row, 0.0))
        for row, module in calls
    )


def _norm(gradient: Tensor) -> float:
    return float(gradient.detach().double().norm())

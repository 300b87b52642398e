"""Does the signal survive: the spread of every layer's activations on the way up, the gradient norms on the way down.

Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010.
He et al., Delving deep into rectifiers, arXiv:1502.01852. Axes: n batch, then whatever the model takes.
"""

from collections.abc import Callable
from math import hypot
from typing import NamedTuple

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn
from torch.nn.utils import parametrize

from helpers.analysis.table import Table
from helpers.analysis.watching import call_name, first_tensor, hooked, is_leaf, kept_buffers, kept_generator


class LayerSpread(NamedTuple):
    """One layer's output over batch, channels and pixels: mean, standard deviation (biased), share of exact zeros."""

    layer: str
    kind: str
    mean: float
    std: float
    zeros: float


class LayerGradient(NamedTuple):
    """Euclidean norms of the loss's gradient: with respect to a layer's weight (None if it has none) and to its output.

    The weight is the one that the layer computes with: behind a weight norm the normed one. Without a `weight` it is all parameters of
    its own but the biases, together: an nn.MultiheadAttention's, a block's gamma.
    """

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

    with torch.no_grad(), kept_buffers(model), kept_generator(x), hooked(model, after):
        model(x)
    return Table(rows)


def gradient_norms(
    model: nn.Module, x: Shaped[Tensor, "n ..."], loss: Callable[[object], Float[Tensor, ""]] | None = None, seed: int = 0
) -> Table:
    """Give for every layer, and every block with parameters of its own, the norm of the loss's gradient for its weight and its output.

    `loss` maps the model's output, a tuple or dict as it comes, to one number, such as lambda y: F.cross_entropy(y, labels); without it
    the upstream gradient is standard normal, drawn from `seed`, at the output's first tensor. What loss.backward() would leave in .grad,
    which stays as it was, as do the buffers and torch's random generator; the model runs in the mode it is in. Norms are summed in
    float64: gradients of 1e-30 do not vanish in the squares.
    A layer called twice has two rows, both with the norm of its one weight.

    >>> net = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    >>> net[0].weight.data.fill_(3.0), net[1].weight.data.fill_(2.0)
    (tensor([[3.]]), tensor([[2.]]))
    >>> print(gradient_norms(net, torch.tensor([[5.0]]), lambda y: y.sum()))
    layer  kind    weight  output
    0      Linear      10       2
    1      Linear      15       1

    Raises ValueError if the model's output does not depend on its parameters or x, or if loss gives no such number.
    """
    calls, norms = [], {}

    def after(name: str, module: nn.Module, inputs: tuple, output: object) -> None:
        y = first_tensor(output)
        if (is_leaf(module) or _own_parameters(module)) and y is not None and y.requires_grad:
            row = call_name(name, module, [call[0] for call in calls])
            calls.append((row, module))
            y.register_hook(lambda gradient: norms.__setitem__(row, _norm(gradient)))  # before an in-place ReLU changes y

    # cached: a parametrized weight is computed once, and that one tensor has the gradient
    with torch.enable_grad(), kept_buffers(model), kept_generator(x), parametrize.cached(), hooked(model, after):
        x = x.detach().clone().requires_grad_(x.is_floating_point())
        value = _random_loss(model(x), seed) if loss is None else loss(model(x))
        if not isinstance(value, Tensor) or value.numel() != 1 or not value.requires_grad:
            got = f"tensor of shape {tuple(value.shape)}" if isinstance(value, Tensor) else type(value).__name__
            raise ValueError(f"loss must give one number that depends on the model, got {got}")
        weights = {module: _weights(module) for _, module in calls}
        unique = list({id(w): w for own in weights.values() for w in own}.values())
        sources = [*unique, *([x] if x.requires_grad else [])]  # x too, for layers below the first weight
        gradients = torch.autograd.grad(value, sources, allow_unused=True)
    norm_of = {id(w): 0.0 if g is None else _norm(g) for w, g in zip(unique, gradients, strict=False)}
    of_weight = {module: hypot(*(norm_of[id(w)] for w in own)) if own else None for module, own in weights.items()}
    return Table(LayerGradient(row, type(module).__name__, of_weight[module], norms.get(row, 0.0)) for row, module in calls)


def _random_loss(output: object, seed: int) -> Float[Tensor, ""]:
    output = first_tensor(output)
    if output is None or not output.requires_grad:
        raise ValueError("the model's output has no gradient: it depends on no parameter and no input")
    upstream = torch.randn(output.shape, generator=torch.Generator().manual_seed(seed), dtype=output.dtype)
    return (output * upstream.to(output.device)).sum()


def _own_parameters(module: nn.Module) -> list[Tensor]:
    return list(module.parameters(recurse=False))


def _weights(module: nn.Module) -> list[Tensor]:
    """What the weight of a row is: see LayerGradient."""
    weight = getattr(module, "weight", None)
    own = [p for name, p in module.named_parameters(recurse=False) if "bias" not in name] if weight is None else [weight]
    return [w for w in own if isinstance(w, Tensor) and w.requires_grad]


def _norm(gradient: Tensor) -> float:
    return float(gradient.detach().double().norm())

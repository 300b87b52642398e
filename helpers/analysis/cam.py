"""Class activation maps: which pixels speak for a class, from a head of global average and one linear layer; Grad-CAM for any head.

Zhou et al., Learning deep features for discriminative localization, arXiv:1512.04150.
Selvaraju et al., Grad-CAM, arXiv:1610.02391. Axes: n batch, c channels of the last features, k classes, h w rows and columns.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from helpers.analysis.watching import eval_mode, find_module, first_tensor, output_of


def class_activation_map(
    features: Float[Tensor, "n c *image"], weight: Float[Tensor, "k c"], bias: Float[Tensor, " k"] | None = None
) -> Float[Tensor, "n k *image"]:
    """Apply the head's linear layer at every pixel instead of after the average: one map of scores for each class.

    The mean of a map over its pixels is the class's score, bias included. A 1×1 convolution with the weight of torch.nn.Linear.
    map[n, k, y, x] = sum over c of weight[k, c] * features[n, c, y, x] + bias[k].

    >>> features = torch.tensor([[[[1.0, 0.0]], [[0.0, 2.0]]]])  # channel 0 sees the left pixel, channel 1 the right one
    >>> class_activation_map(features, torch.tensor([[1.0, 0.0], [1.0, 1.0]])).view(2, 2)
    tensor([[1., 0.],
            [1., 2.]])

    Raises ValueError if the channels differ. Source: arXiv:1512.04150, equation 2.
    """
    if features.ndim < 3 or weight.ndim != 2 or features.shape[1] != weight.shape[1]:
        raise ValueError(
            f"features (n, c, *image) and weight (k, c) need the same c; got shapes {tuple(features.shape)} and {tuple(weight.shape)}"
        )
    maps = torch.einsum("nc...,kc->nk...", features, weight)
    return maps if bias is None else maps + bias.view(-1, *[1] * (features.ndim - 2))


def cam(model: nn.Module, x: Float[Tensor, "n c_in *size"], layer: str, head: str) -> Float[Tensor, "n k *image"]:
    """Give the class activation maps of a model whose `layer` is averaged over its pixels and goes into the linear layer `head`.

    In eval mode, without gradients; of a tuple or dict the first tensor is the scores. It checks that the maps' means are the model's
    outputs.

    >>> model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 3))
    >>> cam(model, torch.zeros(1, 1, 4, 5), layer="0", head="3").shape
    torch.Size([1, 3, 4, 5])

    Raises ValueError if a name is unknown or the head is another: a ReLU or a maximum between, two linear layers.
    """
    linear = find_module(model, head)
    if not isinstance(getattr(linear, "weight", None), Tensor) or linear.weight.ndim != 2:
        raise ValueError(f"head {head!r} is no linear layer but {type(linear).__name__}")
    with torch.no_grad(), eval_mode(model):
        features, scores = output_of(model, x, layer), output_of(model, x)
        maps = class_activation_map(features, linear.weight, linear.bias)
    means = maps.flatten(2).mean(2)
    if means.shape != scores.shape or not torch.allclose(means, scores, rtol=1e-3, atol=1e-4 * float(scores.abs().max() + 1)):
        raise ValueError(
            f"the model's output is not the average of {layer!r} through {head!r}, so it has no such maps; grad_cam works for every head"
        )
    return maps


def grad_cam(
    model: nn.Module, x: Float[Tensor, "n c_in *size"], layer: str, classes: int | Int[Tensor, " n"] | None = None, relu: bool = True
) -> Float[Tensor, "n *image"]:
    """Weigh the channels of `layer` by the mean gradient of a class's score, add them up and keep what is positive.

    `classes` is one class for all images, one for each, or None: each image's best. After a global-average head and with relu=False it
    is the class activation map without its bias, divided by the number of pixels. Of a tuple or dict the first tensor is the scores.
    In eval mode; no .grad is changed.
    map = relu(sum over c of mean over pixels (d score / d features[c]) * features[c]).

    >>> model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(40, 3))
    >>> grad_cam(model, torch.ones(1, 1, 4, 5), layer="1", classes=2).shape
    torch.Size([1, 4, 5])

    Raises ValueError if the layer is unknown, no image or not on the way to the scores, if x is not floating-point or empty, or if a
    class does not exist. Source: arXiv:1610.02391, equations 1 and 2.
    """
    if not x.is_floating_point():
        raise ValueError(f"x must be floating-point to have gradients, got {x.dtype}")
    if len(x) == 0:
        raise ValueError(f"there are no images: x has shape {tuple(x.shape)}")
    kept = []

    def call(x: Tensor) -> object:
        kept.append(model(x))
        return kept[-1]

    with torch.enable_grad(), eval_mode(model):
        features = output_of(model, x.detach().clone().requires_grad_(), layer, call)
        scores = first_tensor(kept[-1])
        if scores is None:
            raise ValueError("the model gives no tensor")
        if features.ndim < 3 or scores.ndim != 2:
            raise ValueError(
                f"grad_cam needs features (n, c, *image) and scores (n, k); got {tuple(features.shape)} and {tuple(scores.shape)}"
            )
        chosen = scores.argmax(1) if classes is None else _one_each(classes, scores)
        gradient = None
        if scores.requires_grad and features.requires_grad:
            (gradient,) = torch.autograd.grad(scores.gather(1, chosen[:, None]).sum(), features, allow_unused=True)
        if gradient is None:
            raise ValueError(f"the scores do not depend on the output of {layer!r}")
    weight = gradient.flatten(2).mean(2)  # n c
    maps = torch.einsum("nc,nc...->n...", weight, features.detach())
    return maps.relu() if relu else maps


def _one_each(classes: int | Int[Tensor, " n"], scores: Float[Tensor, "n k"]) -> Int[Tensor, " n"]:
    """One class for each image."""
    chosen, (n, k) = torch.as_tensor(classes, device=scores.device), scores.shape
    if chosen.is_floating_point() or chosen.dtype == torch.bool or tuple(chosen.shape) not in ((), (1,), (n,)):
        shape = tuple(chosen.shape)
        raise ValueError(f"classes must be whole numbers, one or one for each of {n} images; got {chosen.dtype} of shape {shape}")
    if chosen.min() < 0 or chosen.max() >= k:
        raise ValueError(f"classes must be from 0 to {k - 1}, got {chosen.expand(n).tolist()}")
    return chosen.long().expand(n)

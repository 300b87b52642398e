"""Swap torch's layers of a whole model for our reference layers: the same numbers from arithmetic that you can read.

Every reference layer has its torch twin's name, constructor arguments, parameter and buffer names, so one rule swaps them all.
"""

import inspect
from copy import deepcopy

import torch
from torch import nn

from helpers.layers.activation import GELU, LeakyReLU, ReLU, ReLU6, Sigmoid, Softmax, Tanh
from helpers.layers.avg_pool import AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AvgPool1d, AvgPool2d, AvgPool3d
from helpers.layers.batch_norm import BatchNorm1d, BatchNorm2d, BatchNorm3d
from helpers.layers.conv import Conv1d, Conv2d, Conv3d
from helpers.layers.conv_transpose import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from helpers.layers.gated import GLU
from helpers.layers.group_norm import GroupNorm
from helpers.layers.instance_norm import InstanceNorm1d, InstanceNorm2d, InstanceNorm3d
from helpers.layers.layer_norm import LayerNorm, RMSNorm
from helpers.layers.learned_activation import PReLU, SiLU
from helpers.layers.linear import Linear
from helpers.layers.max_pool import MaxPool1d, MaxPool2d, MaxPool3d, MaxUnpool1d, MaxUnpool2d, MaxUnpool3d

OURS = (
    *(GELU, GLU, LeakyReLU, PReLU, ReLU, ReLU6, SiLU, Sigmoid, Softmax, Tanh),
    *(AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AvgPool1d, AvgPool2d, AvgPool3d),
    *(MaxPool1d, MaxPool2d, MaxPool3d, MaxUnpool1d, MaxUnpool2d, MaxUnpool3d),
    *(BatchNorm1d, BatchNorm2d, BatchNorm3d, GroupNorm, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d, LayerNorm, RMSNorm),
    *(Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, Linear),
)
REFERENCE = {getattr(nn, ours.__name__): ours for ours in OURS}  # torch's layer: ours


def by_hand(model: nn.Module) -> nn.Module:
    """Copy a model with each layer of torch.nn that we have by hand swapped for ours, parameters and buffers included.

    Not in torch. The model itself stays as it is; the copy has the same state_dict keys, so weights go both ways. What has no twin here
    (Dropout, Flatten, Upsample, containers, a model's own classes) stays torch's, and so do functions that a forward calls, layers with
    hooks or a spectral or weight norm, and a Softmax that is left to guess its axis. Our ReLU never works in place: a model that
    reads a layer's input again after torch's ReLU(inplace=True) has overwritten it gets other numbers by hand.

    >>> model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten())
    >>> [type(layer).__module__.split(".")[0] for layer in by_hand(model)]
    ['helpers', 'helpers', 'torch']
    >>> x = torch.randn(1, 1, 4, 5)
    >>> torch.allclose(by_hand(model)(x), model(x), atol=1e-6)
    True
    """
    return _swap(deepcopy(model), {})


def _swap(module: nn.Module, done: dict[int, nn.Module]) -> nn.Module:
    """Give the twin of a layer, or the module with its children swapped; one that occurs twice is swapped once."""
    if id(module) not in done:
        done[id(module)] = _twin(module) if type(module) in REFERENCE and _is_plain(module) else module
        for name, child in module._modules.items():
            if child is not None:
                module._modules[name] = _swap(child, done)
    return done[id(module)]


def _is_plain(layer: nn.Module) -> bool:
    """Whether the layer's settings say all that it does: no hook (the older spectral norm is one), no axis left to guess."""
    hooks = (layer._forward_pre_hooks, layer._forward_hooks, layer._backward_pre_hooks, layer._backward_hooks)
    return not any(hooks) and getattr(layer, "dim", 0) is not None


def _twin(layer: nn.Module) -> nn.Module:
    """Build our layer with the settings of torch's, then let it hold the same parameters and buffers."""
    ours = REFERENCE[type(layer)]
    settings = {name: getattr(layer, name) for name in inspect.signature(ours).parameters if hasattr(layer, name)}
    if "bias" in settings:
        settings["bias"] = layer.bias is not None
    with torch.device("meta"):  # its own numbers are never needed, and none are drawn
        twin = ours(**settings)
    twin._parameters, twin._buffers = layer._parameters, layer._buffers
    return twin.train(layer.training)

"""Layers and blocks: reference layers over helpers.functional, and the blocks that models are built from.

The layers (Conv2d, ...) are our own arithmetic with torch's names; the blocks (BasicBlock, ...) are made of torch.nn's layers.
"""

from helpers.layers.basic_block import BasicBlock, PreActivationBlock
from helpers.layers.bottleneck import Bottleneck, PreActivationBottleneck
from helpers.layers.conv import Conv1d, Conv2d, Conv3d
from helpers.layers.primitives import torch_layer
from helpers.layers.residual import PostNormResidual, PreNormResidual, Residual, add_shortcut
from helpers.layers.shortcut import ZeroPadShortcut, make_shortcut, projection

__all__ = [
    "BasicBlock",
    "Bottleneck",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "PostNormResidual",
    "PreActivationBlock",
    "PreActivationBottleneck",
    "PreNormResidual",
    "Residual",
    "ZeroPadShortcut",
    "add_shortcut",
    "make_shortcut",
    "projection",
    "torch_layer",
]

"""Layers and blocks: reference layers over helpers.functional, and the blocks that models are built from.

The layers (Conv2d, ...) are our own arithmetic with torch's names; the blocks (BasicBlock, ...) are made of torch.nn's layers.
"""

from helpers.layers.activation import GELU, LeakyReLU, ReLU, ReLU6, Sigmoid, Softmax, Tanh
from helpers.layers.avg_pool import AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AvgPool1d, AvgPool2d, AvgPool3d
from helpers.layers.basic_block import BasicBlock, PreActivationBlock
from helpers.layers.batch_norm import BatchNorm1d, BatchNorm2d, BatchNorm3d
from helpers.layers.bottleneck import Bottleneck, PreActivationBottleneck
from helpers.layers.by_hand import by_hand
from helpers.layers.conv import Conv1d, Conv2d, Conv3d
from helpers.layers.conv_transpose import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from helpers.layers.convnext import ConvNeXtBlock, Permute
from helpers.layers.dense import DenseBlock, DenseLayer, Transition
from helpers.layers.dilated_pool import DilatedAvgPool2d
from helpers.layers.fire import Fire
from helpers.layers.gated import GLU, GatedConv1d, GatedConv2d
from helpers.layers.group_norm import GroupNorm
from helpers.layers.grouped import GroupedBottleneck, grouped_conv2d
from helpers.layers.hourglass import Hourglass, HourglassBlock
from helpers.layers.inception import Inception, InceptionNaive, inception_unit
from helpers.layers.instance_norm import InstanceNorm1d, InstanceNorm2d, InstanceNorm3d
from helpers.layers.layer_norm import LayerNorm, LayerNorm2d, RMSNorm
from helpers.layers.learned_activation import PReLU, SiLU
from helpers.layers.linear import Linear
from helpers.layers.max_pool import MaxPool1d, MaxPool2d, MaxPool3d, MaxUnpool1d, MaxUnpool2d, MaxUnpool3d
from helpers.layers.primitives import torch_layer
from helpers.layers.residual import PostNormResidual, PreNormResidual, Residual, add_shortcut
from helpers.layers.separable import InvertedResidual, SeparableConv2d, depthwise
from helpers.layers.shortcut import ZeroPadShortcut, make_shortcut, projection
from helpers.layers.shuffle import ChannelShuffle, ShuffleUnit, channel_shuffle
from helpers.layers.squeeze import SqueezedConv2d, merge_pointwise, pointwise_to_linear
from helpers.layers.unet import DoubleConv, UpConv, center_crop
from helpers.layers.unit import conv_unit

__all__ = [
    "GELU",
    "GLU",
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "BasicBlock",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Bottleneck",
    "ChannelShuffle",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvNeXtBlock",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "DenseBlock",
    "DenseLayer",
    "DilatedAvgPool2d",
    "DoubleConv",
    "Fire",
    "GatedConv1d",
    "GatedConv2d",
    "GroupNorm",
    "GroupedBottleneck",
    "Hourglass",
    "HourglassBlock",
    "Inception",
    "InceptionNaive",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "InvertedResidual",
    "LayerNorm",
    "LayerNorm2d",
    "LeakyReLU",
    "Linear",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
    "PReLU",
    "Permute",
    "PostNormResidual",
    "PreActivationBlock",
    "PreActivationBottleneck",
    "PreNormResidual",
    "RMSNorm",
    "ReLU",
    "ReLU6",
    "Residual",
    "SeparableConv2d",
    "ShuffleUnit",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "SqueezedConv2d",
    "Tanh",
    "Transition",
    "UpConv",
    "ZeroPadShortcut",
    "add_shortcut",
    "by_hand",
    "center_crop",
    "channel_shuffle",
    "conv_unit",
    "depthwise",
    "grouped_conv2d",
    "inception_unit",
    "make_shortcut",
    "merge_pointwise",
    "pointwise_to_linear",
    "projection",
    "torch_layer",
]

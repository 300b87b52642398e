"""Whole networks, built from torch.nn's layers and the blocks of helpers.layers.

Import what you need: `from helpers.models import resnet_cifar, resnet18`.
"""

from helpers.models.alexnet import AlexNet64, alexnet
from helpers.models.chain import Link, chain
from helpers.models.convnext import ConvNeXt, convnext_cifar, convnext_tiny
from helpers.models.densenet import DenseNet, dense_stem, densenet121, densenet_cifar
from helpers.models.dilated_net import DilatedNet
from helpers.models.encoder_decoder import EncoderDecoder
from helpers.models.fully_convolutional import FullyConvolutional, dilated, fully_convolutional
from helpers.models.hourglass import StackedHourglass
from helpers.models.hypercolumn import HypercolumnNet, floor_indices, hypercolumns
from helpers.models.inception import GoogLeNet, MiniInception
from helpers.models.initialization import init_he
from helpers.models.lenet import C3_TABLE, ScaledTanh, Subsampling, TableConv2d, lenet5, lenet5_1998
from helpers.models.mobilenet import MobileNetV2, mobilenet_cifar
from helpers.models.nin import NiN, mlpconv
from helpers.models.resnet import ResNet, plain_cifar, resnet_cifar, resnet_stem, wide_resnet_cifar
from helpers.models.resnet_imagenet import resnet18, resnet34, resnet50, resnet101, resnet152, resnet200
from helpers.models.resnext import resnext50_32x4d, resnext_cifar
from helpers.models.sliceable import Sliceable
from helpers.models.squeezenet import SqueezeNet, squeezenet1_0, squeezenet1_1, squeezenet_cifar
from helpers.models.unet import UNet
from helpers.models.vgg import VGG, vgg

__all__ = [
    "C3_TABLE",
    "VGG",
    "AlexNet64",
    "ConvNeXt",
    "DenseNet",
    "DilatedNet",
    "EncoderDecoder",
    "FullyConvolutional",
    "GoogLeNet",
    "HypercolumnNet",
    "Link",
    "MiniInception",
    "MobileNetV2",
    "NiN",
    "ResNet",
    "ScaledTanh",
    "Sliceable",
    "SqueezeNet",
    "StackedHourglass",
    "Subsampling",
    "TableConv2d",
    "UNet",
    "alexnet",
    "chain",
    "convnext_cifar",
    "convnext_tiny",
    "dense_stem",
    "densenet121",
    "densenet_cifar",
    "dilated",
    "floor_indices",
    "fully_convolutional",
    "hypercolumns",
    "init_he",
    "lenet5",
    "lenet5_1998",
    "mlpconv",
    "mobilenet_cifar",
    "plain_cifar",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnet200",
    "resnet_cifar",
    "resnet_stem",
    "resnext50_32x4d",
    "resnext_cifar",
    "squeezenet1_0",
    "squeezenet1_1",
    "squeezenet_cifar",
    "vgg",
    "wide_resnet_cifar",
]

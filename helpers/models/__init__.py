"""Whole networks, built from torch.nn's layers and the blocks of helpers.layers.

Import what you need: `from helpers.models import resnet_cifar, resnet18`.
"""

from helpers.models.resnet import ResNet, init_he, plain_cifar, resnet_cifar, resnet_stem, wide_resnet_cifar
from helpers.models.resnet_imagenet import resnet18, resnet34, resnet50, resnet101, resnet152, resnet200

__all__ = [
    "ResNet",
    "init_he",
    "plain_cifar",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnet200",
    "resnet_cifar",
    "resnet_stem",
    "wide_resnet_cifar",
]

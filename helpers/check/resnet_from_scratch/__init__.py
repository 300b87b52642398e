"""Exercises of notebook 13, ResNet from scratch: what is right, and the mistakes that the check knows by name."""

from helpers.check.resnet_from_scratch.bottleneck_weights import bottleneck_weights
from helpers.check.resnet_from_scratch.diagnosis import diagnosis
from helpers.check.resnet_from_scratch.euler import euler
from helpers.check.resnet_from_scratch.plan import plan
from helpers.check.resnet_from_scratch.residual_block import residual_block
from helpers.check.resnet_from_scratch.shortcut_a import shortcut_a

__all__ = ["bottleneck_weights", "diagnosis", "euler", "plan", "residual_block", "shortcut_a"]

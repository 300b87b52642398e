"""Exercises of notebook 15, U-Net segmentation: what is right, and the mistakes that the check knows by name."""

from helpers.check.unet_segmentation.class_iou import class_iou
from helpers.check.unet_segmentation.count_cells import count_cells
from helpers.check.unet_segmentation.crop_and_join import crop_and_join
from helpers.check.unet_segmentation.output_size import output_size
from helpers.check.unet_segmentation.two_levels import two_levels

__all__ = ["class_iou", "count_cells", "crop_and_join", "output_size", "two_levels"]

"""Integer arithmetic of convolutional layers, one axis at a time: output sizes, receptive fields, counts, boundaries.

All sizes are in pixels along one axis. Standard library only.
"""

from helpers.geometry.boundaries import (
    BOUNDARY_ALIASES,
    BOUNDARY_MODES,
    BOUNDARY_NAMES,
    BoundaryNames,
    boundary_table,
    canonical_mode,
    source_indices,
)
from helpers.geometry.counts import conv_macs, conv_parameters, linear_macs, linear_parameters
from helpers.geometry.fields import ReceptiveField, Window, receptive_field
from helpers.geometry.sizes import (
    Padding,
    conv_output_size,
    conv_transpose_output_size,
    pool_output_size,
    require_at_least,
    require_whole,
    resolve_padding,
    same_padding,
)
from helpers.geometry.unet import UNetStage, unet_input_size, unet_sizes

__all__ = [
    "BOUNDARY_ALIASES",
    "BOUNDARY_MODES",
    "BOUNDARY_NAMES",
    "BoundaryNames",
    "Padding",
    "ReceptiveField",
    "UNetStage",
    "Window",
    "boundary_table",
    "canonical_mode",
    "conv_macs",
    "conv_output_size",
    "conv_parameters",
    "conv_transpose_output_size",
    "linear_macs",
    "linear_parameters",
    "pool_output_size",
    "receptive_field",
    "require_at_least",
    "require_whole",
    "resolve_padding",
    "same_padding",
    "source_indices",
    "unet_input_size",
    "unet_sizes",
]

"""Reference operations as pure functions with torch's names and numbers, one operation a file.

`conv2d` is the fast one; conv2d_loops, _matrix, _im2col, _einsum and _fft are the same operation written differently.
"""

from helpers.functional.batch_norm import batch_norm
from helpers.functional.boundary import pad
from helpers.functional.conv import conv1d, conv2d, conv3d
from helpers.functional.conv_einsum import conv2d_einsum, windows
from helpers.functional.conv_fft import conv2d_fft
from helpers.functional.conv_im2col import conv2d_im2col, im2col
from helpers.functional.conv_loops import conv2d_loops
from helpers.functional.conv_matrix import conv2d_matrix, conv_matrix
from helpers.functional.group_norm import group_norm
from helpers.functional.instance_norm import instance_norm
from helpers.functional.layer_norm import layer_norm, layer_norm_channels
from helpers.functional.rms_norm import rms_norm

__all__ = [
    "batch_norm",
    "conv1d",
    "conv2d",
    "conv2d_einsum",
    "conv2d_fft",
    "conv2d_im2col",
    "conv2d_loops",
    "conv2d_matrix",
    "conv3d",
    "conv_matrix",
    "group_norm",
    "im2col",
    "instance_norm",
    "layer_norm",
    "layer_norm_channels",
    "pad",
    "rms_norm",
    "windows",
]

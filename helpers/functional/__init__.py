"""Reference operations as pure functions with torch's names and numbers, one operation a file.

`conv2d` is the fast one; conv2d_loops, _matrix, _im2col, _einsum and _fft are the same operation written differently.
So are conv_transpose2d_zerofill and _matrix beside `conv_transpose2d`.
"""

from helpers.functional.batch_norm import batch_norm
from helpers.functional.boundary import pad
from helpers.functional.cdf_activation import CDFS, cauchy_cdf, cdf_activation, gaussian_cdf, gelu, laplace_cdf, silu
from helpers.functional.col2im import col2im
from helpers.functional.conv import conv1d, conv2d, conv3d
from helpers.functional.conv_einsum import conv2d_einsum, windows
from helpers.functional.conv_fft import conv2d_fft
from helpers.functional.conv_im2col import conv2d_im2col, im2col
from helpers.functional.conv_loops import conv2d_loops
from helpers.functional.conv_matrix import conv2d_matrix, conv_matrix
from helpers.functional.fourier import circular_convolution, circular_correlation, dft, dft_matrix, fft, ifft
from helpers.functional.glu import GLU_VARIANTS, bilinear_glu, geglu, glu, glu_variant, reglu, swiglu
from helpers.functional.group_norm import group_norm
from helpers.functional.instance_norm import instance_norm
from helpers.functional.layer_norm import layer_norm, layer_norm_channels
from helpers.functional.pool_adaptive import adaptive_avg_pool2d, global_avg_pool
from helpers.functional.pool_avg import avg_pool1d, avg_pool2d, avg_pool3d
from helpers.functional.pool_max import max_pool1d, max_pool2d, max_pool3d
from helpers.functional.relu import elu, hardtanh, leaky_relu, prelu, relu, relu6
from helpers.functional.rms_norm import rms_norm
from helpers.functional.sigmoid import log_sigmoid, sigmoid, softplus, tanh
from helpers.functional.softmax import log_softmax, softmax
from helpers.functional.threshold_unit import threshold_unit
from helpers.functional.transposed import conv_transpose1d, conv_transpose2d, conv_transpose3d
from helpers.functional.transposed_matrix import conv_transpose2d_matrix
from helpers.functional.transposed_zerofill import conv_transpose2d_zerofill
from helpers.functional.unpool import max_unpool1d, max_unpool2d, max_unpool3d
from helpers.functional.upsample import interpolate
from helpers.functional.zero_fill import subsample, zero_fill

__all__ = [
    "CDFS",
    "GLU_VARIANTS",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bilinear_glu",
    "cauchy_cdf",
    "cdf_activation",
    "circular_convolution",
    "circular_correlation",
    "col2im",
    "conv1d",
    "conv2d",
    "conv2d_einsum",
    "conv2d_fft",
    "conv2d_im2col",
    "conv2d_loops",
    "conv2d_matrix",
    "conv3d",
    "conv_matrix",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose2d_matrix",
    "conv_transpose2d_zerofill",
    "conv_transpose3d",
    "dft",
    "dft_matrix",
    "elu",
    "fft",
    "gaussian_cdf",
    "geglu",
    "gelu",
    "global_avg_pool",
    "glu",
    "glu_variant",
    "group_norm",
    "hardtanh",
    "ifft",
    "im2col",
    "instance_norm",
    "interpolate",
    "laplace_cdf",
    "layer_norm",
    "layer_norm_channels",
    "leaky_relu",
    "log_sigmoid",
    "log_softmax",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "pad",
    "prelu",
    "reglu",
    "relu",
    "relu6",
    "rms_norm",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "subsample",
    "swiglu",
    "tanh",
    "threshold_unit",
    "windows",
    "zero_fill",
]

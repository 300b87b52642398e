"""Convolution as one matrix: flatten the input, multiply, unflatten.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, section 4.1.
Axes: n batch, c_in (c) and c_out (o) channels, h/w rows/columns (y/x of the output), kh/kw (i/j) kernel.
"""

from itertools import product
from math import prod

import torch
from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import ConvArguments, check_conv, per_axis
from helpers.geometry import require_at_least, source_indices

MOST_NUMBERS = 2**27  # half a gigabyte in float32


def conv_matrix(
    weight: Float[Tensor, "*channels kernel"] | Float[Tensor, "*channels kh kw"],
    size: int | tuple[int, ...],
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    flip: bool = False,
) -> Float[Tensor, "c_out*out c_in*size"]:
    """Write a convolution as the dense matrix M with y.flatten() = M @ x.flatten(), for inputs of the given size.

    A bare kernel, (k) or (kh, kw), is taken as one channel in, one out; a layer's weight is (c_out, c_in/groups, k) or
    (c_out, c_in/groups, kh, kw). M transposed is torch's conv_transpose of the same settings. With stride 1, zeros makes M
    Toeplitz, and circular makes it circulant if the output is as long as the input.
    rows = c_out * product of output sizes, columns = c_in * product of input sizes.

    >>> conv_matrix(torch.tensor([1.0, 2.0, 3.0]), size=4, padding=1, padding_mode="circular")
    tensor([[2., 3., 0., 1.],
            [1., 2., 3., 0.],
            [0., 1., 2., 3.],
            [3., 0., 1., 2.]])

    Raises ValueError for what conv2d refuses and for a matrix of more than 2**27 numbers. Source: arXiv:1603.07285.
    """
    if weight.ndim in (1, 2):
        weight = weight[None, None]
    dims = weight.ndim - 2
    if dims not in (1, 2):
        raise ValueError(f"conv_matrix needs a weight with 1 to 4 axes, got shape {tuple(weight.shape)}")
    size = per_axis("size", size, dims)
    require_at_least(1, size=min(size), groups=groups)
    x = weight.new_empty(1).expand(1, weight.shape[1] * groups, *size)  # only its shape is read
    to = check_conv("conv_matrix", x, weight, None, stride, padding, dilation, groups, dims)
    if flip:
        weight = weight.flip(tuple(range(2, weight.ndim)))
    rows, columns = weight.shape[0] * prod(to.output_size), x.shape[1] * prod(size)
    if rows * columns > MOST_NUMBERS:
        raise ValueError(f"the matrix would have {rows} x {columns} = {rows * columns} numbers; the limit is {MOST_NUMBERS}")
    group_of = torch.eye(groups, dtype=weight.dtype, device=weight.device).repeat_interleave(weight.shape[0] // groups, 0)  # c_out g
    kernels = torch.einsum("og,oc...->ogc...", group_of, weight).flatten(1, 2)  # c_out c_in kh kw, zero between groups
    reads = [
        _reads(weight, axis_size, to, axis, padding_mode)  # kh h_out h, then kw w_out w
        for axis, axis_size in enumerate(size)
    ]
    sums = {1: "oci,iyh->oych", 2: "ocij,iyh,jxw->oyxchw"}[dims]
    return torch.einsum(sums, kernels, *reads).reshape(rows, columns)


def _reads(weight: Tensor, size: int, to: ConvArguments, axis: int, mode: str) -> Float[Tensor, "k out size"]:
    """Mark with a 1 the input index that each tap of the kernel reads at each stop along one axis."""
    sources = source_indices(size, *to.padding[axis], mode)
    reads = weight.new_zeros(weight.shape[axis + 2], to.output_size[axis], size)
    for tap, stop in product(*map(range, reads.shape[:2])):
        source = sources[stop * to.stride[axis] + tap * to.dilation[axis]]
        if source is not None:
            reads[tap, stop, source] = 1
    return reads


def conv2d_matrix(
    x: Float[Tensor, "n c_in h w"],
    weight: Float[Tensor, "c_out c_in/groups kh kw"],
    bias: Float[Tensor, " c_out"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    flip: bool = False,
) -> Float[Tensor, "n c_out h_out w_out"]:
    """Multiply the flattened images with the matrix of the convolution.

    The numbers of torch.nn.functional.conv2d and the arguments of conv2d beside it; the matrix is dense, so for small images.
    h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, and the same for w.

    >>> image = torch.arange(9.0).view(1, 1, 3, 3)
    >>> conv2d_matrix(image, torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])).view(2, 2)
    tensor([[19., 25.],
            [37., 43.]])

    Raises ValueError for what conv2d refuses and for a matrix of more than 2**27 numbers. Source: arXiv:1603.07285.
    """
    to = check_conv("conv2d_matrix", x, weight, bias, stride, padding, dilation, groups, dims=2)
    matrix = conv_matrix(weight, tuple(x.shape[2:]), to.stride, to.padding, to.dilation, groups, padding_mode, flip)
    out = (x.flatten(1) @ matrix.T).unflatten(1, (-1, *to.output_size))
    return out if bias is None else out + bias.view(-1, 1, 1)

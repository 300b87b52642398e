"""Every linear operation A has its adjoint: <A x, y> = <x, Aᵀ y>. Aᵀ is our own formulation where there is one, and autograd's.

Three things for each: A is linear, the gradient of <A x, y> is an Aᵀ that the identity holds for, and our own formulation of Aᵀ gives the
same numbers. Operations that are not linear are seen to fail.
"""

import itertools
import random

import pytest
import torch
from test_convolution import random_case

from helpers.functional import (
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    circular_convolution,
    circular_correlation,
    col2im,
    conv1d,
    conv2d,
    conv2d_einsum,
    conv2d_fft,
    conv2d_im2col,
    conv2d_loops,
    conv2d_matrix,
    conv3d,
    conv_matrix,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose2d_matrix,
    conv_transpose2d_zerofill,
    conv_transpose3d,
    fft,
    global_avg_pool,
    ifft,
    im2col,
    interpolate,
    max_pool2d,
    max_unpool2d,
    pad,
    subsample,
    zero_fill,
)
from helpers.geometry import BOUNDARY_MODES

CONV = {1: conv1d, 2: conv2d, 3: conv3d}
TRANSPOSED = {1: [conv_transpose1d], 2: [conv_transpose2d, conv_transpose2d_zerofill, conv_transpose2d_matrix], 3: [conv_transpose3d]}
AVG = {1: avg_pool1d, 2: avg_pool2d, 3: avg_pool3d}
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
SIZES = (7, 6, 5)


def normal(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def require_adjoint(apply, x, adjoint=None):
    """A is linear; <A x, y> = <x, Aᵀ y>; `adjoint`, if given, is that Aᵀ."""
    x, other = x.detach().requires_grad_(), normal(*x.shape)
    out, out_other = apply(x), apply(other)
    torch.testing.assert_close(apply(2 * x - 3 * other), 2 * out - 3 * out_other)
    y = normal(*out.shape)
    (back,) = torch.autograd.grad(out, x, y)
    torch.testing.assert_close((out_other * y).sum(), (other * back).sum())
    if adjoint is not None:
        torch.testing.assert_close(adjoint(y), back)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_convolution_and_transposed_convolution(dims):
    rng = random.Random(dims)
    torch.manual_seed(dims)
    for _ in range(10):
        x, weight, _, stride, padding, dilation, groups = random_case(rng, dims)
        weight = weight.detach()

        def forward(x, convolve=CONV[dims], w=weight, settings=(stride, padding, dilation, groups)):
            return convolve(x, w, None, *settings)

        out = forward(x).shape[2:]
        axes = zip(x.shape[2:], out, weight.shape[2:], stride, padding, dilation, strict=True)
        extra = tuple(h - ((o - 1) * s - sum(p) + d * (k - 1) + 1) for h, o, k, s, p, d in axes)
        settings = (stride, padding, extra, groups, dilation)
        if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
            raise AssertionError(f"a convolution drops fewer pixels than its stride: {settings}")
        for transposed in TRANSPOSED[dims]:

            def backward(y, transposed=transposed, w=weight, settings=settings):
                return transposed(y, w, None, *settings)

            require_adjoint(forward, x, backward)
            require_adjoint(backward, normal(x.shape[0], weight.shape[0], *out), forward)


@pytest.mark.parametrize("mode", BOUNDARY_MODES)
@pytest.mark.parametrize("formulation", [conv2d, conv2d_loops, conv2d_matrix, conv2d_im2col, conv2d_einsum, conv2d_fft])
def test_convolution_with_every_boundary(formulation, mode):
    torch.manual_seed(0)
    x, weight, settings = normal(2, 2, 7, 6), normal(4, 1, 3, 2), ((2, 1), ((1, 2), (0, 3)), (1, 2), 2, mode)
    matrix = conv_matrix(weight, (7, 6), *settings)
    require_adjoint(lambda x: formulation(x, weight, None, *settings), x, lambda y: (y.flatten(1) @ matrix).view_as(x))


@pytest.mark.parametrize("mode", BOUNDARY_MODES)
def test_padding_with_every_boundary(mode):
    torch.manual_seed(0)
    rows, columns = (conv_matrix(torch.ones(1).double(), h, 1, sides, padding_mode=mode) for h, sides in ((5, (1, 3)), (6, (4, 0))))
    require_adjoint(lambda x: pad(x, (4, 0, 1, 3), mode), normal(2, 3, 5, 6), lambda y: rows.T @ y @ columns)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_average_pooling(dims):
    torch.manual_seed(dims)
    x = normal(2, 3, *SIZES[:dims])
    for stride, padding in ((None, 0), (2, 0), (1, 1), (2, 1)):
        kernel = (3, 2, 4)[:dims]
        constant = torch.full((3, 1, *kernel), 1 / torch.tensor(kernel).prod().item(), dtype=torch.float64)
        steps = stride or kernel

        def spread(y, stride=steps, padding=padding, constant=constant, kernel=kernel):
            """Each output gives every pixel of its window an equal share: a transposed convolution, channel by channel."""
            pairs = zip(y.shape[2:], (stride,) * dims if isinstance(stride, int) else stride, kernel, SIZES, strict=False)
            extra = tuple(h - ((o - 1) * s - 2 * padding + k) for o, s, k, h in pairs)
            return TRANSPOSED[dims][0](y, constant, None, stride, padding, extra, 3)

        require_adjoint(lambda x, s=stride, p=padding, k=kernel: AVG[dims](x, k, s, p), x, spread)
        for ceil_mode, count_include_pad in itertools.product((False, True), repeat=2):
            require_adjoint(lambda x, a=(kernel, stride, padding, ceil_mode, count_include_pad): AVG[dims](x, *a), x)
    require_adjoint(global_avg_pool, x, lambda y: y.view(2, 3, *(1,) * dims).expand_as(x) / x[0, 0].numel())


@pytest.mark.parametrize("output_size", [1, (3, 2), (5, 9)])
def test_adaptive_average_pooling(output_size):
    torch.manual_seed(0)
    require_adjoint(lambda x: adaptive_avg_pool2d(x, output_size), normal(2, 3, 7, 6))


@pytest.mark.parametrize("align_corners", [False, True])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_linear_interpolation(dims, align_corners):
    torch.manual_seed(dims)
    x, settings = normal(2, 3, *SIZES[:dims]), dict(mode=LINEAR[dims], align_corners=align_corners)
    require_adjoint(lambda x: interpolate(x, (4, 11, 1)[:dims], **settings), x)
    require_adjoint(lambda x: interpolate(x, scale_factor=1.7, **settings), x)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_duplication_and_other_nearest_pixels(dims):
    torch.manual_seed(dims)
    x = normal(2, 3, *SIZES[:dims])
    require_adjoint(lambda x: interpolate(x, scale_factor=3), x, lambda y: AVG[dims](y, 3) * 3**dims)  # every copy gives its gradient back
    require_adjoint(lambda x: interpolate(x, (4, 11, 1)[:dims]), x)
    require_adjoint(lambda x: interpolate(x, scale_factor=2.3), x)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_zero_fill_and_subsampling(dims):
    torch.manual_seed(dims)
    size, stride = SIZES[:dims], (3, 2, 4)[:dims]
    require_adjoint(lambda x: subsample(x, stride), normal(2, 3, *size), lambda y: zero_fill(y, stride, size))
    require_adjoint(lambda x: zero_fill(x, stride), normal(2, 3, *size), lambda y: subsample(y, stride))


def test_im2col_and_col2im():
    torch.manual_seed(0)
    rng = random.Random(0)
    for _ in range(10):
        kernel, dilation, stride = (tuple(rng.randint(1, 3) for _ in range(2)) for _ in range(3))
        padding = tuple((rng.randint(0, 2), rng.randint(0, 2)) for _ in range(2))
        settings, x = (kernel, dilation, padding, stride), normal(2, 3, 7, 8)
        columns = im2col(x, *settings)
        require_adjoint(lambda x, a=settings: im2col(x, *a), x, lambda y, a=settings: col2im(y, (7, 8), *a))
        require_adjoint(lambda y, a=settings: col2im(y, (7, 8), *a), columns, lambda x, a=settings: im2col(x, *a))
    for mode in BOUNDARY_MODES:
        require_adjoint(lambda x, m=mode: im2col(x, 3, padding=1, padding_mode=m), x)


def test_unpooling_with_fixed_indices():
    torch.manual_seed(0)
    pooled, indices = max_pool2d(normal(2, 3, 7, 6), 2, return_indices=True)

    def fetch(y):
        return y.flatten(2).gather(2, indices.flatten(2)).view_as(indices)

    require_adjoint(lambda x: max_unpool2d(x, indices, 2, output_size=(7, 6)), pooled, fetch)


def test_circular_correlation_and_convolution():
    torch.manual_seed(0)
    kernel = normal(12)
    require_adjoint(lambda x: circular_correlation(x, kernel), normal(2, 12), lambda y: circular_convolution(y, kernel))
    require_adjoint(lambda x: circular_convolution(kernel, x), normal(12), lambda y: circular_correlation(y, kernel))


@pytest.mark.parametrize("d", [1, 6, 8])
def test_the_transform_and_d_times_its_inverse(d):
    torch.manual_seed(0)
    x, y = (torch.randn(3, d, dtype=torch.complex128) for _ in range(2))
    torch.testing.assert_close((fft(x) * y.conj()).sum(), (x * (d * ifft(y)).conj()).sum())


@pytest.mark.parametrize(
    "apply",
    [
        lambda x: max_pool2d(x, 2),
        lambda x: pad(x, (1, 1), "constant", 1.0),
        lambda x: conv2d(x, torch.ones(1, 2, 2, 2).double(), torch.ones(1).double()),
        lambda x: x.detach() + 0 * x,  # linear, but the gradient is cut
    ],
)  # fmt: skip
def test_what_is_not_linear_fails(apply):
    torch.manual_seed(0)
    with pytest.raises(AssertionError, match="not close"):
        require_adjoint(apply, normal(1, 2, 4, 4))

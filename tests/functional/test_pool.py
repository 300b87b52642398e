"""Max, average, adaptive and global pooling against torch in float64: values, indices and gradients."""

import random

import pytest
import torch
import torch.nn.functional as F
from test_convolution import assert_same

from helpers.functional import (
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    global_avg_pool,
    max_pool1d,
    max_pool2d,
    max_pool3d,
)

MAX = {1: (max_pool1d, F.max_pool1d), 2: (max_pool2d, F.max_pool2d), 3: (max_pool3d, F.max_pool3d)}
AVG = {1: (avg_pool1d, F.avg_pool1d), 2: (avg_pool2d, F.avg_pool2d), 3: (avg_pool3d, F.avg_pool3d)}
NAN, INF = float("nan"), float("inf")


def random_window(rng, dims, dilated):
    """x and window settings, every number drawn apart; with few distinct values, so that ties are common."""
    sizes = rng.sample(range(5, 10) if dims < 3 else range(4, 8), dims)
    kernel = tuple(rng.sample([1, 2, 3, 4], dims))
    stride = rng.choice([None, tuple(rng.randint(1, 4) for _ in range(dims))])
    padding = tuple(rng.randint(0, k // 2) for k in kernel)
    dilation = tuple(rng.randint(1, 2) if dilated and (k - 1) * 2 < h else 1 for k, h in zip(kernel, sizes, strict=True))
    x = torch.randn(rng.randint(1, 3), 2, *sizes, dtype=torch.float64)
    x = rng.choice([x, x.round()]).requires_grad_()
    return x, kernel, stride, padding, dilation


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_max_values_indices_and_gradients_are_torchs(dims, ceil_mode):
    rng = random.Random(f"{dims} {ceil_mode}")
    torch.manual_seed(dims)
    ours, theirs = MAX[dims]
    for _ in range(25):
        x, kernel, stride, padding, dilation = random_window(rng, dims, dilated=True)
        expected, places = theirs(x, kernel, stride, padding, dilation, ceil_mode, True)
        out, indices = ours(x, kernel, stride, padding, dilation, ceil_mode, True)
        assert_same(out, expected, (x,))
        assert torch.equal(indices, places) and indices.dtype == torch.int64
        assert torch.equal(ours(x, kernel, stride, padding, dilation, ceil_mode), expected)


@pytest.mark.parametrize("count_include_pad", [True, False])
@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_average_values_and_gradients_are_torchs(dims, ceil_mode, count_include_pad):
    rng = random.Random(f"{dims} {ceil_mode}")
    torch.manual_seed(dims)
    ours, theirs = AVG[dims]
    for _ in range(15):
        x, kernel, stride, padding, _ = random_window(rng, dims, dilated=False)
        settings = (x, kernel, stride, padding, ceil_mode, count_include_pad)
        assert_same(ours(*settings), theirs(*settings), (x,))
        if dims > 1:
            divisor = rng.choice([-2, 1, 5])
            assert_same(ours(*settings, divisor), theirs(*settings, divisor), (x,))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_one_number_for_all_axes_and_defaults(dims):
    torch.manual_seed(0)
    x = (torch.randn(2, 3, *(7, 6, 5)[:dims], dtype=torch.float64) + 1e4).requires_grad_()
    for arguments in ((3,), (3, 2), (2, 1, 1)):  # not overlapping, overlapping 3/2, padded
        for ours, theirs in (MAX[dims], AVG[dims]):
            assert_same(ours(x, *arguments), theirs(x, *arguments), (x,))
    for ours, _ in (MAX[dims], AVG[dims]):
        assert ours(x[:0], 2).shape == (0, 3, *(3, 3, 2)[:dims])
        assert ours(x.float(), 2).dtype == torch.float32


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_cells_are_counted_in_whole_numbers(dtype):
    """A bfloat16 has 8 bits: it cannot count the stops beyond 256."""
    x = torch.ones(1, 1, 1001, dtype=dtype)
    for include in (True, False):
        for settings in ((3, 2, 1, True, include), (4, 3, 2, True, include)):
            assert avg_pool1d(x, *settings).dtype == dtype
            torch.testing.assert_close(avg_pool1d(x, *settings), F.avg_pool1d(x.double(), *settings).to(dtype), rtol=0.01, atol=0)


def test_sizes_of_the_lectures():
    assert max_pool2d(torch.zeros(1, 1, 112, 112), 3).shape[-1] == 37  # the default stride is the window: a row is dropped
    assert avg_pool2d(torch.zeros(1, 1, 112, 112), 3, ceil_mode=True).shape[-1] == 38
    assert max_pool2d(torch.zeros(1, 1, 55, 55), 3, stride=2).shape[-1] == 27
    table = torch.tensor([[[[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]]])
    assert max_pool2d(table, 2).tolist() == [[[[6, 8], [3, 4]]]]
    assert avg_pool2d(table, 2).tolist() == [[[[3.25, 5.25], [2, 2]]]]


@pytest.mark.parametrize(
    "numbers",
    [[1, NAN, NAN, 2], [NAN, 1, 2, 3], [-INF, -INF, -INF, -INF], [INF, INF, 1, NAN], [2, 2, 2, 2], [-1, -1, -3, -1], [0, -0.0, 0, -0.0]],
)  # fmt: skip
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_ties_nan_and_infinity_are_torchs(dims, numbers):
    x = torch.tensor(numbers, dtype=torch.float64).view(1, 1, *(1, 1, 4)[-dims:]).requires_grad_()
    ours, theirs = MAX[dims]
    for kernel, padding in ((4, 0), (4, 2), (2, 1), (3, 1)):
        kernel, padding = (1,) * (dims - 1) + (kernel,), (0,) * (dims - 1) + (padding,)
        (out, indices), (expected, places) = (pool(x, kernel, 1, padding, return_indices=True) for pool in (ours, theirs))
        torch.testing.assert_close(out, expected, equal_nan=True, rtol=0, atol=0)
        assert torch.equal(indices, places)
        mine, its = (torch.autograd.grad(y.sum(), x)[0] for y in (out, expected))
        assert torch.equal(mine, its)


@pytest.mark.parametrize("filling", [-INF, NAN, 0])
def test_a_constant_image_has_torchs_indices(filling):
    x = torch.full((1, 2, 4, 5), filling)
    settings = ((3, 2), (2, 1), (1, 1), (1, 2), True, True)
    assert torch.equal(max_pool2d(x, *settings)[1], F.max_pool2d(x, *settings)[1])


def test_padding_of_each_side_and_same():
    x = torch.tensor([[[1.0, 2.0, 3.0, 4.0]]])
    assert max_pool1d(x, 2, 2, padding=(1, 0)).tolist() == [[[1, 3]]]
    assert max_pool1d(x, 2, 2, padding=(0, 1)).tolist() == [[[2, 4]]]
    assert avg_pool1d(x, 2, 2, padding=(1, 0)).tolist() == [[[0.5, 2.5]]]
    assert avg_pool1d(3 * x, 3, 2, padding=(0, 1), ceil_mode=True).tolist() == [[[6, 7]]]
    assert max_pool1d(x, 3, 1, padding="same").tolist() == [[[2, 3, 4, 4]]]
    image = x.view(1, 1, 2, 2)
    assert max_pool2d(image, 2, 1, padding=((0, 1), (1, 0))).tolist() == [[[[3, 4], [3, 4]]]]
    assert avg_pool2d(image, 2, 1, padding=((0, 1), (1, 0)), count_include_pad=False).tolist() == [[[[2, 2.5], [3, 3.5]]]]


@pytest.mark.parametrize("output_size", [1, 2, (3, 5), (5, 3), (None, 4), (2, None), None, (7, 9), (9, 13)])
def test_adaptive_average_is_torchs(output_size):
    torch.manual_seed(0)
    x = torch.randn(2, 3, 6, 7, dtype=torch.float64, requires_grad=True)
    theirs = F.adaptive_avg_pool2d(x, (None, None) if output_size is None else output_size)
    assert_same(adaptive_avg_pool2d(x, output_size), theirs, (x,))
    many = x.repeat(9, 1, 1, 1).detach()
    torch.testing.assert_close(adaptive_avg_pool2d(many[:, :, ::2], 3), F.adaptive_avg_pool2d(many[:, :, ::2], 3))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_global_average_is_torchs_adaptive_one(dims):
    torch.manual_seed(0)
    x = (torch.randn(2, 3, *(6, 7, 4)[:dims], dtype=torch.float64) + 1e4).requires_grad_()
    theirs = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}[dims](x, 1).flatten(1)
    assert_same(global_avg_pool(x), theirs, (x,))
    assert global_avg_pool(x[:0]).shape == (0, 3)


def test_gradcheck():
    torch.manual_seed(0)
    x = torch.randn(1, 2, 4, 5, dtype=torch.float64, requires_grad=True)
    for pool in (lambda x: max_pool2d(x, 3, 2, 1), lambda x: avg_pool2d(x, (3, 2), 2, 1), lambda x: adaptive_avg_pool2d(x, 3)):
        assert torch.autograd.gradcheck(lambda x, p=pool: p(x).square(), x)
        assert torch.autograd.gradgradcheck(lambda x, p=pool: p(x).square(), x)


IMAGE = torch.zeros(1, 2, 5, 6)
BOTH = [
    (lambda pool: pool(IMAGE[0], 2), r"_pool2d needs x \(n, c, h, w\), 4 axes; got shape \(2, 5, 6\)"),
    (lambda pool: pool(IMAGE, 2, padding=2), "padding 2 is more than half of kernel_size 2"),
    (lambda pool: pool(IMAGE, 6), r"window covers 6 pixels .*padded input has 5 \(size 5, padding 0 \+ 0\)"),
    (lambda pool: pool(IMAGE, 2.0), "kernel_size must be a whole number, got 2.0"),
    (lambda pool: pool(IMAGE, None), "kernel_size must be a whole number, got None"),
    (lambda pool: pool(IMAGE, 2, 1.5), "stride must be a whole number, got 1.5"),
    (lambda pool: pool(IMAGE, 2, 1, (1, 0.5)), "padding must be a whole number, got 0.5"),
    (lambda pool: pool(IMAGE, 0), "kernel_size must be at least 1, got 0"),
    (lambda pool: pool(IMAGE, 2, stride=0), "stride must be at least 1, got 0"),
    (lambda pool: pool(IMAGE, (2, 2, 2)), r"kernel_size needs one value or 2, got 3: \(2, 2, 2\)"),
    (lambda pool: pool(IMAGE, 2, (1, 1, 1)), r"stride needs one value or 2, got 3: \(1, 1, 1\)"),
    (lambda pool: pool(IMAGE, 2, 1, (1, 1, 1)), r"padding needs one value or 2, got 3: \(1, 1, 1\)"),
    (lambda pool: pool(IMAGE[:, :, :0], 2), "size must be at least 1, got 0"),
]  # fmt: skip


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize(("call", "text"), BOTH)
def test_bad_windows_get_both_numbers(pool, call, text):
    with pytest.raises(ValueError, match=text) as caught:
        call(pool)
    assert "needs x" not in text or str(caught.value).startswith(pool.__name__)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: max_pool2d(IMAGE, 2, dilation=0), "dilation must be at least 1, got 0"),
        (lambda: max_pool2d(IMAGE, 2, dilation=(1, 1, 1)), "dilation needs one value or 2, got 3"),
        (lambda: max_pool2d(IMAGE, 3, dilation=3), r"window covers 7 pixels \(kernel_size 3, dilation 3\), .*has 5"),
        (lambda: max_pool1d(IMAGE[0, :, :4], 2, 1, 1, 7), r"1d misses every pixel: kernel_size \(2,\), dilation \(7,\) on size \(6,\)"),
        (lambda: max_pool1d(IMAGE, 2), r"max_pool1d needs x \(n, c, w\), 3 axes; got shape \(1, 2, 5, 6\)"),
        (lambda: max_pool3d(IMAGE, 2), r"max_pool3d needs x \(n, c, d, h, w\), 5 axes"),
        (lambda: avg_pool1d(IMAGE, 2), r"avg_pool1d needs x \(n, c, w\)"),
        (lambda: avg_pool3d(IMAGE, 2), r"avg_pool3d needs x \(n, c, d, h, w\)"),
        (lambda: adaptive_avg_pool2d(IMAGE.long(), 2), "adaptive_avg_pool2d needs floating-point numbers, got torch.int64"),
        (lambda: adaptive_avg_pool2d(IMAGE, (2, 3.5)), "output_size must be a whole number, got 3.5"),
        (lambda: adaptive_avg_pool2d(IMAGE, 2.0), "output_size must be a whole number, got 2.0"),
        (lambda: adaptive_avg_pool2d(IMAGE, (2,)), r"output_size needs one value or 2, got 1: \(2,\)"),
        (lambda: avg_pool2d(IMAGE, 2, divisor_override=0), "avg_pool2d cannot divide by divisor_override 0"),
        (lambda: avg_pool3d(IMAGE[None], 2, divisor_override=0), "avg_pool3d cannot divide by divisor_override 0"),
        (lambda: adaptive_avg_pool2d(IMAGE[0], 2), r"adaptive_avg_pool2d needs x \(n, c, h, w\), 4 axes; got shape \(2, 5, 6\)"),
        (lambda: adaptive_avg_pool2d(IMAGE, 0), "output_size must be at least 1, got 0"),
        (lambda: adaptive_avg_pool2d(IMAGE, (1, 1, 1)), "output_size needs one value or 2, got 3"),
        (lambda: adaptive_avg_pool2d(IMAGE[:, :, :0], 1), "size must be at least 1, got 0"),
        (lambda: global_avg_pool(torch.zeros(2, 3)), r"global_avg_pool needs x \(n, c, ...\) with at least one pixel; got shape \(2, 3\)"),
        (lambda: global_avg_pool(torch.zeros(2, 3, 0)), r"at least one pixel; got shape \(2, 3, 0\)"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

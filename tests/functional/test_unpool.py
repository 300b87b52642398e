"""Max-unpooling against torch in float64: values and gradients, with the indices of our max pooling and with any others."""

import random

import pytest
import torch
import torch.nn.functional as F
from test_convolution import assert_same

from helpers.functional import max_pool1d, max_pool2d, max_pool3d, max_unpool1d, max_unpool2d, max_unpool3d

OURS = {1: max_unpool1d, 2: max_unpool2d, 3: max_unpool3d}
TORCH = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}
POOL = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_values_and_gradients_are_torchs(dims):
    rng = random.Random(dims)
    torch.manual_seed(dims)
    for _ in range(20):
        sizes, kernel = rng.sample(range(2, 6), dims), tuple(rng.sample([2, 3, 4], dims))
        stride = rng.choice([None, tuple(rng.randint(2, 3) for _ in range(dims))])
        padding = tuple(rng.randint(0, 1) for _ in range(dims))
        steps = stride or kernel
        default = [(h - 1) * s - 2 * p + k for h, s, p, k in zip(sizes, steps, padding, kernel, strict=True)]
        wished = tuple(rng.randint(max(d - s + 1, 1), d + s - 1) for d, s in zip(default, steps, strict=True))
        for output_size in (None, wished, (2, 3, *wished)):
            pixels = torch.tensor(default if output_size is None else wished).prod()
            x = torch.randn(2, 3, *sizes, dtype=torch.float64, requires_grad=True)
            if x[0, 0].numel() > pixels:
                continue  # no room for distinct indices
            shuffled = torch.stack([torch.randperm(pixels)[: x[0, 0].numel()] for _ in range(6)]).view(x.shape)
            arguments = (x, shuffled, kernel, stride, padding, output_size)
            assert_same(OURS[dims](*arguments), TORCH[dims](*arguments), (x,))


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_unpooling_puts_the_maxima_back_where_they_were(dims):
    torch.manual_seed(0)
    x = torch.randn(2, 3, *(7, 5, 6)[:dims], dtype=torch.float64, requires_grad=True)
    for kernel, stride, padding in ((2, None, 0), (3, 2, 1), (3, 2, 0)):  # the later ones overlap: an index may come twice
        out, indices = POOL[dims](x, kernel, stride, padding, return_indices=True)
        back = OURS[dims](out, indices, kernel, stride, padding, x.shape)
        assert_same(back, TORCH[dims](out, indices, kernel, stride, padding, x.shape), (x,))
        assert back.shape == x.shape and bool(((back == x) | (back == 0)).all())
        again = POOL[dims](back.where(back != 0, -9), kernel, stride, padding)
        torch.testing.assert_close(again, out)


def test_four_of_sixteen_come_back():
    x = torch.tensor([[[[1.0, 2, 0, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]]])
    back = max_unpool2d(*max_pool2d(x, 2, return_indices=True), kernel_size=2)
    assert back.tolist() == [[[[0, 0, 0, 0], [0, 6, 0, 8], [3, 0, 0, 0], [0, 0, 0, 4]]]]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'indices'"):
        max_unpool2d(max_pool2d(x, 2), kernel_size=2)


def test_type_an_empty_batch_and_inputs_stay():
    x, indices = torch.randn(2, 1, 2, 2), torch.tensor([[[[0, 2], [8, 10]]]] * 2)
    before = x.clone()
    assert max_unpool2d(x, indices, 2).dtype == torch.float32 and torch.equal(x, before)
    assert max_unpool2d(x[:0], indices[:0], 2).shape == (0, 1, 4, 4)
    assert torch.autograd.gradgradcheck(lambda x: max_unpool2d(x, indices, 2).square(), x.double().requires_grad_())


X, PLACES = torch.ones(1, 1, 2, 3), torch.tensor([[[[0, 2, 4], [12, 14, 16]]]])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: max_unpool2d(X[0], PLACES[0], 2), r"max_unpool2d needs x \(n, c, h, w\), 4 axes; got shape \(1, 2, 3\)"),
        (lambda: max_unpool1d(X, PLACES, 2), r"max_unpool1d needs x \(n, c, w\), 3 axes"),
        (lambda: max_unpool3d(X, PLACES, 2), r"max_unpool3d needs x \(n, c, d, h, w\), 5 axes"),
        (lambda: max_unpool2d(X, PLACES[..., :2], 2), r"for each number of x, shape \(1, 1, 2, 3\); got torch.int64, shape \(1, 1, 2, 2\)"),
        (lambda: max_unpool2d(X, PLACES.int(), 2), r"max_unpool2d needs an int64 index .*got torch.int32, shape \(1, 1, 2, 3\)"),
        (lambda: max_unpool2d(X, PLACES + 8, 2), r"indices must be from 0 to 23 for an output of \(4, 6\), got 8 to 24"),
        (lambda: max_unpool2d(X, PLACES - 1, 2), r"indices must be from 0 to 23 for an output of \(4, 6\), got -1 to 15"),
        (lambda: max_unpool2d(X, PLACES, 2, output_size=(6, 6)), r"output_size must be from 3 to 5 at stride 2, got 6 in \(6, 6\)"),
        (lambda: max_unpool2d(X, PLACES, 2, output_size=(1, 1, 4, 4)), r"must be from 5 to 7 at stride 2, got 4 in \(4, 4\)"),
        (lambda: max_unpool2d(X, PLACES, 2, output_size=(1, 4, 6)), r"output_size needs 2 or 4 numbers, got 3: \(1, 4, 6\)"),
        (lambda: max_unpool2d(X, PLACES, 2, output_size=6), r"output_size needs 2 or 4 numbers, got 1: \(6,\)"),
        (lambda: max_unpool2d(X, PLACES, 2, output_size=(4.0, 6)), "output_size must be a whole number, got 4.0"),
        (lambda: max_unpool2d(X, PLACES, 2, padding=(0, 1.0)), "padding must be a whole number, got 1.0"),
        (lambda: max_unpool2d(X, PLACES, 0), "kernel_size must be at least 1, got 0"),
        (lambda: max_unpool2d(X, PLACES, 2, stride=0), "stride must be at least 1, got 0"),
        (lambda: max_unpool2d(X, PLACES, 2, padding=-1), "padding must be at least 0, got -1"),
        (lambda: max_unpool2d(X, PLACES, (2, 2, 2)), r"kernel_size needs one value or 2, got 3: \(2, 2, 2\)"),
        (lambda: max_unpool2d(X, PLACES, 2, padding=(1, 1, 1)), "padding needs one value or 2, got 3"),
        (lambda: max_unpool2d(X, PLACES, 2, (2, 2, 2)), "stride needs one value or 2, got 3"),
        (lambda: max_unpool2d(X, PLACES, 1, 1, 1), "padding 1 \\+ 1 cuts off the whole output of 2 pixels"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""col2im against torch's fold in float64, values and gradients, and what it does to im2col's columns."""

import random

import pytest
import torch
import torch.nn.functional as F
from test_convolution import assert_same

from helpers.functional import col2im, im2col


def test_values_and_gradients_are_torchs_fold():
    rng = random.Random(0)
    torch.manual_seed(0)
    for _ in range(25):
        size = tuple(rng.sample(range(7, 11), 2))
        kernel, dilation, padding, stride = (tuple(rng.randint(low, 3) for _ in range(2)) for low in (1, 1, 0, 1))
        shape = F.unfold(torch.zeros(2, 3, *size), kernel, dilation, padding, stride).shape
        columns = torch.randn(shape, dtype=torch.float64, requires_grad=True)
        arguments = (columns, size, kernel, dilation, padding, stride)
        assert_same(col2im(*arguments), F.fold(*arguments), (columns,))
    assert_same(col2im(columns[:, :, :16], 4, 1), F.fold(columns[:, :, :16], (4, 4), 1), (columns,))


def test_padding_of_each_side_and_there_and_back():
    image = torch.arange(12.0).view(1, 1, 3, 4)
    columns = im2col(image, 2, padding=((1, 0), (0, 2)))
    whole = F.fold(columns, (4, 6), 2)
    assert torch.equal(col2im(columns, (3, 4), 2, padding=((1, 0), (0, 2))), whole[:, :, 1:, :4])
    assert torch.equal(col2im(im2col(image, (3, 2), stride=(3, 2)), (3, 4), (3, 2), stride=(3, 2)), image)  # no overlap: the inverse
    times = col2im(im2col(torch.ones(1, 1, 3, 4), 2), (3, 4), 2)
    assert torch.equal(col2im(im2col(image, 2), (3, 4), 2), image * times)
    assert col2im(columns[:0], (3, 4), 2, padding=((1, 0), (0, 2))).shape == (0, 1, 3, 4)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: col2im(torch.zeros(4, 4), 3, 2), r"col2im needs columns \(n, c\*kh\*kw, h_out\*w_out\), 3 axes; got shape \(4, 4\)"),
        (lambda: col2im(torch.zeros(1, 10, 4), 3, (2, 2)), r"columns has 10 rows, which is no multiple of the window's 2 \* 2 = 4 pixels"),
        (lambda: col2im(torch.zeros(1, 0, 4), 3, (2, 2)), "columns has 0 rows"),
        (lambda: col2im(torch.zeros(1, 4, 5), (3, 4), 2), r"columns has 5 windows, an image of \(3, 4\) has 2 \* 3 = 6"),
        (lambda: col2im(torch.zeros(1, 4, 7), (3, 4), 2), "columns has 7 windows, an image of .* has 2 . 3 = 6"),
        (lambda: col2im(torch.zeros(1, 4, 4), (3, 0), 2), "output_size must be at least 1, got 0"),
        (lambda: col2im(torch.zeros(1, 4, 4), (3, 3, 3), 2), r"output_size needs one value or 2, got 3: \(3, 3, 3\)"),
        (lambda: col2im(torch.zeros(1, 4, 4), 3, 4), "kernel covers 4 pixels .*padded input has 3"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

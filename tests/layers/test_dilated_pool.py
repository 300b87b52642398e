"""DilatedAvgPool2d: torch's average pool at dilation 1, and on every d-th pixel at dilation d."""

import pytest
import torch
import torch.nn.functional as F

from helpers.layers import DilatedAvgPool2d


def test_without_dilation_it_is_torchs_pool_at_stride_1():
    torch.manual_seed(0)
    x = torch.randn(2, 3, 7, 9, dtype=torch.float64, requires_grad=True)
    ours, theirs = DilatedAvgPool2d((2, 3))(x), F.avg_pool2d(x, (2, 3), stride=1)
    upstream = torch.randn_like(theirs)
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(torch.autograd.grad(ours, x, upstream)[0], torch.autograd.grad(theirs, x, upstream)[0])


def test_with_dilation_every_phase_is_pooled_by_itself():
    torch.manual_seed(0)
    x = torch.randn(2, 3, 11, 13, dtype=torch.float64)
    out = DilatedAvgPool2d((3, 2), dilation=(2, 3))(x)
    assert out.shape == (2, 3, 7, 10)
    for i in range(2):
        for j in range(3):
            torch.testing.assert_close(out[:, :, i::2, j::3], F.avg_pool2d(x[:, :, i::2, j::3], (3, 2), stride=1))


def test_constants_and_channels_stay():
    x = torch.tensor([1e4, -3.0]).view(1, 2, 1, 1).expand(1, 2, 5, 5)
    assert torch.equal(DilatedAvgPool2d((2, 2), (3, 3))(x), x[:, :, :2, :2])
    assert repr(DilatedAvgPool2d([2, 1], (3, 4))) == "DilatedAvgPool2d(kernel_size=(2, 1), dilation=(3, 4))"


@pytest.mark.parametrize("size", [(4, 9), (9, 3)])
def test_a_window_that_does_not_fit_is_refused(size):
    with pytest.raises(ValueError, match=rf"a window of \(5, 4\) pixels does not fit a map of \({size[0]}, {size[1]}\); .*shape \(1, 2,"):
        DilatedAvgPool2d((3, 2), (2, 3))(torch.zeros(1, 2, *size))
    assert DilatedAvgPool2d((3, 2), (2, 3))(torch.zeros(1, 2, 5, 4)).shape == (1, 2, 1, 1)
    assert repr(DilatedAvgPool2d(3, 2)) == "DilatedAvgPool2d(kernel_size=(3, 3), dilation=(2, 2))"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: DilatedAvgPool2d((3, 3))(torch.zeros(2, 7, 7)), r"DilatedAvgPool2d needs x \(n, c, h, w\), 4 axes; got shape \(2, 7, 7\)"),
        (lambda: DilatedAvgPool2d(2)(torch.zeros(1, 1, 4, 4).long()), "DilatedAvgPool2d needs floating-point numbers, got torch.int64"),
        (lambda: DilatedAvgPool2d((0, 3)), "kernel_size must be at least 1, got 0"),
        (lambda: DilatedAvgPool2d(3, (1, 0)), "dilation must be at least 1, got 0"),
        (lambda: DilatedAvgPool2d((1, 2, 3)), r"kernel_size needs one value or 2, got 3: \(1, 2, 3\)"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""taps against torch's unfold, first and second gradients included: overlapping, spread and strided."""

import random

import pytest
import torch
from test_convolution import assert_same

from helpers.functional.taps import taps


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_values_and_gradients_are_torchs_unfold(axis):
    rng = random.Random(axis)
    torch.manual_seed(axis)
    for _ in range(20):
        count, spacing, stops, stride = (rng.randint(1, 3) for _ in range(4))
        extent = (count - 1) * spacing + 1
        sizes = rng.sample([2, 3, 4], 3)
        sizes[axis] = extent + (stops - 1) * stride + rng.randint(0, 2)
        x = torch.randn(*sizes, dtype=torch.float64, requires_grad=True)
        theirs = x.unfold(axis, extent, stride)[..., ::spacing].narrow(axis, 0, stops).movedim(-1, 0)
        assert_same(torch.stack(taps(x, axis, count, spacing, stops, stride)), theirs, (x,))


def test_views_and_second_gradient():
    x = torch.randn(2, 7, dtype=torch.float64, requires_grad=True)
    first, second = taps(x, 1, 2, 1, 3, 2)
    assert first.data_ptr() == x.data_ptr() and second.data_ptr() == x[:, 1:].data_ptr()

    def product_of_taps(x):
        first, second = taps(x, 1, 2, 1, 3, 2)
        return first * second

    assert torch.autograd.gradcheck(product_of_taps, x) and torch.autograd.gradgradcheck(product_of_taps, x)
    (only_first,) = torch.autograd.grad(first.sum(), x)
    assert only_first[0].tolist() == [1, 0, 1, 0, 1, 0, 0]


def test_taps_outside_are_refused():
    with pytest.raises(ValueError, match="3 taps at 4 stops reach over 6 pixels, axis 0 has 5"):
        taps(torch.zeros(5), 0, 3, 1, 4, 1)

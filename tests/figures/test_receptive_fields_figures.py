"""The figures of notebook 07 draw, say what they drew, and are the same bytes each time."""

import drawn
import pytest
import torch

from helpers.figures import receptive_fields
from helpers.geometry import receptive_field

BELL = torch.exp(-(((torch.arange(17.0) - 8) / 3) ** 2))
DRAWN = {
    "stack": lambda: receptive_fields.stack([(3, 2, 1), (2, 2), (3, 1, 2, 2)], 21, 2),
    "maps": lambda: receptive_fields.maps(boxes={"a": (range(1, 4), range(0, 5))}, a=torch.eye(5), b=torch.ones(30, 30), c=torch.eye(4)),
    "bells": lambda: receptive_fields.bells(size=17, before=BELL, after=BELL.flip(0) + 0.1),
    "strip": lambda: receptive_fields.strip(torch.ones(8, 48), torch.arange(41) % 10, torch.linspace(0, 1, 41), window=8),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_figure_is_a_png_that_fits_the_page_and_repeats(name):
    drawn.check(name, DRAWN[name])


def gradient_of(layers, size, unit):
    """Pixels that one unit of torch's own layers reads."""
    x = torch.ones(1, 1, size, requires_grad=True)
    y = x
    for kernel_size, stride, padding, dilation in layers:
        weight = torch.ones(1, 1, kernel_size)
        y = torch.nn.functional.conv1d(y, weight, stride=stride, padding=padding, dilation=dilation)
    (gradient,) = torch.autograd.grad(y[0, 0, unit], x)
    return gradient[0, 0].nonzero()[:, 0].tolist()


@pytest.mark.parametrize(
    ("layers", "size", "unit"),
    [
        ([(3, 1, 0, 1), (3, 1, 0, 1)], 9, 2),
        ([(3, 2, 1, 1), (3, 1, 2, 2)], 16, 1),
        ([(2, 2, 0, 1), (3, 1, 0, 2), (4, 2, 1, 1)], 30, 0),
        ([(1, 3, 0, 1), (5, 1, 2, 1)], 20, 6),
    ],
)
def test_stack_lights_the_pixels_that_torch_reads_and_spans_the_field_by_the_rule(layers, size, unit):
    read = gradient_of(layers, size, unit)
    window = receptive_field(layers).pixels(unit)
    text = repr(receptive_fields.stack(layers, size, unit))
    assert f"and {len(read)} of the input" in text
    assert text.endswith(f"field {window.start} to {window.stop - 1})")


def test_stack_takes_kernel_sizes_alone():
    text = repr(receptive_fields.stack([3, 3], 9, 2))
    assert text == "Picture(stack: 9 → 7 → 5 cells; unit 2 reads 3 cells of the layer before and 5 of the input, field 2 to 6)"


def test_maps_counts_the_pixels_that_are_not_zero():
    assert repr(receptive_fields.maps(a=torch.tensor([[0.0, -1.0], [2.0, 0.0]]))) == "Picture(maps: a 2×2 sum 1, 2 pixels)"


def test_bells_tells_the_standard_deviation_and_how_far_the_shares_lie_from_the_normal_curve():
    far = 3 * torch.tensor([0.5] + [0.0] * 5 + [0.5])
    assert "exact sigma 2.12, distance to the bell 0.00" in repr(receptive_fields.bells(exact=BELL))
    assert "far sigma 3.00, distance to the bell 0.7" in repr(receptive_fields.bells(far=far))

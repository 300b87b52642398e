"""The figures of notebook 02 draw, say what they drew, and are the same bytes each time."""

import drawn
import pytest
import torch

from helpers.figures import boundary

SIGNAL = torch.tensor([1.0, 2.0, 3.0])
CURVES = {
    (kind, mode): torch.rand(3, 5, generator=torch.Generator().manual_seed(0))
    for kind in ("ring", "camera")
    for mode in ("zeros", "circular")
}
DRAWN = {
    "stops": lambda: boundary.stops(9, 3),
    "extensions": lambda: boundary.extensions(SIGNAL, 3),
    "matrices": lambda: boundary.matrices(a=torch.eye(3), b=torch.ones(3, 3)),
    "photographs": lambda: boundary.photographs({"zeros": torch.ones(6, 6)}, {"zeros": torch.ones(4, 4)}, width=1),
    "maps": lambda: boundary.maps(zeros=torch.ones(2, 3), circular=torch.zeros(2, 3)),
    "error_curves": lambda: boundary.error_curves(CURVES, reach=3),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_figure_is_a_png_that_fits_the_page_and_repeats(name):
    drawn.check(name, DRAWN[name])


def test_the_rows_of_extensions_are_the_rows_of_the_lecture_and_reflect_stops_where_torch_does():
    rows = repr(boundary.extensions(SIGNAL, 3)).removeprefix("Picture(extensions: ").removesuffix(")").split("; ")
    assert rows == [
        "zeros 0 0 0 1 2 3 0 0 0",
        "circular 1 2 3 1 2 3 1 2 3",
        "replicate 1 1 1 1 2 3 3 3 3",
        "symmetric 3 2 1 1 2 3 3 2 1",
        "reflect 3 2 1 2 3 2 1",
    ]


@pytest.mark.parametrize(("size", "kernel_size", "counts"), [(9, 3, (7, 9, 11)), (9, 4, (6, 9, 12)), (3, 5, (0, 3, 7)), (4, 1, (4, 4, 4))])
def test_stops_counts_small_same_and_big(size, kernel_size, counts):
    small, same, big = counts
    assert repr(boundary.stops(size, kernel_size)).endswith(f"small {small}, same {same}, big {big})")


def test_matrices_counts_the_cells_that_differ_from_the_first():
    assert "b 3×3 sum 9, 6 cells differ from a" in repr(boundary.matrices(a=torch.eye(3), b=torch.ones(3, 3)))

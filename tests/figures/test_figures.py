"""Pictures: the line of text, the MIME bundle, the same bytes twice, and errors that name the shapes."""

import base64
import doctest
import importlib
import struct

import pytest
import torch

from helpers import figures

GRID, KERNEL = torch.arange(9.0).view(3, 3), torch.arange(4.0).view(2, 2)
A = torch.tensor([1.0, 2, 3, 4, 5])
DRAWINGS = {
    "numbers": lambda: figures.numbers(
        image=GRID, kernel=KERNEL, mark={"image": [(slice(0, 2), slice(0, 2)), (2, 2)]}, signs=("⋆",), title="t"
    ),
    "rows": lambda: figures.numbers(a=A, b=A.flip(0), mark=slice(1, 3)),
    "signals": lambda: figures.signals(a=A, b=-A),
    "together": lambda: figures.signals(a=A, b=-A, together=True, title="t"),
    "sampled": lambda: figures.sampled(torch.sin, torch.sin(0.3 * torch.arange(9)), step=0.3),
    "curves": lambda: figures.curves(loss=1 / (1 + A), pair=(A, 1 / A), log=True),
    "images": lambda: figures.images(grey=GRID / 8, edges=GRID - 4, colour=torch.stack([GRID / 8] * 3), title="t"),
    "matrix": lambda: figures.matrix(GRID - 4, values=True, title="t"),
    "matrices": lambda: figures.matrix(one=GRID, two=torch.zeros(6, 6)),
    "square": lambda: figures.commuting_square(A, A, A, A, A),
    "open square": lambda: figures.commuting_square(A, A, A, A, A + 1),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_picture_repeats_and_shows_itself(name):
    first, again = DRAWINGS[name](), DRAWINGS[name]()
    assert first.png == again.png and repr(first) == repr(again)
    assert "\n" not in repr(first)
    data, metadata = first._repr_mimebundle_()
    png = base64.b64decode(data["image/png"])
    width, height = struct.unpack(">II", png[16:24])
    size = metadata["image/png"]
    assert abs(width - 2 * size["width"]) <= 2 and abs(height - 2 * size["height"]) <= 2
    assert size["width"] <= 760 and b"Software" not in png and b"tIME" not in png
    assert data["text/plain"] == repr(first)


def test_the_text_tells_other_numbers_apart():
    assert repr(DRAWINGS["numbers"]()) == (
        "Picture(numbers: image 3×3 (0 1 2; 3 4 5; 6 7 8), marked [0:2, 0:2] [2:3, 2:3]; kernel 2×2 (0 1; 2 3))"
    )
    assert repr(DRAWINGS["rows"]()) == "Picture(numbers: a 5 (1 2 3 4 5), marked [1:3]; b 5 (5 4 3 2 1))"
    assert repr(figures.numbers(x=torch.zeros(5, 5))) == "Picture(numbers: x 5×5 sum 0)"
    assert repr(figures.signals(x=torch.tensor([1e-9, 1, -1]))) == "Picture(signals: x 3 sum 0)"
    assert repr(figures.matrix(GRID)) != repr(figures.matrix(GRID + 1))
    assert repr(DRAWINGS["square"]()).endswith("both routes agree)")
    assert repr(DRAWINGS["open square"]()).endswith("the routes differ)")


def test_different_numbers_give_different_bytes():
    assert figures.numbers(x=GRID).png != figures.numbers(x=GRID + 1).png
    assert figures.numbers(x=GRID).png != figures.numbers(x=GRID, mark=(0, 0)).png


def test_gradients_and_other_types_are_drawn():
    assert repr(figures.numbers(x=A.requires_grad_(False) * 1)) == repr(figures.numbers(x=[1, 2, 3, 4, 5]))
    assert "sum 15" in repr(figures.signals(x=A.clone().requires_grad_()))


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: figures.numbers(), "at least one"),
        (lambda: figures.numbers(x=torch.zeros(1, 2, 3)), r"x has shape \(1, 2, 3\)"),
        (lambda: figures.numbers(x=A, mark={"y": 0}), "'y', but the grids are x"),
        (lambda: figures.signals(x=GRID), r"x has shape \(3, 3\)"),
        (lambda: figures.images(x=torch.zeros(2, 3, 3)), r"x has shape \(2, 3, 3\)"),
        (lambda: figures.matrix(A), r"W has shape \(5,\)"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("module", ["style", "picture", "numbers", "signals", "images", "matrix", "square"])
def test_doctests(module):
    result = doctest.testmod(importlib.import_module(f"helpers.figures.{module}"))
    assert result.failed == 0

"""The value that every figure function returns: a PNG on a white card, and one line of text that tests compare."""

import base64
import math

import torch
from matplotlib.figure import Figure

from helpers.figures.style import SCALE, to_png


class Picture:
    """A drawn figure. Jupyter shows the PNG at half its pixels (sharp on dense screens); a terminal shows the line of text."""

    def __init__(self, figure: Figure, text: str, alt: str | None = None):
        self.png = to_png(figure)
        self.width, self.height = (round(side * 96) for side in figure.get_size_inches())
        self._text = text
        self.alt = alt or text

    def __repr__(self) -> str:
        return f"Picture({self._text})"

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png).decode("ascii")}
        return data, {"image/png": {"width": self.width, "height": self.height, "alt": self.alt}}

    def save(self, path) -> None:
        """Write the PNG, at SCALE pixels for each CSS pixel."""
        with open(path, "wb") as file:
            file.write(self.png)


def tensor(values) -> torch.Tensor:
    """Anything array-like as a detached float64 tensor on the CPU."""
    return torch.as_tensor(values).detach().to("cpu", torch.float64)


def describe(name: str, values: torch.Tensor) -> str:
    """`name`, shape and sum: enough for a test to notice that other numbers were drawn.

    >>> describe("kernel", torch.arange(4.0).view(2, 2))
    'kernel 2×2 sum 6'
    """
    shape = "×".join(str(n) for n in values.shape)
    total, size = float(values.sum()), float(values.abs().sum())
    digits = 3 - math.floor(math.log10(size)) if size > 0 else 0  # what cancels to rounding noise is written as 0
    return f"{name} {shape} sum {round(total, digits) + 0.0:.10g}"


__all__ = ["SCALE", "Picture", "describe", "tensor"]

"""The receptive field of a stack of layers along one axis, in pixels of the input.

Araujo, Norris & Sim, Computing receptive fields of convolutional neural networks, Distill 2019, doi:10.23915/distill.00021.
"""

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import NamedTuple

from helpers.geometry.sizes import Padding, resolve_padding


class Window(NamedTuple):
    """One layer as the receptive field sees it: a convolution or a pooling with these settings on one axis."""

    kernel_size: int
    stride: int = 1
    padding: Padding = 0
    dilation: int = 1


class ReceptiveField(NamedTuple):
    """What the units of a layer see of the input, in input pixels: field size, jump from unit to unit, first pixel of unit 0."""

    size: int
    jump: int
    start: int

    def pixels(self, unit: int) -> range:
        """List the input pixels that one unit sees; those below 0 or beyond the input lie in the padding.

        >>> ReceptiveField(size=3, jump=2, start=-1).pixels(unit=1)
        range(1, 4)
        """
        first = self.start + unit * self.jump
        return range(first, first + self.size)


def receptive_field(layers: Iterable[Window | Mapping | tuple | int]) -> ReceptiveField:
    """Follow a stack from the input up: each layer widens the field by (extent - 1)*jump, then multiplies the jump by its stride.

    A layer is a Window, a tuple or a dict in its order and names, or just a kernel size. With stride 1 and dilation 1 the size is
    1 + L*(kernel_size - 1) for L layers.

    >>> receptive_field([3, 3])
    ReceptiveField(size=5, jump=1, start=0)
    >>> receptive_field([Window(3, stride=2, padding=1), Window(3, padding=2, dilation=2)])
    ReceptiveField(size=11, jump=2, start=-5)

    Raises ValueError for a layer that no convolution could have, or one number in place of a list. Source: doi:10.23915/distill.00021.
    """
    if not isinstance(layers, Iterable):
        raise ValueError(f"layers must be a list of layers, got {layers!r}; one layer alone is [{layers!r}]")
    size, jump, start = 1, 1, 0
    for layer in layers:
        kernel_size, stride, padding, dilation = _window(layer)
        before, _ = resolve_padding(padding, kernel_size, stride, dilation)
        size += dilation * (kernel_size - 1) * jump
        start -= before * jump
        jump *= stride
    return ReceptiveField(size, jump, start)


def _window(layer: Window | Mapping | tuple | int) -> Window:
    """Read a layer's settings as a Window."""
    try:
        if isinstance(layer, Mapping):
            return Window(**layer)
        return Window(layer) if isinstance(layer, Integral) else Window(*layer)
    except TypeError:
        raise ValueError(f"a layer is a kernel size, or up to 4 settings in the order or with the names of Window, got {layer!r}") from None

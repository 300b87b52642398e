"""How much of the image one unit of a layer can see: size, jump and start of every layer's receptive field, for any model.

The model runs once while each operation tells what its units read. Paths that join (a residual sum, a concatenation) count by the
widest. Araujo, Norris & Sim, Computing receptive fields of convolutional neural networks, Distill 2019, doi:10.23915/distill.00021.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from helpers.analysis.field_tracing import CircularPadding, Tracer
from helpers.analysis.table import Table
from helpers.analysis.tensor_places import Place, Places, mark, places_of
from helpers.analysis.unit_ranges import Ranges
from helpers.analysis.watching import call_name, eval_mode, example_input, first_tensor, hooked, is_leaf
from helpers.geometry import ReceptiveField


class _Columns(NamedTuple):
    layer: str
    kind: str
    output: tuple[int, ...]
    size: int | tuple[int, ...]
    jump: int | float | tuple
    start: int | tuple[int, ...]


class LayerField(_Columns):
    """What the units of a layer see, in input pixels: one number if all axes agree, else one for each axis (rows first).

    size: of the widest unit's field; jump: from unit to unit, 0 where every unit sees the same; start: first pixel of unit 0,
    negative in the padding. `pixels` knows every unit, also where size and jump are only a maximum and a mean.
    """

    _ranges: tuple[Ranges, ...]  # of each axis

    def _replace(self, **changes) -> "LayerField":
        row = super()._replace(**changes)
        row._ranges = self._ranges
        return row

    def pixels(self, unit: int, axis: int = 0) -> range:
        """The pixels from first to last that one unit sees along one axis; those below 0 or beyond the input lie in the padding.

        >>> [receptive_field_of(nn.Upsample(scale_factor=2), (1, 4)).pixels(unit) for unit in range(3)]
        [range(0, 1), range(0, 1), range(1, 2)]
        """
        seen = self._ranges[axis].of(unit)
        return range(0) if seen is None else range(seen[0], seen[1] + 1)

    def field(self, axis: int = 0) -> ReceptiveField:
        """The field along one axis, as helpers.geometry.receptive_field gives it; `.pixels(unit)` lists the pixels of a unit.

        Raises ValueError if the units do not move alike, as after upsampling: then size, jump and start do not tell what each sees.
        """
        if len(self._ranges[axis].lows) > 1:
            a, b = (f"{p.start} to {p.stop - 1}" if len(p) else "none" for p in (self.pixels(unit, axis) for unit in (0, 1)))
            raise ValueError(
                f"the units of {self.layer} do not move alike: unit 0 sees pixels {a}, unit 1 sees {b}; ask pixels(unit) of this row"
            )
        return ReceptiveField(*(v[axis] if isinstance(v, tuple) else v for v in (self.size, self.jump, self.start)))


def receptive_fields(model: nn.Module, input_size: tuple[int, ...]) -> Table:
    """Say for every layer, in the order of the calls, what its units see of an input of shape (c, *sizes).

    The model runs once in eval mode on zeros (on the meta device at no cost) and stays as it was. Layers are the modules without modules
    inside, and blocks that end with an operation of their own, such as a sum. Boundaries do not clip: a start below 0 lies in the
    padding. After upsampling neighbours move by less than a pixel or not alike; size is then the widest unit's.
    Norms that take their statistics over the image (group, instance, layer over space) see it all; batch norm at test time does not.
    jump *= stride; size += dilation * (kernel_size - 1) * jump before; start -= padding * jump before.

    >>> print(receptive_fields(nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3)), (3, 32, 32)))
    layer  kind    output   size  jump  start
    0      Conv2d  4×16×16     3     2     -1
    1      ReLU    4×16×16     3     2     -1
    2      Conv2d  4×14×14     7     2     -1

    Raises ValueError, with its name, if the model uses an operation that cannot be traced: pixels picked by a list, sorting, cumulative
    sums, paths of different jumps that join. Source: doi:10.23915/distill.00021.
    """
    rows, last = [], [None]

    def after(name: str, module: nn.Module, inputs: tuple, output: object) -> None:
        tensor = first_tensor(output)
        places = places_of(tensor)
        if places is not None and (is_leaf(module) or tensor is not last[0]):
            rows.append(_row(call_name(name, module, [row.layer for row in rows]), module, tensor, places))
            last[0] = tensor

    x = example_input(model, input_size)
    mark(x, tuple(Place(Ranges(), dim) for dim in range(2, x.ndim)))
    with torch.no_grad(), eval_mode(model), hooked(model, after), CircularPadding(), Tracer():
        model(x)
    return Table(rows)


def receptive_field_of(model: nn.Module, input_size: tuple[int, ...], layer: str | None = None) -> LayerField:
    """Give one layer's row of `receptive_fields`, by default the last one: the model's output.

    >>> receptive_field_of(nn.Sequential(*[nn.Conv1d(1, 1, 3) for _ in range(5)]), (1, 40)).size
    11

    Raises ValueError if there is no such layer, and as receptive_fields does.
    """
    table = receptive_fields(model, input_size)
    return table[-1] if layer is None else table[layer]


def _row(name: str, module: nn.Module, tensor: Tensor, places: Places) -> LayerField:
    """Collapse axes that agree into one number; whole jumps into ints."""
    columns = (
        [p.ranges.size for p in places],
        [int(p.ranges.jump) if p.ranges.jump.denominator == 1 else float(p.ranges.jump) for p in places],
        [p.ranges.of(0)[0] if p.ranges.of(0) else None for p in places],
    )
    size, jump, start = (c[0] if len(set(c)) == 1 else tuple(c) for c in columns)
    row = LayerField(name, type(module).__name__, tuple(tensor.shape[1:]), size, jump, start)
    row._ranges = tuple(p.ranges for p in places)
    return row

"""Integer arithmetic of convolutional layers, one axis at a time: output sizes, receptive fields, counts, boundaries.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
Araujo, Norris & Sim, Computing receptive fields of convolutional neural networks, Distill 2019, doi:10.23915/distill.00021.
All sizes are in pixels along one axis; before/after are the cells padded on the low and on the high side. Standard library only.
"""

from collections.abc import Iterable, Mapping
from math import prod
from typing import NamedTuple

Padding = int | tuple[int, int] | str


def require_at_least(least: int, **values: int) -> None:
    """Refuse any named value below `least`, with its name and both numbers in the message.

    >>> require_at_least(1, stride=0)
    Traceback (most recent call last):
    ValueError: stride must be at least 1, got 0

    Raises ValueError if a value is not a whole number or is below `least`.
    """
    for name, value in values.items():
        if not isinstance(value, int):
            raise ValueError(f"{name} must be a whole number, got {value!r}")
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")


# ---- output sizes ----------------------------------------------------------------------------------------------------


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    """Give the (before, after) that keeps the size at stride 1: torch's split, the odd cell goes after.

    before + after = dilation*(kernel_size - 1)

    >>> same_padding(3), same_padding(4), same_padding(3, dilation=2)
    ((1, 1), (1, 2), (2, 2))

    Raises ValueError if kernel_size or dilation is below 1.
    """
    require_at_least(1, kernel_size=kernel_size, dilation=dilation)
    total = dilation * (kernel_size - 1)
    return total // 2, total - total // 2


def resolve_padding(padding: Padding, kernel_size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Turn an int, a (before, after) pair, "same" or "valid" into (before, after); "same" needs stride 1, as in torch.

    >>> resolve_padding(2, kernel_size=3), resolve_padding((0, 1), kernel_size=3), resolve_padding("same", kernel_size=4)
    ((2, 2), (0, 1), (1, 2))

    Raises ValueError for "same" with a stride, for another word, for a negative amount.
    """
    require_at_least(1, kernel_size=kernel_size, stride=stride, dilation=dilation)
    if padding == "valid":
        return 0, 0
    if padding == "same":
        if stride != 1:
            raise ValueError(f"padding='same' needs stride 1, got stride {stride}: the output would be smaller than the input")
        return same_padding(kernel_size, dilation)
    if isinstance(padding, str):
        raise ValueError(f"padding must be a number, a (before, after) pair, 'same' or 'valid', got {padding!r}")
    if isinstance(padding, int):
        padding = (padding, padding)
    if len(padding) != 2:
        raise ValueError(f"padding of one axis is a (before, after) pair, got {len(padding)} numbers: {tuple(padding)}")
    before, after = padding
    require_at_least(0, padding=min(before, after))
    return before, after


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: Padding = 0, dilation: int = 1) -> int:
    """Count the stops of the kernel along one axis: the output size of torch.nn.Conv1d/2d/3d on that axis.

    size_out = (size + before + after - dilation*(kernel_size - 1) - 1) // stride + 1

    >>> conv_output_size(7, 3), conv_output_size(7, 3, stride=2, padding=1), conv_output_size(9, 4, padding="same")
    (5, 4, 9)

    Raises ValueError if the kernel, spread by the dilation, is larger than the padded input. Source: arXiv:1603.07285, relationship 15.
    """
    require_at_least(1, size=size)
    before, after = resolve_padding(padding, kernel_size, stride, dilation)
    extent = dilation * (kernel_size - 1) + 1
    padded = size + before + after
    if extent > padded:
        raise ValueError(
            f"kernel larger than the padded input: the kernel covers {extent} pixels (kernel_size {kernel_size}, dilation {dilation}), "
            f"the padded input has {padded} (size {size}, padding {before} + {after})"
        )
    return (padded - extent) // stride + 1


def conv_transpose_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int | tuple[int, int] = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """Give the output size of torch.nn.ConvTranspose1d/2d/3d on one axis; padding is cut off, output_padding added after.

    size_out = (size - 1)*stride - before - after + dilation*(kernel_size - 1) + output_padding + 1

    >>> conv_transpose_output_size(4, 3, stride=2), conv_transpose_output_size(4, 3, stride=2, padding=1, output_padding=1)
    (9, 8)

    Raises ValueError if output_padding is not smaller than stride or dilation, if padding is a word, if nothing is left.
    Source: arXiv:1603.07285, relationship 14.
    """
    require_at_least(1, size=size)
    require_at_least(0, output_padding=output_padding)
    if isinstance(padding, str):
        raise ValueError(f"a transposed convolution takes its padding in numbers, got {padding!r}")
    before, after = resolve_padding(padding, kernel_size, stride, dilation)
    if output_padding >= max(stride, dilation):
        raise ValueError(f"output_padding {output_padding} must be smaller than stride {stride} or dilation {dilation}")
    full = (size - 1) * stride + dilation * (kernel_size - 1) + output_padding + 1
    if full - before - after < 1:
        raise ValueError(f"padding {before} + {after} cuts off the whole output of {full} pixels")
    return full - before - after


def pool_output_size(
    size: int, kernel_size: int, stride: int | None = None, padding: Padding = 0, dilation: int = 1, ceil_mode: bool = False
) -> int:
    """Give the output size of torch.nn.MaxPool1d/2d/3d and AvgPool on one axis; stride is kernel_size unless given.

    size_out = (size + before + after - dilation*(kernel_size - 1) - 1) // stride + 1; ceil_mode rounds up instead,
    and then drops the last window if it would start in the padding after the input.

    >>> pool_output_size(112, 3), pool_output_size(112, 3, ceil_mode=True), pool_output_size(112, 3, stride=2, padding=1)
    (37, 38, 56)

    Raises ValueError if the padding is more than half of kernel_size (dilation does not count) or if no window fits.
    """
    require_at_least(1, size=size)
    stride = kernel_size if stride is None else stride
    before, after = resolve_padding(padding, kernel_size, stride, dilation)
    extent = dilation * (kernel_size - 1) + 1
    if padding != "same" and max(before, after) > kernel_size // 2:
        raise ValueError(f"padding {max(before, after)} is more than half of kernel_size {kernel_size}")
    room = size + before + after - extent
    size_out = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (size_out - 1) * stride >= size + before:
        size_out -= 1
    if size_out < 1:
        raise ValueError(
            f"window larger than the padded input: the window covers {extent} pixels (kernel_size {kernel_size}, dilation {dilation}), "
            f"the padded input has {size + before + after} (size {size}, padding {before} + {after})"
        )
    return size_out


# ---- receptive fields ------------------------------------------------------------------------------------------------


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

    Raises ValueError for a layer that no convolution could have. Source: doi:10.23915/distill.00021.
    """
    size, jump, start = 1, 1, 0
    for layer in layers:
        settings = (
            layer if isinstance(layer, Mapping) else dict(zip(Window._fields, (layer,) if isinstance(layer, int) else layer, strict=False))
        )
        kernel_size, stride, padding, dilation = Window(**settings)
        before, _ = resolve_padding(padding, kernel_size, stride, dilation)
        size += dilation * (kernel_size - 1) * jump
        start -= before * jump
        jump *= stride
    return ReceptiveField(size, jump, start)


# ---- parameters and multiply-adds ------------------------------------------------------------------------------------


def _sizes(value: int | tuple[int, ...], dims: int) -> tuple[int, ...]:
    return (value,) * dims if isinstance(value, int) else tuple(value)


def _check_channels(c_in: int, c_out: int, groups: int) -> None:
    require_at_least(1, c_in=c_in, c_out=c_out, groups=groups)
    if c_in % groups or c_out % groups:
        raise ValueError(f"groups {groups} must divide both channel counts, got c_in {c_in} and c_out {c_out}")


def conv_parameters(c_in: int, c_out: int, kernel_size: int | tuple[int, ...], groups: int = 1, bias: bool = True, dims: int = 2) -> int:
    """Count the weights and biases of torch.nn.Conv1d/2d/3d; a kernel_size of several numbers says the dimension, one needs dims.

    parameters = c_out * (c_in / groups) * product of kernel sizes + c_out

    >>> conv_parameters(3, 10, 5), conv_parameters(3, 10, (5,)), conv_parameters(96, 256, 5, groups=2, bias=False)
    (760, 160, 307200)

    Raises ValueError if groups does not divide both channel counts or a size is below 1.
    """
    _check_channels(c_in, c_out, groups)
    kernel = _sizes(kernel_size, dims)
    require_at_least(1, kernel_size=min(kernel))
    return c_out * (c_in // groups) * prod(kernel) + (c_out if bias else 0)


def conv_macs(
    c_in: int, c_out: int, kernel_size: int | tuple[int, ...], output_size: int | tuple[int, ...], groups: int = 1, dims: int = 2
) -> int:
    """Count the multiply-adds of one image through a convolution: its weights, once for every output pixel. The bias costs none.

    macs = c_out * (c_in / groups) * product of kernel sizes * product of output sizes

    >>> conv_macs(3, 10, kernel_size=5, output_size=32)
    768000

    Raises ValueError if kernel and output differ in dimension, if groups does not divide, if a size is below 1.
    """
    for value in (kernel_size, output_size):
        dims = dims if isinstance(value, int) else len(value)
    kernel, output = _sizes(kernel_size, dims), _sizes(output_size, dims)
    if len(kernel) != len(output):
        raise ValueError(f"kernel_size {kernel} has {len(kernel)} axes, output_size {output} has {len(output)}")
    require_at_least(1, output_size=min(output))
    return conv_parameters(c_in, c_out, kernel, groups, bias=False) * prod(output)


def linear_parameters(in_features: int, out_features: int, bias: bool = True) -> int:
    """Count the weights and biases of torch.nn.Linear.

    >>> linear_parameters(400, 120)
    48120

    Raises ValueError if a size is below 1.
    """
    require_at_least(1, in_features=in_features, out_features=out_features)
    return in_features * out_features + (out_features if bias else 0)


def linear_macs(in_features: int, out_features: int) -> int:
    """Count the multiply-adds of one example through torch.nn.Linear: one for each weight.

    >>> linear_macs(400, 120)
    48000

    Raises ValueError if a size is below 1.
    """
    return linear_parameters(in_features, out_features, bias=False)


# ---- boundaries ------------------------------------------------------------------------------------------------------


class BoundaryNames(NamedTuple):
    """What torch, numpy.pad and the lectures call one boundary mode; "" where they have none."""

    torch: str
    numpy: str
    lectures: str


BOUNDARY_NAMES = {
    "zeros": BoundaryNames("zeros", "constant", "zero"),
    "constant": BoundaryNames("constant", "constant", ""),
    "circular": BoundaryNames("circular", "wrap", "cyclic"),
    "reflect": BoundaryNames("reflect", "reflect", ""),
    "symmetric": BoundaryNames("", "symmetric", "reflect"),
    "replicate": BoundaryNames("replicate", "edge", "hold"),
}
BOUNDARY_MODES = tuple(BOUNDARY_NAMES)
BOUNDARY_ALIASES = {"zero": "zeros", "cyclic": "circular", "wrap": "circular", "hold": "replicate", "edge": "replicate"}


def canonical_mode(name: str) -> str:
    """Map a boundary name of torch, numpy or the lectures to ours. "reflect" means what torch and numpy mean: no repeated edge.

    >>> canonical_mode("hold"), canonical_mode("wrap"), canonical_mode("reflect")
    ('replicate', 'circular', 'reflect')

    Raises ValueError for an unknown name.
    """
    mode = BOUNDARY_ALIASES.get(name, name)
    if mode not in BOUNDARY_NAMES:
        raise ValueError(f"unknown boundary mode {name!r}; known: {', '.join((*BOUNDARY_MODES, *BOUNDARY_ALIASES))}")
    return mode


def boundary_table() -> str:
    """Write who calls each boundary mode what as lines of text, each with what it makes of the signal 1 2 3 (two cells a side).

    >>> print(boundary_table().splitlines()[3])
    circular   circular   wrap       cyclic     2 3 1 2 3 1 2
    """
    lines = [("ours", "torch", "numpy", "lectures", "1 2 3, two cells a side")]
    for mode, names in BOUNDARY_NAMES.items():
        padding_cell = "0" if mode == "zeros" else "c"
        cells = [padding_cell if index is None else str(index + 1) for index in source_indices(3, 2, 2, mode)]
        lines.append((mode, *(name or "–" for name in names), " ".join(cells)))
    return "\n".join("".join(f"{cell:<11}" for cell in line).rstrip() for line in lines)


def source_indices(size: int, before: int, after: int, mode: str) -> list[int | None]:
    """Say for each cell of a padded axis which input index it copies; None where it copies none (zeros, constant).

    torch.nn.functional.pad with that mode, except: symmetric is numpy's, and circular goes on round however wide the padding is.

    >>> source_indices(3, 3, 3, "symmetric")
    [2, 1, 0, 0, 1, 2, 2, 1, 0]
    >>> source_indices(3, 2, 1, "reflect"), source_indices(3, 1, 1, "zeros")
    ([2, 1, 0, 1, 2, 1], [None, 0, 1, 2, None])

    Raises ValueError for a size below 1, a negative padding, an unknown mode, reflect padding not smaller than the size.
    """
    mode = canonical_mode(mode)
    require_at_least(1, size=size)
    require_at_least(0, before=before, after=after)
    if mode == "reflect" and max(before, after) >= size:
        raise ValueError(f"reflect padding must be smaller than the size: padding {max(before, after)}, size {size}")
    positions = range(-before, size + after)
    if mode == "circular":
        return [p % size for p in positions]
    if mode == "symmetric":
        return [min(p % (2 * size), 2 * size - 1 - p % (2 * size)) for p in positions]
    if mode == "reflect":
        return [size - 1 - abs(size - 1 - abs(p)) for p in positions]
    if mode == "replicate":
        return [min(max(p, 0), size - 1) for p in positions]
    return [p if 0 <= p < size else None for p in positions]

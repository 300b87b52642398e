"""What lies beyond the edge of a signal: the boundary modes, their names, and which cell each padded cell copies."""

from typing import NamedTuple

from helpers.geometry.sizes import require_at_least


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

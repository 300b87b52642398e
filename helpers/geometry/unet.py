"""The sizes of a U-Net's maps, stage by stage: which pictures fit, how large the output is.

Ronneberger, Fischer & Brox, U-Net, arXiv:1505.04597.
Sizes are in pixels along one axis.
"""

from typing import NamedTuple

from helpers.geometry.sizes import require_at_least, require_whole


class UNetStage(NamedTuple):
    """One stage of the walk: what its two convolutions take and give, and the encoder's map that is cropped to size_in and joined."""

    name: str
    size_in: int
    size_out: int
    link: int | None = None


def unet_sizes(size: int, depth: int = 4, padding: str = "valid") -> list[UNetStage]:
    """Walk one axis of the input through every stage of a U-Net; the last size_out is the output's.

    Two 3×3 convolutions take 2 + 2 pixels ("valid") or none ("same"); a pool halves, so it needs an even size; a step up doubles.
    size_out = size for "same", size - 12*2^depth + 8 for "valid".

    >>> for stage in unet_sizes(28, depth=1):
    ...     print(*stage)
    down 1 28 24 None
    bottom 12 8 None
    up 1 16 12 24
    >>> unet_sizes(572)[-1].size_out
    388

    Raises ValueError, with the nearest sizes that fit, if a pool would meet an odd size or nothing would be left.
    Source: arXiv:1505.04597, figure 1.
    """
    require_whole(size=size)
    require_at_least(1, depth=depth)
    stages, trouble = _walk(size, depth, padding)
    if trouble:
        smallest = _smallest(depth, padding)
        below = smallest + (size - smallest) // 2**depth * 2**depth
        nearest = f"the nearest sizes that fit are {below} and {below + 2**depth}" if size > smallest else f"the smallest is {smallest}"
        raise ValueError(f"size {size} does not fit a U-Net with {depth} pools and padding {padding!r}: {trouble}; {nearest}")
    return stages


def unet_input_size(size_out: int, depth: int = 4, padding: str = "valid") -> int:
    """Give the smallest input whose output covers `size_out` pixels: how far to pad a picture before a valid U-Net.

    size = the first of the sizes that fit, smallest + i*2^depth, with size_out or more pixels left.

    >>> unet_input_size(388), unet_input_size(64, depth=2), unet_input_size(65, depth=3, padding="same")
    (572, 104, 72)

    Raises ValueError if size_out or depth is below 1. Source: arXiv:1505.04597, figure 2.
    """
    require_at_least(1, size_out=size_out, depth=depth)
    size = _smallest(depth, padding)
    missing = max(0, size_out - unet_sizes(size, depth, padding)[-1].size_out)
    return size + -(-missing // 2**depth) * 2**depth


def _walk(size, depth, padding):
    """The stages, and None or what stops the walk."""
    lost = _lost(padding)
    stages, links, size_in = [], [], size
    for level in range(1, depth + 1):
        size_out = size_in - lost
        if size_out < 2 or size_out % 2:
            left = f"pool {level} would halve a map of {size_out}"
            return stages, left if size_out > 0 else f"nothing is left of the map of {size_in} before pool {level}"
        stages.append(UNetStage(f"down {level}", size_in, size_out))
        links.append(size_out)
        size_in = size_out // 2
    size_out = size_in - lost
    stages.append(UNetStage("bottom", size_in, size_out))
    for level in range(depth, 0, -1):
        if size_out < 1:
            return stages, f"nothing is left of the map of {size_in} before step {level} up"
        size_in = 2 * size_out
        size_out = size_in - lost
        stages.append(UNetStage(f"up {level}", size_in, size_out, links.pop()))
    return stages, None if size_out > 0 else f"nothing is left of the last map of {size_in}"


def _smallest(depth, padding):
    """The smallest size that fits: the walk backwards from 1 (same) or 4 (valid) cells at the bottom's end; 3 would double to 6, then 2."""
    lost = _lost(padding)
    bottom = 1 if not lost else 4 if depth > 1 else 3
    size = bottom + lost
    for _ in range(depth):
        size = 2 * size + lost
    return size


def _lost(padding):
    """Pixels that the two 3×3 convolutions of a stage take away."""
    if padding not in ("valid", "same"):
        raise ValueError(f"padding of a U-Net must be 'valid' or 'same', got {padding!r}")
    return 4 if padding == "valid" else 0

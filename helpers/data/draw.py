"""What the made data sets share: seeded numbers, pixel coordinates, soft edges, slow noise. No names for learners.

All are float32, and the same bytes, whatever torch's default dtype is.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Generator, Tensor


def seeded(seed: int) -> Generator:
    """A generator of its own for each data set: torch's global random numbers stay where they are."""
    return Generator().manual_seed(seed)


def uniform(generator: Generator, low: float, high: float) -> float:
    """One number from low to high."""
    return low + (high - low) * torch.rand((), generator=generator, dtype=torch.float32).item()


def whole(generator: Generator, low: int, high: int) -> int:
    """One whole number from low to high, both included."""
    return int(torch.randint(low, high + 1, (), generator=generator))


def normal(generator: Generator, *shape: int) -> Tensor:
    """Gaussian noise of that shape, mean 0, deviation 1."""
    return torch.randn(*shape, generator=generator, dtype=torch.float32)


def at_least(low: float, **values: float) -> None:
    """Refuse each named value below `low`.

    Raises ValueError with the name and the number.
    """
    for name, value in values.items():
        if not value >= low:  # so that nan is refused, too
            raise ValueError(f"{name} must be at least {low}, got {value}")


def ordered(name: str, pair: tuple[float, float]) -> None:
    """Refuse a range whose ends are the wrong way round, or below 0.

    Raises ValueError with both ends.
    """
    low, high = pair
    if not 0 <= low <= high:
        raise ValueError(f"{name} must be a range low <= high from 0 on, got {low} to {high}")


def pixels(*shape: int) -> tuple[Float[Tensor, "..."], ...]:
    """The row, column, … of every pixel, as float32."""
    return torch.meshgrid(*(torch.arange(size, dtype=torch.float32) for size in shape), indexing="ij")


def soft(distance: Float[Tensor, "..."], width: float = 1.0) -> Float[Tensor, "..."]:
    """How much of a pixel a shape covers, from the signed distance to its edge (negative inside): 1 inside, 0 outside."""
    return (0.5 - distance / width).clamp(0, 1)


def to_segments(points: tuple[Tensor, ...], a: Float[Tensor, "k dims"], b: Float[Tensor, "k dims"]) -> Float[Tensor, "k ..."]:
    """The distance of every pixel to each of the segments from a to b; works in 2-D and 3-D."""

    def spread(column):  # k -> k 1 1 (1)
        return column.view(-1, *(1,) * len(points))

    starts, steps = [spread(column) for column in a.T], [spread(column) for column in (b - a).T]
    length = sum(step**2 for step in steps).clamp_min(1e-6)
    share = sum((p - start) * step for p, start, step in zip(points, starts, steps, strict=True)).div_(length).clamp_(0, 1)
    return sum((p - start - share * step).square_() for p, start, step in zip(points, starts, steps, strict=True)).sqrt_()


def slow_noise(generator: Generator, h: int, w: int, cells: int, channels: int = 1) -> Float[Tensor, "channels h w"]:
    """Blotches: cells x cells random numbers, deviation 1, scaled up smoothly to h x w."""
    return F.interpolate(normal(generator, 1, channels, cells, cells), (h, w), mode="bicubic", align_corners=True)[0]

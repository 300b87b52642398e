"""Which input pixels the units of a layer read along one axis, exactly: a first and a last pixel for each unit, repeating with a period.

Convolutions and pooling shift the range by the same jump from unit to unit. After upsampling the units of one period differ: two
neighbours may read the same pixels. Integers only; standard library only.
"""

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple


class Ranges(NamedTuple):
    """Unit u reads the pixels lows[u % period] to highs[u % period], both moved on by (u // period)*shift; None reads nothing."""

    lows: tuple[int | None, ...] = (0,)
    highs: tuple[int | None, ...] = (0,)
    shift: int = 1  # 0: every unit reads the same

    @property
    def jump(self) -> Fraction:
        """How far the range moves from unit to unit, on average."""
        return Fraction(self.shift, len(self.lows))

    @property
    def size(self) -> int:
        """The pixels from first to last of the unit that reads the widest range."""
        return max((high - low + 1 for low, high in zip(self.lows, self.highs, strict=True) if low is not None), default=0)

    def of(self, unit: int) -> tuple[int, int] | None:
        """The first and the last pixel of one unit; None if it reads none.

        >>> Ranges(lows=(0, 0), highs=(2, 2), shift=2).of(3)
        (2, 4)
        """
        period, place = divmod(unit, len(self.lows))
        low, high = self.lows[place], self.highs[place]
        return None if low is None else (low + period * self.shift, high + period * self.shift)

    def seen_through(self, ratio: Fraction, reads: Callable[[int], range]) -> "Ranges":
        """The ranges of a next layer whose unit o reads the units reads(o), which move on by `ratio` units from o to o + 1.

        >>> Ranges().seen_through(Fraction(2), lambda o: range(2 * o - 1, 2 * o + 2))
        Ranges(lows=(-1,), highs=(1,), shift=2)
        """
        period = len(self.lows)
        new_period = ratio.denominator * period // gcd(period, ratio.numerator)
        covers = [cover(self, reads(unit)) for unit in range(new_period)]
        return Ranges(
            tuple(low for low, _ in covers), tuple(high for _, high in covers), int(new_period * ratio) // period * self.shift
        ).shortest()

    def shortest(self) -> "Ranges":
        """The same ranges with period 1 if all units move alike.

        >>> Ranges((0, 1), (2, 3), 2).shortest()
        Ranges(lows=(0,), highs=(2,), shift=1)
        """
        if self.jump.denominator == 1 and None not in self.lows:
            one = Ranges(self.lows[:1], self.highs[:1], int(self.jump))
            if all(one.of(unit) == self.of(unit) for unit in range(len(self.lows))):
                return one
        return self


def cover(ranges: Ranges, units: range) -> tuple[int | None, int | None]:
    """The first and the last pixel that these units read together.

    >>> cover(Ranges((0,), (2,), 2), range(3))
    (0, 6)
    """
    read = [pair for pair in map(ranges.of, units) if pair is not None]
    return (min(low for low, _ in read), max(high for _, high in read)) if read else (None, None)


def together(ranges: Ranges, count: int) -> Ranges:
    """What `count` units read together, as the range of every unit: what is left after a sum over them.

    >>> together(Ranges((0,), (2,), 2), count=3)
    Ranges(lows=(0,), highs=(6,), shift=0)
    """
    low, high = cover(ranges, range(count))
    return Ranges((low,), (high,), 0)


def widest(first: Ranges, second: Ranges, count: int) -> Ranges:
    """Join two paths into a layer of `count` units: each unit reads from the lower first pixel to the higher last one.

    A path whose units all read the same (after a global average, say) makes all units of the result read the same.

    >>> widest(Ranges(), Ranges((-1,), (1,), 1), count=8)
    Ranges(lows=(-1,), highs=(1,), shift=1)

    Raises ValueError if both move, by different jumps.
    """
    if first.jump != second.jump:
        if first.shift and second.shift:
            raise ValueError(f"two paths join whose units move by different jumps, {first.jump} and {second.jump} pixels")
        first, second = together(first, count), together(second, count)
    units = range(lcm(len(first.lows), len(second.lows)))
    pairs = [[pair for pair in (first.of(unit), second.of(unit)) if pair is not None] for unit in units]
    return Ranges(
        tuple(min((low for low, _ in pair), default=None) for pair in pairs),
        tuple(max((high for _, high in pair), default=None) for pair in pairs),
        int(first.jump * len(units)),
    ).shortest()

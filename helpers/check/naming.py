"""Name the mistake: first the exercise's own known mistakes, then those that fit any exercise."""

from collections.abc import Callable
from dataclasses import dataclass

from helpers.check.compare import compare
from helpers.check.generic import GENERIC
from helpers.check.sandbox import Record
from helpers.check.values import Value


@dataclass
class Named:
    name: str
    hint: str
    sure: bool = True


@dataclass
class Known:
    """A known mistake and what it gives on every case."""

    name: str
    hint: str
    results: list[Record]


def agrees(mine: Record, known: Record, tolerance: float) -> bool:
    """Do two calls give the same result, an exception of the same type included?"""
    if mine.error or known.error:
        return bool(mine.error and known.error and mine.error["type"] == known.error["type"])
    return mine.changed == known.changed and compare(mine.value, known.value, tolerance) is None


def name_mistake(
    records: list[Record],
    right: list[Value | None],
    wrong: list[int],
    arguments: list[dict[str, Value]],
    known: list[Known],
    tolerance: float,
) -> Named | None:
    """The best name for what these records show, or None.

    `wrong` are the positions of the wrong cases, the failing one first. A known mistake is named if it gives the learner's results on all
    cases; else if it does on all wrong ones; else, with a "perhaps", if it alone gives the result of the failing case.
    """

    def matches(k: Known, positions: Callable[[], range] | list[int] | range) -> bool:
        return all(agrees(records[i], k.results[i], tolerance) for i in positions)

    for positions in (range(len(records)), wrong):
        for k in known:
            if matches(k, positions):
                return Named(k.name, k.hint)
    values = [i for i in wrong if records[i].value is not None and right[i] is not None]
    if values == wrong:
        for name, test in GENERIC:
            hints = [test(records[i].value, right[i], arguments[i]) for i in wrong]
            if all(hints):
                return Named(name, hints[0])
    fits = [k for k in known if matches(k, wrong[:1])]
    if len(fits) == 1 and _tells_something(records[wrong[0]]):
        return Named(fits[0].name, fits[0].hint, sure=False)
    return None


def _tells_something(record: Record) -> bool:
    """One number may agree by chance; two different ones rarely do."""
    grid = record.value.grid if record.value else None
    return bool(grid and grid.flat and len(set(map(str, grid.flat))) > 1)

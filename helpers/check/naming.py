"""Name the mistake: first the exercise's own known mistakes, then those that fit any exercise."""

import re
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
    line: str = ""  # a pattern that the learner's line must hold, where the code stops


def agrees(mine: Record, known: Record, tolerance: float, line: str = "") -> bool:
    """Do two calls give the same result, an exception in the same words (up to numbers) and a change of the input included?"""
    if mine.error or known.error:
        if not mine.error or not known.error or (line and not re.search(line, mine.error["text"])):
            return False
        return all(_no_numbers(mine.error[key]) == _no_numbers(known.error[key]) for key in ("type", "message"))
    return mine.changed == known.changed and compare(mine.value, known.value, tolerance) is None


def _no_numbers(text: str) -> str:
    return re.sub(r"[\d, ]+", " ", text)


def name_mistake(
    records: list[Record],
    right: list[Value | None],
    wrong: list[int],
    explains: list[int],
    arguments: list[dict[str, Value]],
    known: list[Known],
    tolerance: float,
    unlikely: tuple[str, ...] = (),
) -> Named | None:
    """The best name for what these records show, or None.

    `wrong` are the positions of the wrong cases, the failing one first, `explains` those of them whose numbers can tell a mistake.
    In this order: a known mistake that gives the learner's results on all cases; one that gives them on all wrong cases (of several, the
    one that agrees on most cases); a mistake that fits any exercise, on all wrong cases; and, with a "perhaps", the only known mistake
    that gives the result of the failing case, if that holds three different numbers or the mistake gives those of all wrong cases.
    """
    agreed = [[i for i, record in enumerate(records) if agrees(record, k.results[i], tolerance, k.line)] for k in known]
    for k, positions in zip(known, agreed, strict=True):
        if len(positions) == len(records):
            return Named(k.name, k.hint)
    if wrong != explains:
        return None
    telling = any(_tells_something(records[i]) for i in wrong)
    fits = [(len(positions), -n) for n, positions in enumerate(agreed) if set(wrong) <= set(positions)]
    if fits and (telling or len(wrong) > 1):
        best = known[-max(fits)[1]]
        return Named(best.name, best.hint)
    for name, test in GENERIC:
        if name in unlikely:
            continue
        hints = [test(records[i].value, right[i], arguments[i]) for i in wrong]
        if all(hints) and (telling or (len(hints) > 1 and len(set(hints)) == 1)):
            return Named(name, hints[0])
    fits = [(k, positions) for k, positions in zip(known, agreed, strict=True) if wrong[0] in positions]
    if len(fits) == 1 and (_distinct(records[wrong[0]]) > 2 or set(wrong) <= set(fits[0][1])):
        return Named(fits[0][0].name, fits[0][0].hint, sure=False)
    return None


def _tells_something(record: Record) -> bool:
    """One number may agree by chance; two different ones rarely do."""
    return _distinct(record) > 1


def _distinct(record: Record) -> int:
    """How many different numbers a result holds."""
    grid = record.value.grid if record.value else None
    return len(set(map(str, grid.flat))) if grid and grid.flat else 0

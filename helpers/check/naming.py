"""Name the mistake: first the exercise's own known mistakes, then those that fit any exercise."""

import re
from dataclasses import dataclass

from helpers.check.compare import compare
from helpers.check.generic import GENERIC
from helpers.check.groups import is_group, label, parts, together
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
    """Do two calls give the same result, an exception in the same words (up to numbers) and a change of the input included?

    What the learner's own line raises is worded by the learner: there the type is enough. What stops in another function that the
    learner calls is no known mistake of this one.
    """
    if mine.error or known.error:
        if not mine.error or not known.error or mine.error["inside"] or (line and not re.search(line, mine.error["text"])):
            return False
        if mine.error["type"] == known.error["type"] and _own_words(mine.error):
            return True
        return all(_no_numbers(mine.error[key]) == _no_numbers(known.error[key]) for key in ("type", "message"))
    return mine.changed == known.changed and compare(mine.value, known.value, tolerance) is None


def _own_words(error: dict) -> bool:
    """Did the learner's own line raise it, and word it?"""
    return re.search(r"\bassert\b" if error["type"] == "AssertionError" else r"\braise\b", error["text"]) is not None


def _no_numbers(text: str) -> str:
    """The words of a message; a number that belongs to a name, as in `up2`, stays."""
    return re.sub(r"(?<![\w])[\d, ]+", " ", text)


def name_mistake(
    records: list[Record],
    right: list[Value | None],
    wrong: list[int],
    explains: list[int],
    arguments: list[dict[str, Value]],
    known: list[Known],
    tolerance: float,
    unlikely: tuple[str, ...] = (),
    items: dict[int, int | None] | None = None,
    returns: tuple[str, ...] = (),
) -> Named | None:
    """The best name for what these records show, or None.

    `wrong` are the positions of the wrong cases, the failing one first, `explains` those of them whose numbers can tell a mistake.
    In this order: a known mistake that gives the learner's results on all cases (of several, one whose exceptions hold the same numbers,
    else the first, with a "perhaps"); one that gives them on all wrong cases, with a "perhaps" (of several, the one that agrees on most
    cases); a mistake that fits any exercise, on all wrong cases; and, with a "perhaps", the only known mistake that gives the result of
    the failing case, if that holds three different numbers or the mistake gives those of all wrong cases.
    """
    agreed = [[i for i, record in enumerate(records) if agrees(record, k.results[i], tolerance, k.line)] for k in known]
    if same := [k for k, positions in zip(known, agreed, strict=True) if len(positions) == len(records)]:
        best = next((k for k in same if all(map(_same_message, records, k.results))), same[0])
        sure = all(_same_message(mine, known) or _own_words(mine.error) for mine, known in zip(records, best.results, strict=True))
        return Named(best.name, best.hint, sure=sure)
    if wrong != explains:
        return None
    telling = any(_tells_something(records[i]) for i in wrong)
    fits = [(len(positions), -n) for n, positions in enumerate(agreed) if set(wrong) <= set(positions)]
    if fits and (telling or len(wrong) > 1):
        best = known[-max(fits)[1]]
        return Named(best.name, best.hint, sure=False)
    if found := _general(records, right, wrong, arguments, unlikely, items or {}, returns):
        return found
    fits = [(k, positions) for k, positions in zip(known, agreed, strict=True) if wrong[0] in positions]
    if len(fits) == 1 and (_distinct(records[wrong[0]]) > 2 or set(wrong) <= set(fits[0][1])):
        return Named(fits[0][0].name, fits[0][0].hint, sure=False)
    return None


def _general(records, right, wrong, arguments, unlikely, items, returns) -> Named | None:
    """A mistake that fits any exercise; of several values returned together, in the one that is wrong in all wrong cases."""
    mine, wanted, before = [records[i].value for i in wrong], [right[i] for i in wrong], ""
    if all(map(is_group, wanted)):
        count = len(wanted[0].items)
        mine, wanted = [parts(value, count) for value in mine], [parts(value, count) for value in wanted]
        if not all(mine) or not all(wanted):
            return None
        if count == 2 and all(not compare(a, d) and not compare(b, c) for (a, b), (c, d) in zip(mine, wanted, strict=True)):
            return Named("order", f"The two values have swapped places{together(returns).replace(':', ': return', 1)}.")
        item = items.get(wrong[0])
        if item is None or any(items.get(i) != item for i in wrong):
            return None
        name = label(item, count, returns)
        mine, wanted, before = [m[item] for m in mine], [w[item] for w in wanted], f"{name if returns else name.capitalize()}: "
    telling = any(value is not None and value.grid and value.grid.flat and len(set(map(str, value.grid.flat))) > 1 for value in mine)
    for name, test in GENERIC:
        if name in unlikely:
            continue
        hints = [w and test(m, w, arguments[i]) for m, w, i in zip(mine, wanted, wrong, strict=True)]
        if all(hints) and (telling or (len(hints) > 1 and len(set(hints)) == 1)):
            return Named(name, before + hints[0])
    return None


def _same_message(mine: Record, known: Record) -> bool:
    return not mine.error or mine.error["message"] == known.error["message"]


def _tells_something(record: Record) -> bool:
    """One number may agree by chance; two different ones rarely do."""
    return _distinct(record) > 1


def _distinct(record: Record) -> int:
    """How many different numbers a result holds."""
    grid = record.value.grid if record.value else None
    return len(set(map(str, grid.flat))) if grid and grid.flat else 0

"""Run the learner's function where it can do no harm, and always come back in time.

On Linux the calls happen in a forked copy of the kernel: it has a time limit and a memory limit, and whatever the code does to torch,
to its global state or to the process itself ends with that copy. A fork costs about 10 ms, needs nothing pickled, and sees the
learner's notebook as it is. Elsewhere (a forked process may not use Apple's libraries; Windows has no fork) the calls happen in the
kernel itself: see `inprocess.py`.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from helpers.check import forked, inprocess
from helpers.check.values import Value


@dataclass
class Record:
    """One call: see `worker.observe`."""

    value: Value | None
    error: dict | None
    printed: str = ""
    changed: list = field(default_factory=list)


@dataclass
class Run:
    """The calls that ended, in order, and how the run ended: done, time, memory, or died (with a reason)."""

    records: list[Record]
    ending: str = "done"
    reason: str = ""
    line: int = 0  # where the code was when it was stopped, if known
    text: str = ""


def run(function: Callable, calls: list[tuple[tuple, dict]], seconds: float, method: str | None = None) -> Run:
    """Call `function` with each of the arguments, for at most `seconds` in all."""
    method = method or ("fork" if sys.platform == "linux" else "inprocess")
    if method == "fork":
        result = forked.run(function, calls, seconds)
        stuck = [r for r in result["records"] if r["error"] and "fork-based multiprocessing" in r["error"]["message"]]
        if not stuck:  # with a graphics card, autograd refuses to work in a forked process
            return _run(result)
    return _run(inprocess.run(function, calls, seconds))


def record(data: dict) -> Record:
    value = Value.from_plain(data["value"]) if data["value"] is not None else None
    return Record(value, data["error"], data["printed"], data["changed"])


def _run(result: dict) -> Run:
    return Run([record(data) for data in result["records"]], result["ending"], result["reason"], result["line"], result["text"])

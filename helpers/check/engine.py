"""The checks' engine: *not started*, *wrong* (the smallest failing case, the mistake named) or *right*.

    corr2d = FunctionExercise(number="1.1", title="Slide the window", oracle=..., cases=[Case(...), ...], mistakes=[Mistake(...), ...])
    check.corr2d(corr2d)      # right: a Verdict, which shows itself; else CheckFailed, which shows itself without a traceback

What is right comes from the oracle, written with torch and run in float64 when the exercise is declared: before a learner's code can
touch anything.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from helpers.check import sandbox
from helpers.check.compare import Difference, compare, family
from helpers.check.judge import judge_function
from helpers.check.naming import Known, Named
from helpers.check.sandbox import Record
from helpers.check.values import Value, describe
from helpers.check.verdict import CheckFailed, Verdict
from helpers.check.worker import copy, observe

__all__ = ["Case", "CheckFailed", "FunctionExercise", "Mistake", "ValueExercise", "Verdict"]


@dataclass
class Case:
    """One call. `args`: a tuple, one tensor or number, or a function of no arguments that makes them (its random numbers are seeded).

    With `raises=ValueError` the right answer is to raise that exception; the oracle is not asked. `note`: lines that are shown under
    the numbers where this case fails, a drawing for example.
    """

    name: str
    args: Any = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    raises: type[Exception] | None = None
    note: tuple[str, ...] = ()


@dataclass
class Mistake:
    """A known mistake: a short name, the hint that a learner reads, and an answer that makes it (a function; for values, a dict).

    `also`: other answers that make the same mistake. `line`: a pattern that must be found in the learner's line where the code stops.
    """

    name: str
    hint: str
    answer: Any
    also: tuple = ()
    line: str = ""

    @property
    def answers(self) -> list:
        return [self.answer, *self.also]


class FunctionExercise:
    """An exercise whose answer is a function. Cases go from easy to hard; the first that fails is shown."""

    def __init__(
        self, number: str, title: str, oracle: Callable, cases: list[Case], mistakes: list[Mistake], *,
        time_limit: float = 5.0, tolerance: float = 1e-4, inplace_ok: bool = False,
        unlikely: tuple[str, ...] = (), returns: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """`unlikely`: names of general mistakes (helpers/check/generic.py) that cannot be the reason here.

        `returns`: the names of several values that are returned together, such as ("running_mean", "running_var").
        """
        self.number, self.title, self.oracle, self.cases, self.mistakes = number, title, oracle, cases, mistakes
        self.time_limit, self.tolerance, self.inplace_ok = time_limit, tolerance, inplace_ok
        self.unlikely, self.returns = unlikely, returns
        self.names = list(inspect.signature(oracle).parameters)
        self.calls: list[tuple[tuple, dict]] = []
        self.right: list[Value | None] = []
        with torch.random.fork_rng(devices=[]), _default_state():
            for position, case in enumerate(cases):
                torch.manual_seed(position)
                made = case.args() if callable(case.args) else case.args
                args = tuple(made) if isinstance(made, tuple | list) else (made,)
                self.calls.append((args, case.kwargs))
                self.right.append(None if case.raises else describe(oracle(*_double(args), **_double(case.kwargs))))
            self.known = [Known(m.name, m.hint, [_record(a, call) for call in self.calls], m.line) for m in mistakes for a in m.answers]
        self.arguments = [
            {**dict(zip(self.names, map(describe, a), strict=False)), **{n: describe(v) for n, v in k.items()}} for a, k in self.calls
        ]

    def judge(self, function: Any, method: str | None = None) -> Verdict:
        """The verdict, whatever it is, without raising."""
        return judge_function(self, function, method)

    def __call__(self, function: Any = None) -> Verdict:
        return _answer(self.judge(function))


class ValueExercise:
    """An exercise whose answers are values, handed in by name: `check.size(width=width, height=height)`."""

    def __init__(self, number: str, title: str, right: dict[str, Any], mistakes: list[Mistake], *, tolerance: float = 1e-4) -> None:
        self.number, self.title, self.mistakes, self.tolerance, self.answers = number, title, mistakes, tolerance, right
        self.right = {name: describe(value) for name, value in right.items()}
        self.known = [(m, {name: describe(value) for name, value in a.items()}) for m in mistakes for a in m.answers]

    def judge(self, **answers: Any) -> Verdict:
        """The verdict, whatever it is, without raising."""
        got = {name: describe(answers.get(name, ...)) for name in self.right}
        open_names = [name for name, value in got.items() if value.kind in ("dots", "none")]
        if len(open_names) == len(got):
            return Verdict(
                "not started", self.number, self.title, "not started yet: put your answer in place of the dots and run both cells."
            )
        wrong = {
            name: found
            for name, value in got.items()
            if name not in open_names and (found := _value_fault(value, self.right[name], self.tolerance))
        }
        if not wrong and not open_names:
            return Verdict("right", self.number, self.title, "right." if len(got) == 1 else f"all {len(got)} values right.")
        if not wrong:
            return Verdict("unfinished", self.number, self.title, f"right so far; still open: {', '.join(open_names)}.")
        named = self._name(got)
        shown = "; ".join(f"{name}: {found.text}" for name, found in wrong.items() if found.kind != "value")
        still_open = f"; still open: {', '.join(open_names)}" if open_names else ""
        heading = f"{', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not right yet{still_open}."
        hint = named.hint if named else next((f.hint for f in wrong.values() if f.hint), "")
        if not hint and len(wrong) > 2:
            hint = f"Take them one at a time, beginning with {next(iter(wrong))}; the folded hints above the cell help."
        return Verdict("wrong", self.number, self.title, heading, [], [shown] if shown else [], hint, named.name if named else "")

    def __call__(self, **answers: Any) -> Verdict:
        return _answer(self.judge(**answers))

    def _name(self, got: dict[str, Value]) -> Named | None:
        """The known mistake that agrees with all answers it speaks of; of several, the one that speaks of most."""
        fits = [
            (len(values), -position, mistake)
            for position, (mistake, values) in enumerate(self.known)
            if all(_value_fault(got[name], value, self.tolerance) is None for name, value in values.items())
        ]
        best = max(fits, default=None)
        return Named(best[2].name, best[2].hint) if best else None


def _value_fault(got: Value, right: Value, tolerance: float) -> Difference | None:
    """As compare; but a value worked out by hand may be written 2 or 2.0."""
    found = compare(got, right, tolerance)
    return None if found and found.kind == "dtype" and {family(got.dtype), family(right.dtype)} == {"int", "float"} else found


def _answer(verdict: Verdict) -> Verdict:
    if verdict.state != "right":
        raise CheckFailed(verdict)
    return verdict


def _record(function: Callable, call: tuple[tuple, dict]) -> Record:
    return sandbox.record(observe(function, *call))


def _double(thing: Any) -> Any:
    """Float tensors as fresh float64 copies, for the oracle."""
    if isinstance(thing, torch.Tensor):
        fresh = thing.detach().clone()
        fresh = fresh.double() if fresh.is_floating_point() else fresh
        return fresh.requires_grad_(thing.requires_grad)
    if type(thing) in (list, tuple):
        return type(thing)(_double(item) for item in thing)
    return {key: _double(item) for key, item in thing.items()} if type(thing) is dict else copy(thing)


class _default_state:
    """Declaring an exercise leaves torch's switches as they were."""

    def __enter__(self) -> None:
        self.before = torch.get_default_dtype(), torch.is_grad_enabled()
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)

    def __exit__(self, *_: object) -> None:
        torch.set_default_dtype(self.before[0])
        torch.set_grad_enabled(self.before[1])

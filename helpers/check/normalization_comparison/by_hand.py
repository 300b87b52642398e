"""An exercise that is to be written by hand: a right answer that lets torch do the work is refused too."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from helpers.check import sandbox
from helpers.check.engine import FunctionExercise, Mistake, Verdict


class Shortcut(Exception):
    """The answer called a function of torch that it was to replace."""


class _Watch(TorchFunctionMode):
    """Notes which of the named functions of torch are called."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names, self.called = names, set()

    def __torch_function__(self, function: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        self.called |= {getattr(function, "__name__", "")} & set(self.names)
        return function(*args, **(kwargs or {}))


class ByHand(FunctionExercise):
    """A FunctionExercise. The first case runs once more, watched: a call of one of `instead_of` is `shortcut`, right or wrong."""

    def __init__(self, *given: Any, mistakes: list[Mistake], instead_of: tuple[str, ...], shortcut: Mistake, **more: Any) -> None:
        super().__init__(*given, mistakes=[*mistakes, shortcut], **more)
        self.instead_of, self.shortcut = instead_of, shortcut

    def judge(self, function: Any, method: str | None = None) -> Verdict:
        verdict = super().judge(function, method)
        if verdict.state not in ("right", "wrong") or function is self.oracle or not callable(function):
            return verdict

        def watched(*args: torch.Tensor) -> Any:
            with _Watch(self.instead_of) as watch:
                try:
                    return function(*args)
                finally:
                    if watch.called:
                        raise Shortcut

        records = sandbox.run(watched, self.calls[:1], self.time_limit, method).records
        if not any(record.error and record.error["type"] == Shortcut.__name__ for record in records):
            return verdict
        name, hint = self.shortcut.name, self.shortcut.hint
        if verdict.state == "right":
            return Verdict("wrong", self.number, self.title, "the numbers are right, but they are torch's.", hint=hint, mistake=name)
        return replace(verdict, hint=hint, mistake=name, sure=True)

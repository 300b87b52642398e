"""An exercise whose answer is one number: a tensor that holds it may have axes of size 1 too."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from helpers.check import sandbox
from helpers.check.engine import FunctionExercise, Verdict


class _Single:
    """The learner's function; a tensor of one number comes back without axes."""

    def __init__(self, function: Callable) -> None:
        self.function = function

    def __call__(self, *args: Any) -> Any:
        value = self.function(*args)
        single = isinstance(value, torch.Tensor | np.ndarray) and math.prod(value.shape) == 1
        return value.reshape(()) if single else value


class OneNumber(FunctionExercise):
    """A FunctionExercise. If the first case gives one number with axes, they are taken away and all cases are judged again."""

    def judge(self, function: Any, method: str | None = None) -> Verdict:
        verdict = super().judge(function, method)
        if verdict.state != "wrong" or not callable(function):
            return verdict
        records = sandbox.run(function, self.calls[:1], min(1.0, self.time_limit), method).records
        shape = records[0].value.shape if records and records[0].value else ()
        return super().judge(_Single(function), method) if shape and math.prod(shape) == 1 else verdict

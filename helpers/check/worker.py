"""One call of the learner's function, watched: what came back, what it printed, what it raised and where."""

import io
import linecache
import sys
import sysconfig
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from types import FunctionType
from typing import Any

import torch

from helpers.check.lines import clipped, facts, other_function
from helpers.check.values import describe

_HELPERS = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_seed, _grad, _default_dtype = torch.manual_seed, torch.set_grad_enabled, torch.set_default_dtype
_detach, _clone = torch.Tensor.detach, torch.Tensor.clone


class Printed(io.TextIOBase):
    """Stands in for sys.stdout: keeps the first 2000 characters, swallows the rest."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        if len(self.text) < 2000:
            self.text += str(text)[: 2000 - len(self.text)]
        return len(text)

    def writable(self) -> bool:
        return True


def copy(thing: Any) -> Any:
    """A fresh copy of a case's argument, so that no call sees what another did to it."""
    if isinstance(thing, torch.Tensor):
        return _clone(_detach(thing)).requires_grad_(thing.requires_grad)
    if isinstance(thing, list | tuple) and type(thing) in (list, tuple):
        return type(thing)(copy(item) for item in thing)
    if type(thing) is dict:
        return {key: copy(item) for key, item in thing.items()}
    try:
        return deepcopy(thing)  # a network above all: its weights must survive what one call does to them
    except Exception:
        return thing


def changed(before: Any, after: Any) -> bool:
    """Does an argument differ from what it was, the numbers of a network's weights and buffers included? (net.double() keeps them.)"""
    if isinstance(before, torch.nn.Module):
        was, now = (dict(module.state_dict()) for module in (before, after))
        return list(was) != list(now) or any(repr(describe(was[key]).flat) != repr(describe(now[key]).flat) for key in was)
    return repr(describe(before)) != repr(describe(after))


def observe(function: Callable, args: tuple, kwargs: dict) -> dict:
    """Call `function` on copies of the arguments. Whatever happens, the answer is a dict of plain data.

    value: what came back (Value.plain) · error: what was raised, or None · printed · changed: the arguments it changed in place.
    """
    given, named = copy(args), copy(kwargs)
    _default_dtype(torch.float32)
    _grad(True)
    _seed(0)
    value = error = None
    out, err, printed = sys.stdout, sys.stderr, Printed()
    sys.stdout = sys.stderr = printed
    try:
        value = describe(function(*given, **named)).plain()
    except BaseException as problem:
        if type(problem).__name__ == "TimeIsUp":
            raise
        error = describe_error(problem, function)
    finally:
        sys.stdout, sys.stderr = out, err
    pairs = [*enumerate(zip(args, given, strict=True)), *((key, (kwargs[key], named[key])) for key in kwargs)]
    return {"value": value, "error": error, "printed": printed.text, "changed": [name for name, pair in pairs if changed(*pair)]}


def describe_error(problem: BaseException, function: Callable) -> dict:
    """Type, message and the learner's own line: the deepest one that is neither ours nor a library's.

    inside: the name of another function of the learner's that this line stands in, or "". For the rest see `lines.facts`.
    """
    try:
        message = str(problem)
    except BaseException:
        message = "(its message cannot be shown)"
    own = function.__code__.co_filename if type(function) is FunctionType else None
    number, text, outer, deepest, step = 0, "", None, None, problem.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == own or is_theirs(code.co_filename):
            number, outer, deepest = step.tb_lineno, deepest, step.tb_frame
            text = linecache.getline(code.co_filename, number).strip()
        step = step.tb_next
    return {
        "type": type(problem).__name__,
        "families": [str(c.__name__) for c in type(problem).__mro__],
        "message": message.strip()[:600],
        "line": number,
        "text": clipped(text),
        "inside": other_function(deepest.f_code, function) if deepest else "",
        **(facts(deepest, outer, text) if deepest else {}),
    }


def is_theirs(filename: str) -> bool:
    """Does this file hold the learner's code, rather than ours, torch's or Python's?"""
    return not filename.startswith((_HELPERS, *_LIBRARIES, "<frozen"))

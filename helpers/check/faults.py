"""What is wrong with one call of the learner's function, and what a cell that was never filled in looks like."""

import ast
import dis
import inspect
import linecache
import re
import textwrap
from types import CodeType, FunctionType
from typing import Any

import numpy as np
import torch

from helpers.check.compare import Difference, compare, kind_text, number_text
from helpers.check.sandbox import Record
from helpers.check.stops import describe_stop, is_unwritten
from helpers.check.values import Value

NUMBERS = ("value", "shape", "type", "length", "dtype")  # faults that a known mistake can explain


def is_blank(function: Any) -> bool:
    """A function that holds nothing but comments, a docstring, `pass`, `...` or `return None`."""
    if type(function) is not FunctionType:
        return False
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "COPY_FREE_VARS", "MAKE_CELL"}
    steps = list(dis.get_instructions(function.__code__))
    constants = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(step.opname in idle for step in steps) and all(value is None or value is ... for value in constants)


def is_stub(record: Record) -> bool:
    """What a cell that was not filled in does: raise NotImplementedError, or give back `...`."""
    if record.error:
        return is_unwritten(record.error) and not record.error["inside"]
    return record.value.kind == "dots"


def holds_code(function: Any) -> bool:
    """Does this function hold more than a docstring, `pass`, `...` and the stub's `raise NotImplementedError()`?

    Read from its text: what stands below a `raise` is in no byte code.
    """
    try:
        code = function.__code__
        lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
        tree = ast.parse(textwrap.dedent("".join(inspect.getblock(lines))))
        found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    except Exception:
        return False
    return not all(_is_idle(statement) for statement in found.body)


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return "NotImplementedError" in ast.dump(statement)
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))


def outside_tensors(function: Any) -> list[str]:
    """Tensors and arrays of the notebook that this function reads by name, rather than get them as arguments."""
    if type(function) is not FunctionType:
        return []
    found, codes = [], [function.__code__]
    while codes:
        code = codes.pop()
        codes += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
        found += [step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"]
    return [name for name in dict.fromkeys(found) if type(function.__globals__.get(name)) in (torch.Tensor, np.ndarray)]


def changed_input(record: Record, names: list[str]) -> str:
    """The name of the first input that the call changed in place."""
    key = record.changed[0]
    return names[key] if isinstance(key, int) and key < len(names) else key


def _single_or_kind(value: Value) -> str:
    """A single number as it is, anything else by its kind."""
    return number_text(value.flat[0]) if value.flat and not value.shape else kind_text(value)


def find_fault(
    record: Record,
    right: Value | None,
    raises: type[Exception] | None,
    names: list[str],
    tolerance: float,
    inplace_ok: bool,
    returns: tuple[str, ...] = (),
    kinds: dict[str, str] | None = None,
) -> Difference | None:
    """The difference between one call and what is right, or None; `kinds`: for each input its Value's kind."""
    if raises:
        if record.error is None:
            hint = f'Where the input is refused, write raise {raises.__name__}("why"): it ends the function there, and nothing is returned.'
            text = f"this call should raise {raises.__name__}, and yours returns {_single_or_kind(record.value)}"
            return Difference("no error", text, hint=hint if record.value.kind in ("none", "other", "text") else "")
        if raises.__name__ in record.error["families"]:
            return None
        if re.search(r"\braise\b", record.error["text"]):
            other = f"this call should raise {raises.__name__}, and yours raises {record.error['type']}"
            return Difference("error", other, hint=f"It is right to refuse this input. Write raise {raises.__name__}(…).")
        return describe_stop(record.error, names)
    if record.error:
        return describe_stop(record.error, names)
    if record.value.kind == "none" and right.kind != "none":
        if record.printed.strip():
            hint = "A function hands its result back with return; print only shows it."
            return Difference("printed", "your function prints something and returns None", hint=hint)
        hint = "Is the last line `return …` missing, or inside an if that was not taken?"
        return Difference("none", "your function runs, but returns None", hint=hint)
    found = compare(record.value, right, tolerance, returns)
    if found is None and record.changed and not inplace_ok:
        name = changed_input(record, names)
        copy = {
            "sequence": f"make a new list, {name} = list({name}), and new tensors for what it holds",
            "module": f"work on a copy of the network, copy.deepcopy({name})",
        }.get((kinds or {}).get(name), f"work on a copy, {name} = {name}.clone()")
        hint = f"Whoever called it still needs {name}: {copy}."
        return Difference("changed", f"the result is right, but your function changes its input {name} in place", hint=hint)
    return found

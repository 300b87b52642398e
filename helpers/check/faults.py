"""What is wrong with one call of the learner's function, and what a cell that was never filled in looks like."""

import dis
from types import FunctionType
from typing import Any

from helpers.check.compare import Difference, compare, kind_text
from helpers.check.sandbox import Record
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
        return record.error["type"] == "NotImplementedError" and (
            not record.error["message"] or "NotImplementedError" in record.error["text"]
        )
    return record.value.kind == "dots"


def find_fault(
    record: Record, right: Value | None, raises: type[Exception] | None, names: list[str], tolerance: float, inplace_ok: bool
) -> Difference | None:
    """The difference between one call and what is right, or None."""
    if raises:
        if record.error is None:
            return Difference("no error", f"this call should raise {raises.__name__}, and yours returns {kind_text(record.value)}")
        return None if raises.__name__ in record.error["families"] else describe_stop(record.error)
    if record.error:
        return describe_stop(record.error)
    if record.value.kind == "none" and right.kind != "none":
        if record.printed.strip():
            hint = "A function hands its result back with return; print only shows it."
            return Difference("printed", "your function prints something and returns None", hint=hint)
        hint = "Is the last line `return …` missing, or inside an if that was not taken?"
        return Difference("none", "your function runs, but returns None", hint=hint)
    found = compare(record.value, right, tolerance)
    if found is None and record.changed and not inplace_ok:
        key = record.changed[0]
        name = names[key] if isinstance(key, int) and key < len(names) else key
        hint = f"Whoever called it still needs {name}: work on a copy, {name} = {name}.clone()."
        return Difference("changed", f"the result is right, but your function changes its input {name} in place", hint=hint)
    return found


def describe_stop(error: dict) -> Difference:
    """An exception in the learner's code, with the learner's own line."""
    kind, message = error["type"], error["message"]
    hint = ""
    if kind == "SystemExit":
        text, hint = "your code calls exit()", "A function ends with return; exit() would end the notebook's Python."
    elif kind == "MemoryError" or "allocate memory" in message or "not enough memory" in message:
        text, hint = "your code asks for more memory than there is", "How large is your largest tensor, and does a list grow without end?"
    elif kind == "RecursionError":
        text = "your function calls itself without end (RecursionError)"
    else:
        first = message.splitlines()[0][:300] if message else ""
        text = f"your code stops with {kind}{f': {first}' if first else ''}"
    return Difference("error", text + at_line(error["line"], error["text"]), hint=hint)


def at_line(line: int, text: str, say: str = "in line") -> str:
    return f" — {say} {line}: {text}" if line and text else f" — {say} {line}" if line else ""

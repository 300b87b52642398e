"""From the records of a run to a verdict: which case fails first, in what, and what to say about it."""

import dis
from typing import TYPE_CHECKING, Any

from helpers.check import sandbox
from helpers.check.compare import Difference, compare, kind_text
from helpers.check.grids import block, side_by_side
from helpers.check.naming import Named, name_mistake
from helpers.check.sandbox import Record, Run
from helpers.check.values import Value, describe
from helpers.check.verdict import Verdict

if TYPE_CHECKING:
    from helpers.check.engine import FunctionExercise

NOT_STARTED = "not started yet: fill in the cell above, run it, then run this one."


def judge_function(exercise: "FunctionExercise", function: Any, method: str | None) -> Verdict:
    def verdict(state: str, heading: str, *problem: str, **more: Any) -> Verdict:
        return Verdict(state, exercise.number, exercise.title, heading, problem=list(problem), **more)

    if function is None or function is ... or is_blank(function):
        return verdict("not started", NOT_STARTED)
    if not callable(function):
        thing = describe(function)
        what = f"the text {thing.type!r}" if thing.kind == "text" else kind_text(thing)
        return verdict(
            "wrong", "a function is needed here.", f"You handed in {what}.", hint="Give the check the function's name without brackets."
        )
    run = sandbox.run(function, exercise.calls, exercise.time_limit, method)
    records = run.records
    if records and (is_stub(records[0])):
        return verdict("not started", NOT_STARTED)
    wrong: list[tuple[int, Difference]] = []
    for position, record in enumerate(records):
        if found := find_fault(exercise, position, record):
            wrong.append((position, found))
    if wrong:
        return _wrong(exercise, records, wrong, verdict)
    if run.ending != "done":
        return _ended(exercise, run, verdict)
    count = len(exercise.cases)
    heading = "right." if count == 1 else f"all {count} cases right."
    note = _note(records, exercise.right)
    return verdict("right", heading, *([note] if note else []))


def is_blank(function: Any) -> bool:
    """A function that holds nothing but comments, a docstring, `pass`, `...` or `return None`."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "COPY_FREE_VARS", "MAKE_CELL"}
    steps = list(dis.get_instructions(code))
    returned = {step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST") and not isinstance(step.argval, list | dict)}
    return all(step.opname in idle for step in steps) and returned <= {None, ...}


def is_stub(record: Record) -> bool:
    """What a cell that was not filled in does: raise NotImplementedError, or give back `...`."""
    if record.error:
        return record.error["type"] == "NotImplementedError" and (
            not record.error["message"] or "NotImplementedError" in record.error["text"]
        )
    return record.value.kind == "dots"


def find_fault(exercise: "FunctionExercise", position: int, record: Record) -> Difference | None:
    """What is wrong with one call, or None."""
    raises = exercise.cases[position].raises
    if raises:
        if record.error is None:
            return Difference("no error", f"this call should raise {raises.__name__}, and yours returns {kind_text(record.value)}")
        return None if raises.__name__ in record.error["families"] else _error(record.error)
    if record.error:
        return _error(record.error)
    if record.value.kind == "none" and exercise.right[position].kind != "none":
        if record.printed.strip():
            return Difference(
                "printed",
                "your function prints its result and returns None",
                hint="A function hands its result back with return; print only shows it.",
            )
        return Difference(
            "none", "your function runs, but returns None", hint="Is the last line `return …` missing, or inside an if that was not taken?"
        )
    found = compare(record.value, exercise.right[position], exercise.tolerance)
    if found is None and record.changed and not exercise.inplace_ok:
        name = _argument(exercise, record.changed[0])
        return Difference(
            "changed",
            f"the result is right, but your function changes its input {name} in place",
            hint=f"Work on a copy: {name} = {name}.clone().",
        )
    return found


def _error(error: dict) -> Difference:
    kind = error["type"]
    if kind == "SystemExit":
        text, hint = "your code calls exit()", "A function ends with return; exit() would end the notebook's Python."
    elif kind in ("MemoryError",) or "can't allocate memory" in error["message"] or "not enough memory" in error["message"]:
        text, hint = (
            "your code asks for more memory than there is",
            "How large is the largest tensor that you make, and does a list grow without end?",
        )
    elif kind == "RecursionError":
        text, hint = "your function calls itself without end (RecursionError)", ""
    else:
        message = error["message"].splitlines()
        text, hint = f"your code stops with {kind}{': ' + message[0][:300] if message else ''}", ""
    return Difference("error", text + _at(error["line"], error["text"]), hint=hint)


def _at(line: int, text: str) -> str:
    return f" — in line {line}:  {text}" if line and text else f" — in line {line}" if line else ""


def _argument(exercise: "FunctionExercise", key: int | str) -> str:
    return exercise.names[key] if isinstance(key, int) and key < len(exercise.names) else str(key)


def _wrong(exercise: "FunctionExercise", records: list[Record], wrong: list[tuple[int, Difference]], verdict: Any) -> Verdict:
    position, found = wrong[0]
    record = records[position]
    positions = [p for p, _ in wrong]
    named = name_mistake(records, exercise.right, positions, exercise.arguments, exercise.known, exercise.tolerance)
    if named is None and len(records) > 2 and _always_same(records, exercise.right, positions):
        named = Named("same answer", "Your function gives the same answer for every input.")
    hint, name, sure = (named.hint, named.name, named.sure) if named else (found.hint, "", True)
    problem = [found.text]
    if record.printed.strip() and found.kind != "error":
        lines = record.printed.strip().splitlines()
        problem.append(f"it printed: {lines[0][:80]}{' …' if len(lines) > 1 or len(lines[0]) > 80 else ''}")
    return verdict(
        "wrong", _where(exercise, position), *problem, grids=_grids(exercise, position, record, found), hint=hint, mistake=name, sure=sure
    )


def _where(exercise: "FunctionExercise", position: int) -> str:
    count = len(exercise.cases)
    return f'case "{exercise.cases[position].name}"' + (f" ({position + 1} of {count})" if count > 1 else "")


def _grids(exercise: "FunctionExercise", position: int, record: Record, found: Difference) -> list[str]:
    inputs = [block(name, value) for name, value in exercise.arguments[position].items()]
    right = exercise.right[position]
    results = [block("should be", right)] if right is not None else []
    if record.value is not None and record.value.kind != "none" and found.kind != "changed":
        results.append(block("yours", record.value))
    return side_by_side(inputs) + side_by_side(results)


def _always_same(records: list[Record], right: list[Value | None], wrong: list[int]) -> bool:
    values = [record.value for record in records if record.value is not None and record.value.grid]
    return len(values) == len(records) and all(v[1:] == values[0][1:] for v in values) and len({str(r) for r in right}) > 1


def _ended(exercise: "FunctionExercise", run: Run, verdict: Any) -> Verdict:
    """The run stopped inside a case."""
    position = len(run.records)
    here = _at(run.line, run.text)
    inputs = side_by_side([block(name, value) for name, value in exercise.arguments[position].items()])
    if run.ending == "time":
        text = f"your code was stopped after {exercise.time_limit:g} seconds{here.replace('in line', 'it was in line')}"
        hint = "Is there a loop that never ends? Check what changes from round to round."
    else:
        text, hint = f"your code did not come back: {run.reason}{here}", ""
    return verdict("wrong", _where(exercise, position), text, grids=inputs, hint=hint)


def _note(records: list[Record], right: list[Value | None]) -> str:
    """A word about a right answer in another wrapping than torch's."""
    for record, wanted in zip(records, right, strict=True):
        if wanted is not None and wanted.kind == "tensor" and wanted.shape and record.value.kind in ("array", "sequence"):
            return f"Your result is {kind_text(record.value)}, which is fine here; torch.as_tensor turns it into a tensor."
    return ""

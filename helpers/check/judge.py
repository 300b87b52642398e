"""From a function to a verdict: run it, find the first case that fails, name the mistake, put it in words."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.check import sandbox
from helpers.check.compare import Difference, kind_text
from helpers.check.faults import NUMBERS, changed_input, find_fault, holds_code, is_blank, is_stub, outside_tensors
from helpers.check.grids import block, blocks, group, side_by_side
from helpers.check.groups import is_group, label, parts
from helpers.check.naming import Named, name_mistake
from helpers.check.sandbox import Record, Run
from helpers.check.stops import at_line, unwritten
from helpers.check.values import Value, describe
from helpers.check.verdict import Verdict

if TYPE_CHECKING:
    from helpers.check.engine import FunctionExercise

NOT_STARTED = "not started yet: fill in the cell above, run it, then run this one."
STILL_RAISES = "not started yet, or not quite: the line `raise NotImplementedError()` still stands in your function. Delete it."


def judge_function(exercise: "FunctionExercise", function: Any, method: str | None) -> Verdict:
    def verdict(state: str, heading: str, *problem: str, **more: Any) -> Verdict:
        return Verdict(state, exercise.number, exercise.title, heading, problem=list(filter(None, problem)), **more)

    if function is None or function is ... or is_blank(function):
        return verdict("not started", NOT_STARTED)
    if not callable(function):
        thing = describe(function)
        what = f"the text {thing.type!r}" if thing.kind == "text" else kind_text(thing)
        return verdict(
            "wrong", "a function is needed here.", f"You handed in {what}.", hint="Give the check the function's name, without brackets."
        )
    run = sandbox.run(function, exercise.calls, exercise.time_limit, method)
    records = run.records
    if records and records[0].error and (name := unwritten(records[0].error)):
        return verdict("unfinished", f"`{name}`, which your function calls, is not written yet: fill in its cell first.")
    if records and is_stub(records[0]):
        return verdict("not started", STILL_RAISES if records[0].error and holds_code(function) else NOT_STARTED)
    faults = {}
    for position, record in enumerate(records):
        raises, right = exercise.cases[position].raises, exercise.right[position]
        kinds = {name: value.kind for name, value in exercise.arguments[position].items()}
        more = (exercise.tolerance, exercise.inplace_ok, exercise.returns, kinds)
        if found := find_fault(record, right, raises, exercise.names, *more):
            faults[position] = found
    if faults:
        return _wrong(exercise, function, records, faults, verdict)
    if run.ending != "done":
        return _ended(exercise, run, verdict)
    count = len(exercise.cases)
    return verdict("right", "right." if count == 1 else f"all {count} cases right.", _note(records, exercise.right))


def _wrong(
    exercise: "FunctionExercise", function: Any, records: list[Record], faults: dict[int, Difference], verdict: Callable[..., Verdict]
) -> Verdict:
    position, found = next(iter(faults.items()))
    record = records[position]
    explains = [p for p, fault in faults.items() if fault.kind in (*NUMBERS, "no error")]
    named = name_mistake(
        records, exercise.right, list(faults), explains, exercise.arguments, exercise.known, exercise.tolerance, exercise.unlikely,
        {p: fault.item for p, fault in faults.items()}, exercise.returns,
    )  # fmt: skip
    if named is None and found.kind in NUMBERS:
        named = _same_answer(records, exercise.right, found.item, exercise.returns)
    if record.error and record.error["type"] == "TypeError" and not record.error["line"]:
        found.hint = f"It is called with ({', '.join(exercise.names)}): keep these parameters."
    if named is None and not found.hint and (names := outside_tensors(function)):
        named = Named("from outside", _outside_hint(names, exercise.names), sure=False)
    hint, name, sure = (named.hint, named.name, named.sure) if named else (found.hint, "", True)
    printed = record.printed.strip().splitlines() if found.kind != "error" else []
    said = f"it printed: {printed[0][:80]}{' …' if len(printed) > 1 or len(printed[0]) > 80 else ''}" if printed else ""
    grids = _grids(exercise, position, record, found)
    also = ""
    if record.changed and not exercise.inplace_ok and found.kind in NUMBERS:
        also = f"your function also changes its input {changed_input(record, exercise.names)} in place"
    return verdict("wrong", _where(exercise, position), found.text, said, also, grids=grids, hint=hint, mistake=name, sure=sure)


def _ended(exercise: "FunctionExercise", run: Run, verdict: Callable[..., Verdict]) -> Verdict:
    """The run stopped inside a case."""
    position, hint = len(run.records), ""
    if run.ending == "time":
        text = f"your code was stopped after {exercise.time_limit:g} seconds{at_line(run.line, run.text, 'it was in line')}"
        hint = "Is there a loop that never ends? Look at what changes from round to round."
    else:
        text = f"your code did not come back: {run.reason}{at_line(run.line, run.text)}"
    return verdict("wrong", _where(exercise, position), text, grids=_grids(exercise, position, None, None), hint=hint)


def _outside_hint(names: list[str], parameters: list[str]) -> str:
    return f"Your function reads `{names[0]}` of the notebook. It should work with what it is given: ({', '.join(parameters)})."


def _where(exercise: "FunctionExercise", position: int) -> str:
    count = len(exercise.cases)
    return f'case "{exercise.cases[position].name}"' + (f" ({position + 1} of {count})" if count > 1 else "")


def _grids(exercise: "FunctionExercise", position: int, record: Record | None, found: Difference | None) -> list[str]:
    inputs = [each for name, value in exercise.arguments[position].items() for each in blocks(name, value)]
    note = [f"    {line}" for line in exercise.cases[position].note]
    right = exercise.right[position]
    results = []
    if record is not None and right is not None and found.kind != "changed":
        if is_group(right):
            shown = group(right, record.value, exercise.returns, found.item, found.index)
            return side_by_side(inputs, shown) + note
        results.append(block("should be", right))
        if record.value is not None and record.value.kind != "none":
            results.append(block("yours", record.value, found.index))
    return side_by_side(inputs, results) + note


def _same_answer(records: list[Record], right: list[Value | None], item: int | None, names: tuple[str, ...]) -> Named | None:
    """The same value, or the same one of several values, whatever the input is."""
    if _always_same([record.value for record in records], right):
        return Named("same answer", "Your function gives the same answer for every input.")
    if item is None or not all(map(is_group, right)):
        return None
    count = len(right[0].items)
    mine, wanted = [parts(record.value, count) for record in records], [parts(value, count) for value in right]
    if all(mine) and all(wanted) and _always_same([values[item] for values in mine], [values[item] for values in wanted]):
        name = label(item, count, names)
        return Named("same answer", f"{f'`{name}`' if names else name[0].upper() + name[1:]} is the same for every input.")
    return None


def _always_same(values: list[Value | None], right: list[Value | None]) -> bool:
    if len(values) < 3 or any(value is None or value.kind in ("none", "dots", "other") for value in values):
        return False
    return all(str(value[1:]) == str(values[0][1:]) for value in values) and len({str(value) for value in right}) > 1


def _note(records: list[Record], right: list[Value | None]) -> str:
    """A word about a right answer in another wrapping than torch's."""
    for record, wanted in zip(records, right, strict=True):
        if wanted is not None and wanted.kind == "tensor" and wanted.shape and record.value.kind in ("array", "sequence"):
            return f"You return {kind_text(record.value)}, which is fine here; torch.as_tensor turns it into a tensor."
    return ""

"""An exception in the learner's code: in words, with the learner's own line."""

from helpers.check.compare import Difference
from helpers.check.meanings import meaning


def describe_stop(error: dict, names: list[str]) -> Difference:
    """An exception in the learner's code, with the learner's own line. `names`: the parameters of the exercise's function."""
    kind, message, inside = error["type"], error["message"], error["inside"]
    hint = ""
    if name := unwritten(error):
        return Difference("error", f"`{name}`, which your function calls, is not written yet", hint=f"Fill in the cell of `{name}` first.")
    if kind == "SystemExit":
        text, hint = "your code calls exit()", "A function ends with return; exit() would end the notebook's Python."
    elif kind == "MemoryError" or "allocate memory" in message or "not enough memory" in message:
        text, hint = "your code asks for more memory than there is", "How large is your largest tensor, and does a list grow without end?"
    elif kind == "RecursionError":
        text = "your function calls itself without end (RecursionError)"
    else:
        first = message.splitlines()[0].removesuffix(", but expected one of:")[:300] if message else ""
        text, hint = f"your code stops with {kind}{f': {first}' if first else ''}", meaning(error, names)
    return Difference("error", text + at_line(error["line"], error["text"], inside=inside), hint=hint)


def is_unwritten(error: dict) -> bool:
    """Is this the `raise NotImplementedError()` of a stub, and none of torch's?"""
    return error["type"] == "NotImplementedError" and (not error["message"] or "NotImplementedError" in error["text"])


def unwritten(error: dict) -> str:
    """The other function that the learner's code called and that is not written yet, or an empty text."""
    return error["inside"] if is_unwritten(error) else ""


def at_line(line: int, text: str, say: str = "in line", inside: str = "") -> str:
    place = f"{say} {line}{f' of `{inside}`, which your function calls' if inside else ''}"
    return f" — {place}: {text}" if line and text else f" — {place}" if line else ""

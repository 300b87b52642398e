"""An exception in the learner's code: the learner's own line, and what it mostly means."""

import re

from helpers.check.compare import Difference

# The first of these patterns that is found in the message gives the hint. Each hint is true whatever the exercise is.
_SHAPES = "What you write into this place has another shape than the place. Print both .shape."
MEANINGS = {
    "can't be cast to the desired output type": "The result was made for whole numbers. Make it a float tensor: "
    "torch.zeros(...) without dtype=int.",
    "out of (bounds|range)": "An index leaves the tensor: n places are counted from 0 to n - 1. How far does the loop run, and "
    "which index in this line goes further?",
    "too many indices": "There are more indices in the square brackets than the tensor has axes. Print its .shape.",
    "'(int|float|NoneType)' object (is not subscriptable|does not support item)": "What stands before the square brackets is a single "
    "number or None: it has no places. Make it with torch.zeros(...).",
    "'torch.Size' and": "A shape is a tuple, and tuples cannot be subtracted. Take the numbers out of it first, as in h, w = x.shape.",
    "mat1 and mat2|size mismatch, got input": "`@` is the matrix product: it needs as many columns on the left as rows on the right. "
    "Number by number it is `*`.",
    "inconsistent tensor size": "`@` multiplies number by number and adds up: both sides must have the same length.",
    "must match the size of tensor": "The two tensors in this line differ in shape; a slice that reaches past the edge comes out shorter. "
    "Print both .shape.",
    "must match the existing size|shape mismatch|doesn't match the broadcast shape": _SHAPES,
    "can't be greater than actual input size": "The window is larger than what it slides over: without padding it does not fit.",
    "^a Tensor with|^only one element tensors": "Only a tensor with one element turns into a number; this one has more, "
    "or none. Is a .sum() missing?",
    "'(numpy.ndarray|Tensor)' and '(numpy.ndarray|Tensor)'|not implemented for NumPy arrays|must be Tensor, not numpy": "A numpy array and "
    "a torch tensor meet in this line. The check hands in tensors: make yours with torch.zeros or x.new_zeros(rows, columns), not np.",
    r"must be Tensor, not (int|float)|(clamp|clip|min|max|minimum|maximum|abs|round)\(\).* got \((int|float)": "This function of torch "
    "wants a tensor, and gets a single number. For numbers take Python's own min, max, abs and round.",
    r"\(got float\)|'float' object cannot be interpreted as an integer|slice indices must be integers": "An index or a size here is no "
    "whole number: / always gives a float, // gives a whole number.",
    "conv.*invalid combination of arguments.*padding_mode": "F.conv2d has no padding_mode, only layers such as nn.Conv2d have one. "
    "Pad first, with F.pad, then convolve.",
    "invalid combination of arguments": "The function does not take these arguments: is one of the wrong type, or its name wrong?",
}
CONVOLUTION = re.compile(r"Expected \dD \(unbatched\) or \dD \(batched\) input to (conv\dd)")
PADDING = re.compile(r"Padding size (\d) is not supported for (\d)D")


def describe_stop(error: dict, names: list[str]) -> Difference:
    """An exception in the learner's code, with the learner's own line. `names`: the parameters of the exercise's function."""
    kind, message = error["type"], error["message"]
    hint = ""
    if kind == "SystemExit":
        text, hint = "your code calls exit()", "A function ends with return; exit() would end the notebook's Python."
    elif kind == "MemoryError" or "allocate memory" in message or "not enough memory" in message:
        text, hint = "your code asks for more memory than there is", "How large is your largest tensor, and does a list grow without end?"
    elif kind == "RecursionError":
        text = "your function calls itself without end (RecursionError)"
    else:
        first = message.splitlines()[0].removesuffix(", but expected one of:")[:300] if message else ""
        text, hint = f"your code stops with {kind}{f': {first}' if first else ''}", meaning(kind, message, names)
    return Difference("error", text + at_line(error["line"], error["text"]), hint=hint)


def meaning(kind: str, message: str, names: list[str]) -> str:
    """What an exception mostly means, or an empty text."""
    if kind == "NotImplementedError" and not message:
        return "Delete the line `raise NotImplementedError()` once your code is in place."
    if kind == "UnboundLocalError" and (name := _quoted(message)):
        return f"`{name}` is used before anything is put into it. Give it a first value further up, before the loop."
    if kind == "NameError" and (name := _quoted(message)):
        return f"Nothing is called `{name}`. Your function gets ({', '.join(names)}): make `{name}` from them first, or mend the spelling."
    if found := CONVOLUTION.search(message):
        return f"F.{found[1]} wants two more axes in front, batch and channels: add them with [None, None], take them off with [0, 0]."
    if found := PADDING.search(message):
        return _padding_meaning(int(found[1]), int(found[2]))
    return next((hint for pattern, hint in MEANINGS.items() if re.search(pattern, message)), "")


def _padding_meaning(numbers: int, axes: int) -> str:
    """F.pad in a mode other than constant: two numbers go with (n, c, w), four with (n, c, h, w)."""
    if axes < numbers // 2 + 2:
        return (
            "In this mode F.pad wants a batch and a channel axis in front of the axes that it pads: add them with [None, None], "
            "take them off with [0, 0]."
        )
    return (
        f"In this mode F.pad wants two numbers for every axis after batch and channels, so {2 * (axes - 2)} for a tensor of {axes} axes: "
        "left, right, top, bottom; 0 where nothing is added."
    )


def _quoted(message: str) -> str:
    found = re.search(r"'(\w+)'", message)
    return found[1] if found else ""


def at_line(line: int, text: str, say: str = "in line") -> str:
    return f" — {say} {line}: {text}" if line and text else f" — {say} {line}" if line else ""

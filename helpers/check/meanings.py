"""What an exception mostly means: one line a message, the first that fits is said. Each hint is true whatever the exercise is.

A known mistake of the exercise (`Mistake`) is stronger: these are asked only where none fits.
"""

import re
from collections.abc import Callable

import torch

_SHAPES = "What you write into this place has another shape than the place. Print both .shape."
_NUMPY = "A numpy array and a torch tensor meet in this line. The check hands in tensors: make yours with torch.zeros, not np."
_WHOLE = "An index or a size here is no whole number: / always gives a float, // gives a whole number."
_NONE = "Something in this line is None. Does it come from a function that you call? Then look there: is a `return` missing?"
_LIST = "{0} takes the tensors as one list: torch.{0}([a, b]), with square brackets around them."
_A_LIST = (
    "This is a Python list or tuple, not a tensor. torch.stack makes a tensor of a list of tensors of one shape, torch.tensor of a list "
    "of numbers."
)
_TRUE = (
    "`and`, `or`, `not` and `if` need one True or False. For whole tensors use & and | and ~, "
    "with each comparison in brackets: (a > 0) & (b > 0)."
)
_BRACKETS = "& and | join tensors of True and False, and are done before == and <: put each comparison in brackets, (a == 1) & (b == 1)."


def _broadcast(found: re.Match, error: dict) -> str:
    one, other, axis = found.groups()
    shapes = ", ".join([f"{name} has shape {shape}" for name, shape in error.get("shapes", [])][:3])
    meet = f"In this line a shape with {one} meets one with {other} in dimension {axis}{shapes and f' ({shapes})'}. "
    if lost := error.get("lost"):
        return meet + f"A usual reason stands in this line: `.{lost}` takes its axis away; with keepdim=True it stays, with length 1."
    reasons = ["a size taken from the wrong place"]
    if ":" in error.get("text", ""):
        reasons.insert(0, "a slice cut off at the edge")
    if len({len(shape) for _, shape in error.get("shapes", [])}) != 1:  # not all have equally many axes
        reasons.append("an axis lost by a mean or sum without keepdim=True")
        reasons.append("a vector that needs more axes, as in bias[:, None, None]")
    return meet + f"Usual reasons: {'; '.join(reasons)}."


def _place(place: str, value: str, error: dict) -> str:
    """A value of one shape does not fit into a place of another."""
    shapes = [f"({', '.join(numbers)}{',' * (len(numbers) == 1)})" for numbers in (re.findall(r"\d+", place), re.findall(r"\d+", value))]
    if not re.search(r"\]\s*[-+*/]?=(?!=)", error.get("text", "")):
        return f"A tensor of shape {shapes[1]} cannot be stretched to {shapes[0]}: only an axis of length 1 can grow."
    if re.search(r"\b0\b", place):
        return (
            "The place that you write into is empty. A slice that begins below 0 begins near the end instead, and one that ends at -0 ends "
            "at 0: p:-p is empty for p = 0."
        )
    return f"The place that you write into has shape {shapes[0]}, what you write has shape {shapes[1]}."


def _unpack(found: re.Match, error: dict) -> str:
    if error.get("unpacked"):
        what, length, each = error["unpacked"]
        has = f"{'Each item of ' if each else ''}`{what}` has {length} {'entry' if length == 1 else 'entries'} here"
        if inside := error.get("inside"):
            return f"{has}, and `{inside}` has names for {found[1]}: hand it only those that it takes, or change its names."
        return f"{has}: give it as many names as that, not {found[1]}."
    return f"The thing you unpack in this line has {'more' if found[0].startswith('too') else 'fewer'} entries than names ({found[1]})."


def _none(found: re.Match, error: dict) -> str:
    if re.search(r"\.grad\b", error.get("text", "")):
        return "`.grad` is None until backward() has run, and only a tensor made with requires_grad=True gets one."
    return _NONE


def _padding(found: re.Match, error: dict) -> str:
    """F.pad in a mode other than constant: two numbers go with (n, c, w), four with (n, c, h, w)."""
    numbers, axes = int(found[1]), int(found[2])
    if axes < numbers // 2 + 2:
        return (
            "In this mode F.pad wants a batch and a channel axis in front of the axes that it pads: add them with [None, None], "
            "take them off with [0, 0]."
        )
    return (
        f"In this mode F.pad wants two numbers for every axis after batch and channels, so {2 * (axes - 2)} for a tensor of {axes} axes: "
        "left, right, top, bottom; 0 where nothing is added."
    )


IMPORTS = {
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
    **{name: f"import {name}" for name in ("torch", "numpy", "math", "itertools", "functools", "copy", "random", "scipy", "collections")},
}

MEANINGS: dict[str, str | Callable[[re.Match, dict], str]] = {
    r"Expected \dD \(unbatched\) or \dD \(batched\) input to (conv\dd)": lambda found, error: (
        f"F.{found[1]} wants two more axes in front, batch and channels: add them with [None, None], take them off with [0, 0]."
    ),
    r"Padding size (\d) is not supported for (\d)D": _padding,
    "can't be cast to the desired output type": "The result was made for whole numbers. Make it a float tensor: "
    "torch.zeros(...) without dtype=int.",
    "Dimension out of range": "The tensor does not have that axis: n axes are counted from 0 to n - 1. Print its .shape.",
    "tuple index out of range": "The tuple has fewer entries than that, counted from 0. For a .shape: the tensor has fewer axes.",
    "list assignment index out of range": "A list of Python has no place to write to until something is put into it. "
    "Make the result with torch.zeros(...), or add to the list with .append(...).",
    "out of (bounds|range)": "An index leaves the tensor: n places are counted from 0 to n - 1. How far does the loop run, and "
    "which index in this line goes further?",
    "too many indices": "There are more indices in the square brackets than the tensor has axes. Print its .shape.",
    r"(?:too many|not enough) values to unpack \(expected (?:at least )?(\d+)": _unpack,
    "NoneType": _none,
    "'(int|float)' object (is not subscriptable|does not support item)": "What stands before the square brackets is a single "
    "number: it has no places. Make it with torch.zeros(...).",
    "'torch.Size' object cannot be interpreted": "A .shape holds one number for each axis. "
    "Take one out of it, x.shape[0], or ask for len(x).",
    "can only concatenate tuple": "A .shape is a tuple of sizes. Take a number out of it first: x.shape[0], or len(x).",
    "'torch.Size' and": "A shape is a tuple, and tuples cannot be subtracted. Take the numbers out of it first, as in h, w = x.shape.",
    "'torch.Size' object is not callable": "A .shape takes no round brackets: h, w = x.shape, or x.shape[0] for one size, not x.shape(0).",
    "'Tensor' object is not callable": "A tensor takes square brackets: x[0], not x(0). Or is a * missing between two brackets?",
    r"size mismatch, got input .* mat \(\d+x(\d+)\), vec \((\d+)\)": lambda found, error: (
        f"`@` is the matrix product: this matrix has {found[1]} columns, and the vector {found[2]} numbers. The two must agree."
    ),
    "mat1 and mat2|size mismatch, got input": "`@` is the matrix product: it needs as many columns on the left as rows on the right. "
    "Number by number it is `*`.",
    "inconsistent tensor size": "`@` multiplies number by number and adds up: both sides must have the same length. "
    "(A slice ends with its tensor, however far it asks.)",
    r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)": _broadcast,
    r"Target sizes: \[(.*?)\].*Tensor sizes: \[(.*?)\]": lambda found, error: _place(found[1], found[2], error),
    r"could not broadcast input array from shape \((.*?)\) into shape \((.*?)\)": lambda found, error: _place(found[2], found[1], error),
    r"output with shape \[(.*?)\] doesn't match the broadcast shape \[(.*?)\]": lambda found, error: (
        f"What stands on the left has shape ({found[1]}), what would be written into it ({found[2]}): it does not fit."
    ),
    "must match the existing size|shape mismatch": _SHAPES,
    r"size=\[\]\): the number of sizes provided \(0\)": "This place holds one number, and what you write into it is a tensor of several. "
    "For all of them added up: .sum(). (Python's own sum adds up rows and leaves a row.)",
    r"must match except in dimension (\d+)\. Expected size (\d+) but got size (\d+)": lambda found, error: (
        f"cat joins along one axis, here axis {found[1]}; all other axes must agree, and in one of them {found[2]} meets {found[3]}. "
        "Print the .shape of each tensor."
    ),
    "Tensors must have same number of dimensions": "cat joins tensors with equally many axes: an axis of length 1 comes by [None].",
    "stack expects each tensor to be equal size": "stack takes tensors of one and the same shape. Print the .shape of each.",
    r"(cat|stack)\(\): argument 'tensors' .* must be tuple of Tensors, not Tensor": lambda found, error: _LIST.format(found[1]),
    "expected Tensor as element .* but got (int|float|bool)": "The list holds single numbers, and this function of torch takes a list of "
    "tensors. torch.tensor(list) makes a tensor of numbers.",
    r"is invalid for input of size (\d+)": lambda found, error: (
        f"view and reshape keep all numbers, and there are {found[1]} of them here: the new sizes, multiplied, must give {found[1]}."
    ),
    "can't be greater than actual input size": "The window is larger than what it slides over: without padding it does not fit.",
    "^a Tensor with|^only one element tensors": "Only a tensor with one element turns into a number; this one has more, "
    "or none. Is a .sum() missing?",
    "Boolean value of Tensor with more than one value": _TRUE,
    r"operand type\(s\) for [&|]: |\"bitwise_(and|or)_cpu\" not implemented": _BRACKETS,
    "'(numpy.ndarray|Tensor)' and '(numpy.ndarray|Tensor)'|not implemented for NumPy arrays|must be Tensor, not numpy": _NUMPY,
    r"must be Tensor, not (int|float)|(clamp|clip|min|max|minimum|maximum|abs|round)\(\).* got \((int|float)": "This function of torch "
    "wants a tensor, and gets a single number. For numbers take Python's own min, max, abs and round.",
    r"(zeros|ones|empty|full)\(\): argument 'size' .* not Tensor": lambda found, error: (
        f"torch.{found[1]} takes sizes, as in torch.{found[1]}(3, 4), and gets a tensor. For the sizes of x: x.shape, or len(x)."
    ),
    r"sum\(\) takes at most 2 arguments": "Python's sum takes one list: sum([a, b, c]). Or write a + b + c.",
    r"Cannot interpret '\d+' as a data type": "np.zeros takes the shape as one argument, np.zeros((3, 4)). "
    "Better here: torch.zeros(3, 4).",
    "iteration over a 0-d tensor": "This is a single number already. Python's sum wants several: sum(… for j in range(d)), or add with +=.",
    "weight should have at least three dimensions": "F.conv2d wants four axes of its weight too, (out, in, kh, kw): weight[None, None].",
    "zero-dimensional tensor .* cannot be concatenated": "torch.cat joins tensors with places, and this is a single number: x[i : i + 1] "
    "keeps its axis; torch.stack makes a tensor of single numbers.",
    "must be Tensor, not list": _A_LIST,
    r"'(int|float|list|tuple)' object has no attribute '(\w+)'": lambda found, error: (
        ""
        if not hasattr(torch.Tensor, found[2])
        else _A_LIST
        if found[1] in ("list", "tuple")
        else f"What stands before .{found[2]} is a single Python number; .{found[2]} belongs to tensors."
    ),
    r"\(got float\)|float' object cannot be interpreted as an integer|slice indices must be integers"
    r"|tuple of ints, ?but (got|found element of type) float|(view|reshape|zeros|ones|full|expand|repeat)\(\).* got \([^)]*float": _WHOLE,
    "only integer tensors of a single element": "A list index, a size or a range here is a tensor with many elements, or not with whole "
    "numbers. Turn one element into a whole number with int(...). (`for i in x` gives the values of x; range(len(x)) gives its places.)",
    "tensors used as indices must be": "The indices in the square brackets are a tensor of floats. Make them whole numbers with .long(). "
    "(`for i in x` gives the values of x; range(len(x)) gives its places.)",
    "shape of the mask": "The mask in the square brackets has another shape than the tensor. Print both .shape.",
    "expected scalar type|to have (the )?same dtype|must have the same scalar type|mixed dtype|expected dtype"
    "|Input type .* and weight type": "Two tensors of different number types meet here: "
    "whole numbers, float or double. Turn one into the type of the other: a.to(b.dtype).",
    r"Expected all tensors": "The tensors in this line live on different devices, processor and graphics card: a.to(b.device) moves one.",
    "could not infer output dtype|can only be.*floating point": "A mean or a variance needs floats, and this tensor holds whole numbers or "
    "True and False: add .float() before.",
    "does not require grad": "Nothing in this line knows its gradient: was the tensor made with requires_grad=True, before it was used?",
    "conv.*invalid combination of arguments.*padding_mode": "F.conv2d has no padding_mode, only layers such as nn.Conv2d have one. "
    "Pad first, with F.pad, then convolve.",
    "invalid combination of arguments": "The function does not take these arguments: is one of the wrong type, or its name wrong?",
    "division (or modulo )?by zero|modulo by zero": "What stands after / or // or % is 0. Can a count be 0 there, or a first value?",
}  # fmt: skip


def meaning(error: dict, names: list[str]) -> str:
    """What an exception mostly means, or an empty text. `names`: the parameters of the exercise's function."""
    kind, message = error["type"], error["message"]
    if kind == "NotImplementedError" and not message:
        return "Delete the line `raise NotImplementedError()` once your code is in place."
    if kind == "UnboundLocalError" and (name := _quoted(message)):
        return f"`{name}` is used before anything is put into it. Give it a first value further up, before the loop."
    if kind == "NameError" and (name := _quoted(message)) in IMPORTS:
        return f"`{name}` is not imported in this notebook: write `{IMPORTS[name]}` in the cell of your function."
    if kind == "NameError" and (name := _quoted(message)):
        so = f", as in {name} = len({names[0]})" if name in ("d", "n") and names else ""
        return (
            f"Nothing is called `{name}`. Your function gets ({', '.join(names)}): make `{name}` from them first{so}, or mend the spelling."
        )
    for pattern, hint in MEANINGS.items():
        if found := re.search(pattern, message):
            return hint if isinstance(hint, str) else hint(found, error)
    return ""


def _quoted(message: str) -> str:
    found = re.search(r"'(\w+)'", message)
    return found[1] if found else ""

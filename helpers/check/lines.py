"""What the learner's line and its variables tell about an exception: the shapes that meet in it, what is unpacked, what was lost."""

import ast
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

import torch

REDUCTIONS = ("mean", "sum", "var", "std", "amax", "amin", "prod")


def other_function(code: CodeType, function: Any) -> str:
    """The name of the function that this code belongs to, or "" if it is the one handed in, or a function inside it."""
    if type(function) is not FunctionType or code.co_name.startswith("<"):
        return ""
    codes = [function.__code__]
    while codes:
        own = codes.pop()
        if own is code:
            return ""
        codes += [constant for constant in own.co_consts if isinstance(constant, CodeType)]
    return str(code.co_name)


def facts(frame: FrameType, outer: FrameType | None, text: str) -> dict:
    """As plain data. outer: the frame that called this one, whose variables a comprehension reads too.

    shapes: (name, shape) of each tensor named in the line · unpacked: (what, its length, is it one item of many) ·
    lost: the mean or sum on one side of an operation whose axis is gone."""
    try:
        tree = parse(text)
        values = {**frame.f_globals, **(outer.f_locals if outer and frame.f_code.co_name.startswith("<") else {}), **frame.f_locals}
        return {"shapes": list(_shapes(tree, values)), "unpacked": _unpacked(tree, values), "lost": _lost(tree)}
    except Exception:
        return {"shapes": [], "unpacked": None, "lost": ""}


def clipped(text: str, most: int = 120) -> str:
    """A line of code as it is shown: a long one is cut, and says so."""
    return text if len(text) <= most else text[: most - 2] + " …"


def parse(text: str) -> ast.AST:
    """One line of code, which may be the head of a block."""
    for more in ("", " pass"):
        try:
            return ast.parse(text + more)
        except SyntaxError:
            continue
    return ast.parse("")


def _shapes(tree: ast.AST, values: dict) -> Iterator[tuple[str, tuple[int, ...]]]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    for name in dict.fromkeys(node.id for node in sorted(found, key=lambda node: node.col_offset)):
        if type(values.get(name)) in (torch.Tensor, torch.nn.Parameter):
            yield name, tuple(values[name].shape)


def _unpacked(tree: ast.AST, values: dict) -> tuple[str, int, bool] | None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            found = _value(node.value, values)
            return None if found is None else (ast.unparse(node.value), len(found), False)
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Tuple):
            wanted = len(node.target.elts)
            items = [item for item in _value(node.iter, values) or () if type(item) in (list, tuple)]
            lengths = [len(item) for item in items if len(item) != wanted]
            return (ast.unparse(node.iter), lengths[0], True) if lengths else None
    return None


def _value(node: ast.AST, values: dict) -> list | tuple | None:
    """A list, a tuple or a shape that can be read without running code: `layers`, `x.shape`."""
    if isinstance(node, ast.Name):
        found = values.get(node.id)
        return found if type(found) in (list, tuple) else None
    if isinstance(node, ast.Attribute) and node.attr == "shape" and isinstance(node.value, ast.Name):
        found = values.get(node.value.id)
        return tuple(found.shape) if type(found) in (torch.Tensor, torch.nn.Parameter) else None
    return None


def _lost(tree: ast.AST) -> str:
    """The first mean, sum … over chosen axes, without keepdim, that is part of one side of an operation."""
    for operation in ast.walk(tree):
        for side in (operation.left, operation.right) if isinstance(operation, ast.BinOp) else ():
            for node in ast.walk(side):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in REDUCTIONS):
                    continue
                over_torch = isinstance(node.func.value, ast.Name) and node.func.value.id == "torch"
                chosen = len(node.args) > over_torch or any(word.arg in ("dim", "axis") for word in node.keywords)
                if chosen and not any(word.arg in ("keepdim", "keepdims") for word in node.keywords):
                    return str(node.func.attr)
    return ""

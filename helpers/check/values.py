"""What a function returned, as plain numbers.

A learner may hand in any object. `describe` turns it once into a `Value`, which holds nothing but Python numbers and text;
everything after that (comparing, naming the mistake, printing) works on Values and cannot be upset by odd objects.
"""

from typing import Any, NamedTuple

import numpy as np
import torch

from helpers.check.layers import layer_lines

LIMIT = 100_000  # numbers in one answer; a larger one is told by its shape alone
PLAIN = {int: int.__int__, float: float.__float__, complex: complex.__complex__}  # from a subclass to the number itself
_Tensor, _ndarray, _generic = torch.Tensor, np.ndarray, np.generic
_detach, _reshape, _tolist, _to_dense = torch.Tensor.detach, torch.Tensor.reshape, torch.Tensor.tolist, torch.Tensor.to_dense


class Value(NamedTuple):
    """One answer. kind: tensor, array, number, text, sequence, module, none, dots (`...`) or other."""

    kind: str
    type: str
    dtype: str = ""
    shape: tuple[int, ...] = ()
    flat: list | None = None  # the numbers in row order; None when there are none or too many
    items: list["Value"] = []  # noqa: RUF012  (a sequence's parts; never changed)

    def plain(self) -> tuple:
        """As nested tuples and lists, which `marshal` can carry between processes."""
        return (self.kind, self.type, self.dtype, self.shape, self.flat, [item.plain() for item in self.items])

    @staticmethod
    def from_plain(data: tuple) -> "Value":
        return Value(*data[:5], [Value.from_plain(item) for item in data[5]])

    @property
    def grid(self) -> "Value | None":
        """This value as one block of numbers, if it is one (nested lists of equal lengths are)."""
        if self.kind in ("tensor", "array", "number"):
            return self
        if self.kind != "sequence":
            return None
        parts = [item.grid for item in self.items]
        if not parts:
            return self._replace(shape=(0,), flat=[], dtype="float")
        if any(part is None or part.shape != parts[0].shape or part.flat is None for part in parts):
            return None
        dtype = "float" if any("float" in part.dtype for part in parts) else parts[0].dtype
        return self._replace(shape=(len(parts), *parts[0].shape), flat=[number for part in parts for number in part.flat], dtype=dtype)


def describe(thing: Any) -> Value:
    """The Value of any object. Never raises: what cannot be read is told by its type alone."""
    try:
        return _describe(thing, [LIMIT], 0)
    except Exception:
        return Value("other", _type_name(thing))


def _type_name(thing: Any) -> str:
    name = type.__dict__["__name__"].__get__(type(thing))  # the real name, whatever the class says of itself
    return str(name)[:60]


def _describe(thing: Any, budget: list[int], depth: int) -> Value:
    name = _type_name(thing)
    budget[0] -= 1
    if thing is None:
        return Value("none", name)
    if thing is ...:
        return Value("dots", name)
    if budget[0] < 0 or depth > 8:
        return Value("other", name)
    kind = type(thing)
    if issubclass(kind, _Tensor):
        return _from_tensor(_detach(thing), name)
    if issubclass(kind, _ndarray | _generic):
        if issubclass(kind, _generic):
            thing = np.asarray(thing)
        flat = thing.ravel().tolist() if thing.dtype.kind in "fiubc" and thing.size <= LIMIT else None
        if flat is None and thing.dtype.kind not in "fiubc":
            return Value("other", name)
        return Value("number" if thing.ndim == 0 else "array", name, str(thing.dtype), tuple(thing.shape), flat)
    if issubclass(kind, bool | int | float | complex):
        if kind not in (bool, int, float, complex):  # a subclass may say anything of itself, or nothing for ever
            base = next(base for base in PLAIN if issubclass(kind, base))
            thing = PLAIN[base](thing)
        abs(complex(thing))  # an integer of a thousand digits raises here
        return Value("number", name, kind.__name__, (), [thing])
    if issubclass(kind, str):
        return Value("text", str.__str__(thing)[:1000])
    if issubclass(kind, list | tuple | range):
        walk = list.__iter__ if issubclass(kind, list) else tuple.__iter__ if issubclass(kind, tuple) else range.__iter__
        items = []
        for item in walk(thing):
            if budget[0] < 0:
                return Value("other", name)
            items.append(_describe(item, budget, depth + 1))
        return Value("sequence", name, items=items)
    if issubclass(kind, torch.nn.Module):
        return Value("module", name, items=[Value("text", line) for line in layer_lines(thing)])
    return Value("other", name)


def _from_tensor(tensor: torch.Tensor, name: str) -> Value:
    if tensor.layout != torch.strided:
        tensor = _to_dense(tensor)
    shape, dtype = tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")
    flat = _tolist(_reshape(tensor, (-1,))) if tensor.numel() <= LIMIT else None
    return Value("tensor", name, dtype, shape, flat)

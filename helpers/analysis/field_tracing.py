"""Follow what every tensor's units read of the input while a model runs.

torch hands every operation, whatever module or function it came from, to `Tracer` as one of a few elementary ones ("aten"); a tensor
that depends on the input carries its Places. Not traced, and refused: pixels picked by a list, sorting, a second piece written into
one tensor.
"""

import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from helpers.analysis.field_rules import pasted, rule
from helpers.analysis.tensor_places import mark, padded, places_of


class Tracer(TorchDispatchMode):
    """While it is active, every result of an operation on a marked tensor is marked too.

    Raises ValueError, with the operation's name, for an operation that has no rule.
    """

    def __torch_dispatch__(self, op, types, args=(), kwargs=None):
        kwargs, name = kwargs or {}, op.overloadpacket.__name__
        flat = [a for arg in (*args, *kwargs.values()) for a in (arg if isinstance(arg, list | tuple) else [arg])]
        inputs = [a for a in flat if places_of(a) is not None]
        before = [mark(x.new_empty(x.shape, device="meta"), places_of(x)) for x in inputs]  # an in-place operation may reshape
        out = op(*args, **kwargs)
        try:
            if name == "slice":
                _note_piece(out, *args)
            if name == "copy_" and hasattr(args[0], "_piece_of") and places_of(args[1]) is not None:
                base, cuts = args[0]._piece_of
                if places_of(base) is not None:
                    raise ValueError("several pieces are written into one tensor")
                mark(base, pasted(inputs[-1], cuts))
            elif inputs and not name.startswith("new_") and not name.endswith("_like"):  # those take a shape only
                results = [o for o in (out if isinstance(out, list | tuple) else [out]) if isinstance(o, Tensor)]
                for number, result in enumerate(results):
                    mark(result, rule(op, before, args, kwargs, result, number))
        except ValueError as error:
            raise ValueError(f"the receptive field cannot be traced through {op.overloadpacket}: {error}") from None
        return out


class CircularPadding(TorchFunctionMode):
    """torch pads around by writing pieces into a new tensor; as one operation it moves the units, as every padding does."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is not F.pad or kwargs["mode"] != "circular" or places_of(args[0]) is None:  # F.pad hands on (x, pad, mode=, value=)
            return function(*args, **kwargs)
        unmarked = args[0].detach()
        del unmarked._places
        return mark(function(unmarked, *args[1:], **kwargs), padded(args[0], args[1]))


def _note_piece(piece: Tensor, x: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> None:
    """Remember of which tensor a slice is a piece: something may be written into it."""
    base, cuts = getattr(x, "_piece_of", (x, {}))
    start = (start or 0) + (x.shape[dim] if (start or 0) < 0 else 0)
    piece._piece_of = (base, {**cuts, dim % x.ndim: (max(start, 0), step)})

"""Follow what every tensor's units read of the input while a model runs: one rule for each kind of elementary operation.

torch hands every operation, whatever module or function it came from, to `Tracer` as one of a few elementary ones ("aten"); a tensor
that depends on the input carries its Places. Not traced, and refused: indices, unpooling, sorting, writes into a part of a tensor.
"""

from fractions import Fraction
from math import ceil, floor

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from helpers.analysis.tensor_places import (
    Places,
    gather,
    join,
    mark,
    moved,
    padded,
    places_of,
    scattered,
    sliding,
    viewed,
    windows,
)  # fmt: skip

SAME = set(
    [
        "clone",
        "contiguous",
        "detach",
        "_to_copy",
        "alias",
        "lift_fresh",
        "channel_shuffle",
        "native_dropout",
        "_prelu_kernel",
        "_fused_rms_norm",
    ]
)
POINTWISE = {"cat", "stack", "where", "copy"}
RESHAPE = {"view", "_unsafe_view", "reshape"}
REDUCE = {"mean", "sum", "amax", "amin", "max", "min", "var", "std", "var_mean", "prod", "logsumexp", "any", "all"}
PRODUCTS = {"mm", "bmm", "addmm", "baddbmm", "addbmm", "matmul", "linear", "mv", "addmv", "dot"}
NEAREST = {"upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"}
LINEAR = {"upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d", "upsample_bicubic2d"}


class Tracer(TorchDispatchMode):
    """While it is active, every result of an operation on a marked tensor is marked too.

    Raises ValueError, with the operation's name, for an operation that has no rule.
    """

    def __torch_dispatch__(self, op, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        flat = [a for arg in (*args, *kwargs.values()) for a in (arg if isinstance(arg, list | tuple) else [arg])]
        inputs = [a for a in flat if places_of(a) is not None]
        before = [mark(x.new_empty(x.shape, device="meta"), places_of(x)) for x in inputs]  # an in-place operation may reshape
        out = op(*args, **kwargs)
        if not inputs:
            return out
        results = [o for o in (out if isinstance(out, list | tuple) else [out]) if isinstance(o, Tensor)]
        try:
            for number, result in enumerate(results):
                mark(result, _rule(op, before, args, kwargs, result, number))
        except ValueError as error:
            raise ValueError(f"the receptive field cannot be traced through {op.overloadpacket}: {error}") from None
        return out


class CircularPadding(TorchFunctionMode):
    """torch pads around by writing pieces into a new tensor; as one operation it moves the units, as every padding does."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        mode = kwargs.get("mode", args[2] if len(args) > 2 else "constant")
        if function is not F.pad or mode != "circular" or places_of(args[0]) is None:
            return function(*args, **kwargs)
        unmarked = args[0].detach()
        del unmarked._places
        return mark(function(unmarked, *args[1:], **kwargs), padded(args[0], kwargs["pad"] if "pad" in kwargs else args[1]))


def _rule(op, inputs: list[Tensor], args: tuple, kwargs: dict, out: Tensor, number: int) -> Places:
    """The Places of one result; `inputs` are the marked arguments, `number` counts the results."""
    name, x = op.overloadpacket.__name__.removesuffix("_"), inputs[0]
    if places_of(args[0]) is None and name in ("copy", "index_put", "scatter"):
        raise ValueError("a piece is written into another tensor")
    if name in SAME:
        return x._places
    if torch.Tag.pointwise in op.tags or name in POINTWISE - {"cat", "stack"}:
        return join(out, inputs)
    if name in RESHAPE:
        return viewed(x, out.shape)
    if name in _RULES:
        return _RULES[name](x, inputs, args, kwargs, out, number)
    if name in REDUCE:
        return _reduced(x, args, kwargs, out)
    if name in PRODUCTS:
        return _product(inputs, args, out)
    if name in NEAREST or name in LINEAR:
        return _upsampled(x, name, args, out)
    if "pool" in name and "unpool" not in name:
        return _pooled(x, name, args, kwargs, out)
    if name.endswith(("_pad1d", "_pad2d", "_pad3d")) or name == "constant_pad_nd":
        return padded(x, args[1])
    raise ValueError("it has no rule here; measure_receptive_field measures by gradient")


def _convolved(x, inputs, args, kwargs, out, number):
    _, weight, _, stride, padding, dilation, transposed, *_ = args
    dims, reads = weight.ndim - 2, scattered if transposed else sliding
    stride, padding, dilation = ((list(v) * dims)[:dims] for v in (stride, padding, dilation))
    x = mark(x, gather(x, (x.ndim - dims - 1,)))  # all channels are added up
    return windows(x, dims, lambda k: reads(weight.shape[2 + k], stride[k], padding[k], dilation[k]))


def _pooled(x, name, args, kwargs, out):
    dims = int(name.split("d_")[0].removesuffix("d")[-1])
    if "adaptive" in name:
        sizes = [(x.shape[k - dims], out.shape[k - dims]) for k in range(dims)]
        return windows(x, dims, lambda k: _adaptive(*sizes[k]))
    kernel, stride, padding = (args[i] if len(args) > i else [] for i in (1, 2, 3))
    dilation = args[4] if len(args) > 4 and name.startswith("max") else 1
    kernel, stride, padding, dilation = (
        ([v] if isinstance(v, int) else list(v)) * dims for v in (kernel, stride or kernel, padding or 0, dilation)
    )
    return windows(x, dims, lambda k: sliding(kernel[k], stride[k], padding[k], dilation[k]))


def _adaptive(size: int, size_out: int):
    """Unit o of adaptive pooling averages from floor(o*size/size_out) to ceil((o + 1)*size/size_out), the end not included."""
    ratio = Fraction(size, size_out)
    return ratio, lambda o: range(floor(o * ratio), ceil((o + 1) * ratio))


def _upsampled(x, name, args, out):
    dims = int(name[-2])
    corners = len(args) > 2 and args[2] is True

    def reads(k):
        size, size_out = x.shape[k - dims], out.shape[k - dims]
        ratio = Fraction(max(size - 1, 1), max(size_out - 1, 1)) if corners else Fraction(size, size_out)
        if name in NEAREST:
            return ratio, lambda o: range(floor(o * ratio), floor(o * ratio) + 1)
        reach = 2 if "cubic" in name else 1

        def neighbours(o):
            at = o * ratio if corners else (o + Fraction(1, 2)) * ratio - Fraction(1, 2)
            return range(floor(at) + 1 - reach, floor(at) + 1 + reach) if at.denominator > 1 else range(floor(at), floor(at) + 1)

        return ratio, neighbours

    return windows(x, dims, reads)


def _reduced(x, args, kwargs, out):
    dims = kwargs.get("dim", args[1] if len(args) > 1 and not isinstance(args[1], bool) else None)
    dims = tuple(range(x.ndim)) if dims is None or dims == [] else (dims,) if isinstance(dims, int) else tuple(dims)
    gone = {dim % x.ndim for dim in dims}
    places = gather(x, dims)
    return places if out.ndim == x.ndim else moved(places, lambda dim: dim - sum(g < dim for g in gone))


def _product(inputs, args, out):
    """Matrix products sum over the last dimension of the first matrix and the last but one of the second."""
    matrices = [a for a in args if isinstance(a, Tensor)][-2:]
    paths = []
    for x, marked in ((m, p) for m in inputs for p in [places_of(m)]):
        second = x.shape == matrices[1].shape and places_of(matrices[1]) == marked
        summed = max(x.ndim - 2, 0) if second else x.ndim - 1
        paths.append(mark(out.new_empty(out.shape, device="meta"), gather(x, (summed,))))
    return join(out, paths)


def _sliced(x, inputs, args, kwargs, out, number):
    dim, start, _, step = (*args[1:], *(0, None, None, 1)[len(args) - 1 :])
    dim, start = dim % x.ndim, start or 0
    start = max(start + x.shape[dim], 0) if start < 0 else start
    return _along(x, dim, Fraction(step), lambda o: range(start + o * step, start + o * step + 1))


def _along(x, dim, ratio, reads):
    """Renumber the units of one dimension; an axis merged with others in it stays whole only if the dimension does."""
    merged = any(p.dim == dim and (p.left, p.right) != (1, 1) for p in x._places)
    if merged:
        return gather(x, (dim,))
    return tuple(p._replace(ranges=p.ranges.seen_through(ratio, reads)) if p.dim == dim else p for p in x._places)


def _selected(x, inputs, args, kwargs, out, number):
    dim, index = args[1] % x.ndim, args[2] % x.shape[args[1]]
    places = _along(x, dim, Fraction(1), lambda o: range(index, index + 1))
    return tuple(p._replace(dim=None) if p.dim == dim else p for p in moved(places, lambda d: d if d <= dim else d - 1))


def _permuted(x, inputs, args, kwargs, out, number):
    order = [d % x.ndim for d in args[1]]
    return moved(x._places, order.index)


def _transposed(x, inputs, args, kwargs, out, number):
    a, b = (args[1] % x.ndim, args[2] % x.ndim) if len(args) > 2 else (0, x.ndim - 1)
    return moved(x._places, lambda d: {a: b, b: a}.get(d, d))


def _unsqueezed(x, inputs, args, kwargs, out, number):
    at = args[1] % out.ndim
    return moved(x._places, lambda d: d + (d >= at))


def _cat(x, inputs, args, kwargs, out, number):
    dim = (args[1] if len(args) > 1 else kwargs.get("dim", 0)) % out.ndim
    return join(out, [mark(out.new_empty(out.shape, device="meta"), gather(i, (dim,))) for i in inputs])


def _stacked(x, inputs, args, kwargs, out, number):
    at = (args[1] if len(args) > 1 else kwargs.get("dim", 0)) % out.ndim
    shaped = [mark(out.new_empty(out.shape, device="meta"), moved(i._places, lambda d: d + (d >= at))) for i in inputs]
    return join(out, shaped)


def _split(x, inputs, args, kwargs, out, number):
    dim = (args[2] if len(args) > 2 else kwargs.get("dim", 0)) % x.ndim
    start = sum(args[1][:number]) if isinstance(args[1], list | tuple) else number * args[1]
    return _along(x, dim, Fraction(1), lambda o: range(start + o, start + o + 1))


def _layer_norm(x, inputs, args, kwargs, out, number):
    return gather(x, range(x.ndim - len(args[1]), x.ndim))


def _batch_norm(x, inputs, args, kwargs, out, number):
    return gather(x, range(2, x.ndim)) if args[5] is True else x._places


_RULES = {
    "convolution": _convolved,
    "slice": _sliced,
    "select": _selected,
    "permute": _permuted,
    "transpose": _transposed,
    "t": _transposed,
    "unsqueeze": _unsqueezed,
    "squeeze": lambda x, inputs, args, kwargs, out, number: viewed(x, out.shape),
    "expand": lambda x, inputs, args, kwargs, out, number: join(out, [x]),
    "cat": _cat,
    "stack": _stacked,
    "split": _split,
    "split_with_sizes": _split,
    "unbind": lambda x, inputs, args, kwargs, out, number: _selected(x, inputs, (x, args[1] if len(args) > 1 else 0, number), {}, out, 0),
    "native_batch_norm": _batch_norm,
    "native_group_norm": lambda x, inputs, args, kwargs, out, number: gather(x, range(2, x.ndim)),
    "native_layer_norm": _layer_norm,
    "_softmax": lambda x, inputs, args, kwargs, out, number: gather(x, (args[1],)),
    "_log_softmax": lambda x, inputs, args, kwargs, out, number: gather(x, (args[1],)),
    "glu": lambda x, inputs, args, kwargs, out, number: gather(x, (args[1],)),
}

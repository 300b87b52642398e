"""What each kind of elementary operation does to the Places of a tensor: one rule each, for torch's "aten" names.

x is the first argument that depends on the input, args and kwargs are the operation's own, number counts its results.
"""

from fractions import Fraction
from math import ceil, floor

import torch
from torch import Tensor

from helpers.analysis.tensor_places import Places, gather, join, mark, moved, padded, places_of, scattered, sliding, viewed, windows
from helpers.analysis.unit_ranges import together

SAME = {
    "clone", "contiguous", "detach", "_to_copy", "alias", "lift_fresh", "channel_shuffle", "native_dropout", "_prelu_kernel",
}  # fmt: skip
REDUCE = {"mean", "sum", "amax", "amin", "max", "min", "var", "std", "var_mean", "prod", "logsumexp", "any", "all"}
PRODUCTS = {"mm", "bmm", "addmm", "baddbmm"}


def rule(op, inputs: list[Tensor], args: tuple, kwargs: dict, out: Tensor, number: int) -> Places:
    """The Places of one result; `inputs` are the arguments that depend on the input, as they were before.

    Raises ValueError if there is no rule for the operation.
    """
    name, x = op.overloadpacket.__name__.removesuffix("_"), inputs[0]
    if name in SAME:
        return x._places
    if torch.Tag.pointwise in op.tags or name in ("where", "copy", "expand"):
        return join(out, inputs)
    if name in ("view", "_unsafe_view", "squeeze"):
        return viewed(x, out.shape)
    if name in _RULES:
        return _RULES[name](x, inputs, args, kwargs, out, number)
    if name in REDUCE:
        return _reduced(x, args, kwargs, out)
    if name in PRODUCTS:
        return _product(args, out)
    if name.startswith("upsample_"):
        return _upsampled(x, name, args, out)
    if "pool" in name and "unpool" not in name:
        return _pooled(x, name, args, out)
    if name.endswith(("_pad1d", "_pad2d", "_pad3d")) or name == "constant_pad_nd":
        return padded(x, args[1])
    raise ValueError("it has no rule here; measure_receptive_field measures by gradient")


def pasted(x: Tensor, cuts: dict[int, tuple[int, int]]) -> Places:
    """The Places of a tensor into which x was written, along each cut dimension at (start, step); cells around keep counting on."""
    places = x._places
    for dim, (start, step) in cuts.items():
        reads = lambda o, start=start, step=step: [(o - start) // step] if (o - start) % step == 0 else []  # noqa: E731
        places = tuple(p._replace(ranges=p.ranges.seen_through(Fraction(1, step), reads)) if p.dim == dim else p for p in places)
    return places


def _convolved(x, inputs, args, kwargs, out, number):
    _, weight, _, stride, padding, dilation, transposed, *_ = args
    dims, reads = weight.ndim - 2, scattered if transposed else sliding
    stride, padding, dilation = ((list(v) * dims)[:dims] for v in (stride, padding, dilation))
    x = mark(x, gather(x, (x.ndim - dims - 1,)))  # all channels are added up
    return windows(x, dims, lambda k: reads(weight.shape[2 + k], stride[k], padding[k], dilation[k]))


def _pooled(x, name, args, out):
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
    reach = 0 if "nearest" in name else 2 if "cubic" in name else 1

    def reads(k):
        size, size_out = x.shape[k - dims], out.shape[k - dims]
        ratio = Fraction(max(size - 1, 1), max(size_out - 1, 1)) if corners else Fraction(size, size_out)

        def neighbours(o):
            at = o * ratio if corners or not reach else (o + Fraction(1, 2)) * ratio - Fraction(1, 2)
            between = reach and at.denominator > 1  # on a unit of the layer below, only that one counts
            return range(floor(at) + 1 - reach, floor(at) + 1 + reach) if between else range(floor(at), floor(at) + 1)

        return ratio, neighbours

    return windows(x, dims, reads)


def _reduced(x, args, kwargs, out):
    dims = kwargs.get("dim", args[1] if len(args) > 1 and not isinstance(args[1], bool) else None)
    dims = tuple(range(x.ndim)) if dims is None or dims == [] else (dims,) if isinstance(dims, int) else tuple(dims)
    gone = {dim % x.ndim for dim in dims}
    places = gather(x, dims)
    return places if out.ndim == x.ndim else moved(places, lambda dim: dim - sum(g < dim for g in gone))


def _product(args, out):
    """Matrix products sum over the last dimension of the first matrix and the last but one of the second; a third term is added."""
    tensors = [a for a in args if isinstance(a, Tensor)]
    paths = []
    for number, a in enumerate(tensors[::-1]):  # 0: second matrix, 1: first matrix, 2: what is added
        if places_of(a) is not None:
            summed = {0: (a.ndim - 2,), 1: (a.ndim - 1,), 2: ()}[number]
            paths.append(mark(out.new_empty(out.shape if number < 2 else a.shape, device="meta"), gather(a, summed)))
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
    places = _along(x, dim, Fraction(1), lambda o: range(o + index, o + index + 1))
    chosen = tuple(p._replace(ranges=together(p.ranges, 1), dim=None, left=1, right=1) if p.dim == dim else p for p in places)
    return moved(chosen, lambda d: d - (d > dim))


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


def _indexed(x, inputs, args, kwargs, out, number):
    """A list of numbers picks from a dimension that holds no axis of the image: channels, say."""
    dims = (args[1],) if isinstance(args[1], int) else [dim for dim, index in enumerate(args[1]) if index is not None]
    if len(dims) > 1 or out.ndim != x.ndim or any(p.dim == dims[0] % x.ndim for p in x._places):
        raise ValueError("a list of numbers picks pixels")
    return x._places


def _unpooled(x, inputs, args, kwargs, out, number):
    """A value may land on any cell of its window; the windows are taken to tile the output."""
    dims = len(args[2])
    scales = [Fraction(x.shape[k - dims], out.shape[k - dims]) for k in range(dims)]
    return windows(x, dims, lambda k: (scales[k], lambda o: range(floor(o * scales[k]), floor(o * scales[k]) + 1)))


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
    "cat": _cat,
    "stack": _stacked,
    "split": _split,
    "split_with_sizes": _split,
    "unbind": lambda x, inputs, args, kwargs, out, number: _selected(x, inputs, (x, args[1] if len(args) > 1 else 0, number), {}, out, 0),
    "index": _indexed,
    "index_select": _indexed,
    "max_unpool2d": _unpooled,
    "max_unpool3d": _unpooled,
    "native_batch_norm": _batch_norm,
    "native_group_norm": lambda x, inputs, args, kwargs, out, number: gather(x, range(2, x.ndim)),
    "native_layer_norm": _layer_norm,
    "_softmax": lambda x, inputs, args, kwargs, out, number: gather(x, (args[1],)),
    "_log_softmax": lambda x, inputs, args, kwargs, out, number: gather(x, (args[1],)),
    "glu": lambda x, inputs, args, kwargs, out, number: gather(x, (args[1],)),
}

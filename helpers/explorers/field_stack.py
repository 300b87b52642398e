"""A stack of convolutions and poolings for the receptive field: its layers, the rule in words, PyTorch's refusals.

The same sentences as esm/field_arithmetic.js, so that a repr and a refusal match the page.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from helpers.explorers import words
from helpers.explorers.traits import SettingError
from helpers.geometry import ReceptiveField

KINDS = {"conv": "convolution", "pool": "average pooling"}
NAMED = {"convolution": "conv", "average pooling": "pool", "avg_pool": "pool", "pooling": "pool"}
MOST_LAYERS = 5


class Layer(NamedTuple):
    """One layer of the stack: its kind is "conv" or "pool" (average pooling)."""

    kind: str
    kernel_size: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def axis(self, size: int) -> words.Axis:
        return words.Axis(size, self.kernel_size, self.stride, self.padding, self.padding, self.dilation)

    @property
    def said(self) -> str:
        extras = [("stride", self.stride, 1), ("padding", self.padding, 0), ("dilation", self.dilation, 1)]
        return f"{KINDS[self.kind]} {self.kernel_size}" + "".join(f", {name} {value}" for name, value, usual in extras if value != usual)


def as_layers(value: Any) -> tuple[Layer, ...]:
    """Layers from kernel sizes, tuples (kernel_size, stride, padding, dilation) or dicts, which may name a kind.

    >>> as_layers([3, (3, 2, 1), {"kind": "pool", "kernel_size": 2}])[1:]
    (Layer(kind='conv', kernel_size=3, stride=2, padding=1, dilation=1), Layer(kind='pool', kernel_size=2, stride=2, padding=0, dilation=1))
    """
    given = list(value) if isinstance(value, (list, tuple)) and not hasattr(value, "_fields") else [value]
    if not 1 <= len(given) <= MOST_LAYERS:
        raise SettingError(f"layers must be from 1 to {MOST_LAYERS}, got {len(given)}")
    return tuple(_as_layer(layer, f"layer {place}") for place, layer in enumerate(given, 1))


def _as_layer(value: Any, name: str) -> Layer:
    if hasattr(value, "_asdict"):  # a Layer, or a Window of helpers.geometry
        value = value._asdict()
    elif isinstance(value, (tuple, list)):
        value = dict(zip(Layer._fields if value and isinstance(value[0], str) else Layer._fields[1:], value, strict=False))
    elif not isinstance(value, dict):
        value = {"kernel_size": value}
    unknown = sorted(set(value) - set(Layer._fields))
    if unknown or "kernel_size" not in value:
        raise SettingError(f"{name} needs a kernel_size and may have {', '.join(Layer._fields)}; got {sorted(value)}")
    kind = NAMED.get(value.get("kind", "conv"), value.get("kind", "conv"))
    if kind not in KINDS:
        raise SettingError(f"{name} must be of kind 'conv' or 'pool' (average pooling), got {kind!r}")
    numbers = {"stride": value["kernel_size"] if kind == "pool" else 1, "padding": 0, "dilation": 1} | {
        k: v for k, v in value.items() if k != "kind"
    }
    for key, number in numbers.items():
        least = 0 if key == "padding" else 1
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= 64:
            raise SettingError(f"{key} of {name} must be a whole number from {least} to 64, got {number!r}")
    if kind == "pool" and numbers["dilation"] != 1:
        raise SettingError(f"{name}: PyTorch's average pooling has no dilation, got dilation {numbers['dilation']}")
    return Layer(kind, **numbers)


def stack_refusal(layers: Sequence[Layer], size: tuple[int, int]) -> str:
    """PyTorch's refusal of a stack on an input of `size`, in words with the layer (counted from 1) and both numbers, or an empty text."""
    rows, cols = size
    for place, layer in enumerate(layers, 1):
        plan = words.Plan(layer.axis(rows), layer.axis(cols))
        if layer.kind == "pool" and 2 * layer.padding > layer.kernel_size:
            half = "pad should be at most half of effective kernel size"
            return f"layer {place}: {half}: padding {layer.padding}, kernel {layer.kernel_size}"
        if layer.kind == "pool" and min(plan.rows.out, plan.cols.out) < 1:
            around = words.sizes(plan.rows.padded, plan.cols.padded, False)
            return f"layer {place}: Output size is too small: padded input {around}, kernel {layer.kernel_size} × {layer.kernel_size}"
        if why := words.convolution_refusal(plan, layer.padding, False):
            return f"layer {place}: {why}"
        rows, cols = plan.rows.out, plan.cols.out
    return ""


def rule_lines(layer: Layer, before: ReceptiveField, size: int) -> list[str]:
    """The rule with its numbers for one layer on a map of `size` cells along one axis.

    >>> rule_lines(Layer("conv", 3, padding=2, dilation=2), ReceptiveField(size=7, jump=2, start=-3), 32)[:3]
    ['size 7 + 2·(3 − 1)·2 = 15', 'jump 2·1 = 2', 'start −3 − 2·2 = −7']
    """
    _, kernel, stride, padding, dilation = layer
    after = ReceptiveField(before.size + dilation * (kernel - 1) * before.jump, before.jump * stride, before.start - padding * before.jump)
    return [
        f"size {before.size} + {dilation}·({kernel} − 1)·{before.jump} = {after.size}",
        f"jump {before.jump}·{stride} = {after.jump}",
        f"start {words.plain(before.start)} − {padding}·{before.jump} = {words.plain(after.start)}",
        f"map {words.formula(layer.axis(size))}",
    ]


def torch_line(layers: Sequence[Layer]) -> str:
    """The line of PyTorch that builds the stack, without bias.

    >>> torch_line(as_layers([(3, 2), ("pool", 2)]))
    'nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, bias=False), nn.AvgPool2d(2))'
    """
    built = []
    for kind, kernel, stride, padding, dilation in layers:
        options = [("stride", stride, kernel if kind == "pool" else 1), ("padding", padding, 0), ("dilation", dilation, 1)]
        texts = [str(kernel)] + [f"{name}={value}" for name, value, usual in options if value != usual]
        built.append(f"nn.AvgPool2d({', '.join(texts)})" if kind == "pool" else f"nn.Conv2d({', '.join(['1, 1', *texts, 'bias=False'])})")
    return f"nn.Sequential({', '.join(built)})"

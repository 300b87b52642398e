"""What the explorers say, in Python: the same sentences as esm/words.js, so that a repr and a refusal match the page.

An axis is (size, kernel, stride, before, after, dilation); a plan is one axis for the rows and one for the columns.
"""

from collections.abc import Sequence
from typing import NamedTuple

from helpers.geometry import same_padding


class Axis(NamedTuple):
    size: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @property
    def padded(self) -> int:
        return self.size + self.before + self.after

    @property
    def reach(self) -> int:
        return self.dilation * (self.kernel - 1) + 1

    @property
    def out(self) -> int:
        """The formula as it stands, also where it gives 0 or less (geometry refuses there)."""
        return (self.padded - self.reach) // self.stride + 1

    def window(self, index: int) -> list[int]:
        """The padded positions that output `index` reads."""
        return [index * self.stride + tap * self.dilation for tap in range(self.kernel)]


class Plan(NamedTuple):
    rows: Axis
    cols: Axis


def padding_amounts(padding: int | str | Sequence[int], kernel: int, dilation: int) -> tuple[int, int]:
    if padding == "same":
        return tuple(same_padding(kernel, dilation))
    if padding == "valid":
        return 0, 0
    return (padding, padding) if isinstance(padding, int) else tuple(padding)


def make_plan(x_shape: Sequence[int], w_shape: Sequence[int], stride=1, padding=0, dilation=1) -> Plan:
    """The plan of a convolution; a signal counts as an image of one row."""
    axes = [Axis(s, k, stride, *padding_amounts(padding, k, dilation), dilation) for s, k in zip(x_shape, w_shape, strict=True)]
    return Plan(Axis(1, 1), axes[0]) if len(axes) == 1 else Plan(*axes)


def plain(value: float) -> str:
    """A number with at most four decimals."""
    if abs(value) >= 1e15:
        mantissa, exponent = f"{value:.4e}".split("e+")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def short(value: float) -> str:
    """A number with at most five characters and a sign, for a cell."""
    if value == int(value) and abs(value) < 10000:
        return str(int(value)).replace("-", "−")
    size = abs(value)
    if size >= 9999.5:
        mantissa, exponent = f"{value:.0e}".split("e+")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    if size < 0.005:
        return "−0.00" if value < 0 else "0.00"
    text = f"{value:.{2 if size < 9.995 else 1 if size < 999.95 else 0}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def worked_sum(pairs: Sequence[tuple[float, float]], bias: float = 0.0) -> str:
    """`2·1 + 0·(−1) + 0.5 (bias) = 2.5`; the sign is = only when the numbers as printed add up, else ≈.

    >>> worked_sum([(2, 1), (3, -1)], bias=0.5)
    '2·1 + 3·(−1) + 0.5 (bias) = −0.5'
    """
    texts = [(plain(a), plain(b)) for a, b in pairs]
    total = sum(a * b for a, b in pairs) + bias
    printed = sum(_number(a) * _number(b) for a, b in texts)
    parts = [f"{_bracketed(a)}·{_bracketed(b)}" for a, b in texts]
    if bias != 0:
        parts.append(f"{_bracketed(plain(bias))} (bias)")
        printed += _number(plain(bias))
    same = abs(printed - _number(plain(total))) <= 1e-9 * max(1.0, abs(printed))
    return f"{' + '.join(parts)} {'=' if same else '≈'} {plain(total)}"


def formula(axis: Axis) -> str:
    """The size formula with the present numbers.

    >>> formula(Axis(6, 3, 2, 1, 1))
    '⌊(6 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊5 / 2⌋ + 1 = 3'
    """
    around = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    top = f"⌊({axis.size} + {around} − {axis.dilation}·({axis.kernel} − 1) − 1) / {axis.stride}⌋ + 1"
    return f"{top} = ⌊{axis.padded - axis.reach} / {axis.stride}⌋ + 1 = {axis.out}".replace("⌊-", "⌊−").replace("= -", "= −")


def sizes(a: int, b: int, one_dimensional: bool) -> str:
    return str(b) if one_dimensional else f"{a} × {b}"


def convolution_refusal(plan: Plan, padding: object, one_dimensional: bool) -> str:
    """PyTorch's refusal of a convolution in words with both numbers, or an empty text."""
    rows, cols = plan
    if padding == "same" and cols.stride != 1:
        return f"padding='same' is not supported for strided convolutions: stride is {cols.stride}, it must be 1"
    if rows.reach <= rows.padded and cols.reach <= cols.padded:
        return ""
    spread = f" ({sizes(rows.kernel, cols.kernel, one_dimensional)} with dilation {cols.dilation})" if cols.dilation > 1 else ""
    return (
        f"Kernel size can't be greater than actual input size: padded input {sizes(rows.padded, cols.padded, one_dimensional)}, "
        f"kernel {sizes(rows.reach, cols.reach, one_dimensional)}{spread}"
    )


def padding_refusal(size: int, before: int, after: int, mode: str) -> str:
    """PyTorch's refusal of a padding in words with both numbers, or an empty text."""
    width = max(before, after)
    if mode == "reflect" and width >= size:
        return f"Padding size should be less than the corresponding input dimension: reflect padding {width}, input size {size}"
    if mode == "circular" and width > size:
        return f"Padding value causes wrapping around more than once: circular padding {width}, input size {size}"
    return ""


def torch_line(plan: Plan, padding: object, bias: float, one_dimensional: bool, flip: bool = False, names=("x", "weight")) -> str:
    """The line of PyTorch for this plan, with input and kernel under their names here: no batch axis, no channel axis.

    >>> torch_line(make_plan((6, 6), (3, 3), stride=2, padding=1), 1, 0.0, False)
    'F.conv2d(x[None, None], weight[None, None], stride=2, padding=1)[0, 0]'
    """
    _, _, stride, before, after, dilation = plan.cols
    x, options = f"{names[0]}[None, None]", []
    if bias != 0:
        options.append(f"bias={names[0]}.new_tensor([{float(bias)!r}])")
    if stride != 1:
        options.append(f"stride={stride}")
    if padding == "same":
        options.append('padding="same"')
    elif before != after:
        x = f"F.pad({x}, {(before, after) if one_dimensional else (before, after, before, after)})"
    elif before != 0:
        options.append(f"padding={before}")
    if dilation != 1:
        options.append(f"dilation={dilation}")
    turned = "" if not flip else ".flip(0)" if one_dimensional else ".flip(0, 1)"
    return f"F.conv{1 if one_dimensional else 2}d({', '.join([x, f'{names[1]}{turned}[None, None]', *options])})[0, 0]"


def padding_line(mode: str, width: int, value: float, bias: float, one_dimensional: bool, names=("x", "weight")) -> str:
    """The line of PyTorch for a padding by mode and width, then the convolution; numpy's word where torch has none.

    >>> padding_line("circular", 2, 0.0, 0.0, True)
    'F.conv1d(F.pad(x[None, None], (2, 2), mode="circular"), weight[None, None])[0, 0]'
    """
    sides = (width,) * (2 if one_dimensional else 4)
    given = f"{names[0]}[None, None]"
    x, options = f'F.pad({given}, {sides}, mode="{mode}")', [f"bias={names[0]}.new_tensor([{float(bias)!r}])"] if bias != 0 else []
    if width == 0 or mode == "zeros":
        x, options = given, options + [f"padding={width}"] * (width > 0)
    elif mode == "constant":
        x = f"F.pad({given}, {sides}, value={float(value)!r})"
    elif mode == "symmetric":
        x = f'torch.from_numpy(np.pad({names[0]}.numpy(), {width}, mode="symmetric"))[None, None]'
    return f"F.conv{1 if one_dimensional else 2}d({', '.join([x, f'{names[1]}[None, None]', *options])})[0, 0]"

"""Output sizes of convolution, transposed convolution and pooling along one axis, in pixels.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
before/after are the cells padded on the low and on the high side.
"""

from numbers import Integral

Padding = int | tuple[int, int] | str


def require_whole(**values: int) -> None:
    """Refuse any named value that is no whole number; numpy's whole numbers are some.

    >>> require_whole(padding=1.0)
    Traceback (most recent call last):
    ValueError: padding must be a whole number, got 1.0

    Raises ValueError.
    """
    for name, value in values.items():
        if not isinstance(value, Integral):
            raise ValueError(f"{name} must be a whole number, got {value!r}")


def require_at_least(least: int, **values: int) -> None:
    """Refuse any named value below `least`, with its name and both numbers in the message.

    >>> require_at_least(1, stride=0)
    Traceback (most recent call last):
    ValueError: stride must be at least 1, got 0

    Raises ValueError if a value is not a whole number or is below `least`.
    """
    require_whole(**values)
    for name, value in values.items():
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    """Give the (before, after) that keeps the size at stride 1: torch's split, the odd cell goes after.

    before + after = dilation*(kernel_size - 1)

    >>> same_padding(3), same_padding(4), same_padding(3, dilation=2)
    ((1, 1), (1, 2), (2, 2))

    Raises ValueError if kernel_size or dilation is below 1. Source: arXiv:1603.07285, section 2.2.1; docs of torch.nn.Conv2d.
    """
    require_at_least(1, kernel_size=kernel_size, dilation=dilation)
    total = dilation * (kernel_size - 1)
    return total // 2, total - total // 2


def resolve_padding(padding: Padding, kernel_size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Turn an int, a (before, after) pair, "same" or "valid" into (before, after); "same" needs stride 1, as in torch.

    >>> resolve_padding(2, kernel_size=3), resolve_padding((0, 1), kernel_size=3), resolve_padding("same", kernel_size=4)
    ((2, 2), (0, 1), (1, 2))

    Raises ValueError for "same" with a stride, for another word, for an amount that is negative or no whole number.
    Source: docs of torch.nn.Conv2d.
    """
    require_at_least(1, kernel_size=kernel_size, stride=stride, dilation=dilation)
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ValueError(f"padding must be a number, a (before, after) pair, 'same' or 'valid', got {padding!r}")
        if padding == "same" and stride != 1:
            raise ValueError(f"padding='same' needs stride 1, got stride {stride}: the output would be smaller than the input")
        return same_padding(kernel_size, dilation) if padding == "same" else (0, 0)
    if not isinstance(padding, tuple | list):
        padding = (padding, padding)
    if len(padding) != 2:
        raise ValueError(f"padding of one axis is a (before, after) pair, got {len(padding)} numbers: {tuple(padding)}")
    for amount in padding:
        require_at_least(0, padding=amount)
    return tuple(padding)


def conv_output_size(size: int, kernel_size: int, stride: int = 1, padding: Padding = 0, dilation: int = 1) -> int:
    """Count the stops of the kernel along one axis: the output size of torch.nn.Conv1d/2d/3d on that axis.

    size_out = (size + before + after - dilation*(kernel_size - 1) - 1) // stride + 1

    >>> conv_output_size(7, 3), conv_output_size(7, 3, stride=2, padding=1), conv_output_size(9, 4, padding="same")
    (5, 4, 9)

    Raises ValueError if the kernel, spread by the dilation, is larger than the padded input. Source: arXiv:1603.07285, relationship 15.
    """
    require_at_least(1, size=size)
    before, after = resolve_padding(padding, kernel_size, stride, dilation)
    extent = dilation * (kernel_size - 1) + 1
    padded = size + before + after
    if extent > padded:
        raise ValueError(
            f"kernel larger than the padded input: the kernel covers {extent} pixels (kernel_size {kernel_size}, dilation {dilation}), "
            f"the padded input has {padded} (size {size}, padding {before} + {after})"
        )
    return (padded - extent) // stride + 1


def conv_transpose_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int | tuple[int, int] = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """Give the output size of torch.nn.ConvTranspose1d/2d/3d on one axis; padding is cut off, output_padding added after.

    size_out = (size - 1)*stride - before - after + dilation*(kernel_size - 1) + output_padding + 1

    >>> conv_transpose_output_size(4, 3, stride=2), conv_transpose_output_size(4, 3, stride=2, padding=1, output_padding=1)
    (9, 8)

    Raises ValueError if output_padding is not smaller than stride or dilation, if padding is a word, if nothing is left.
    Source: arXiv:1603.07285, relationship 14.
    """
    require_at_least(1, size=size)
    require_at_least(0, output_padding=output_padding)
    if isinstance(padding, str):
        raise ValueError(f"a transposed convolution takes its padding in numbers, got {padding!r}")
    before, after = resolve_padding(padding, kernel_size, stride, dilation)
    if output_padding >= max(stride, dilation):
        raise ValueError(f"output_padding {output_padding} must be smaller than stride {stride} or dilation {dilation}")
    full = (size - 1) * stride + dilation * (kernel_size - 1) + output_padding + 1
    if full - before - after < 1:
        raise ValueError(f"padding {before} + {after} cuts off the whole output of {full} pixels")
    return full - before - after


def pool_output_size(
    size: int, kernel_size: int, stride: int | None = None, padding: Padding = 0, dilation: int = 1, ceil_mode: bool = False
) -> int:
    """Give the output size of torch.nn.MaxPool1d/2d/3d and AvgPool on one axis; stride is kernel_size unless given.

    size_out = (size + before + after - dilation*(kernel_size - 1) - 1) // stride + 1; ceil_mode rounds up instead,
    and then drops the last window if it would start in the padding after the input.

    >>> pool_output_size(112, 3), pool_output_size(112, 3, ceil_mode=True), pool_output_size(112, 3, stride=2, padding=1)
    (37, 38, 56)

    Raises ValueError if the padding is more than half of kernel_size (dilation does not count) or if no window fits.
    Source: docs of torch.nn.MaxPool2d.
    """
    require_at_least(1, size=size)
    stride = kernel_size if stride is None else stride
    before, after = resolve_padding(padding, kernel_size, stride, dilation)
    extent = dilation * (kernel_size - 1) + 1
    if not isinstance(padding, str) and max(before, after) > kernel_size // 2:
        raise ValueError(f"padding {max(before, after)} is more than half of kernel_size {kernel_size}")
    room = size + before + after - extent
    size_out = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (size_out - 1) * stride >= size + before:
        size_out -= 1
    if size_out < 1:
        raise ValueError(
            f"window larger than the padded input: the window covers {extent} pixels (kernel_size {kernel_size}, dilation {dilation}), "
            f"the padded input has {size + before + after} (size {size}, padding {before} + {after})"
        )
    return size_out

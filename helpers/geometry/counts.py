"""Parameters and multiply-adds of convolutional and fully connected layers."""

from math import prod

from helpers.geometry.sizes import require_at_least


def _sizes(name: str, value: int | tuple[int, ...], dims: int) -> tuple[int, ...]:
    sizes = tuple(value) if isinstance(value, tuple | list) else (value,) * dims
    if not sizes:
        raise ValueError(f"{name} needs at least 1 number, got 0")
    for size in sizes:
        require_at_least(1, **{name: size})
    return sizes


def _check_channels(c_in: int, c_out: int, groups: int) -> None:
    require_at_least(1, c_in=c_in, c_out=c_out, groups=groups)
    if c_in % groups or c_out % groups:
        raise ValueError(f"groups {groups} must divide both channel counts, got c_in {c_in} and c_out {c_out}")


def conv_parameters(c_in: int, c_out: int, kernel_size: int | tuple[int, ...], groups: int = 1, bias: bool = True, dims: int = 2) -> int:
    """Count the weights and biases of torch.nn.Conv1d/2d/3d; a kernel_size of several numbers says the dimension, one needs dims.

    parameters = c_out * (c_in / groups) * product of kernel sizes + c_out

    >>> conv_parameters(3, 10, 5), conv_parameters(3, 10, (5,)), conv_parameters(96, 256, 5, groups=2, bias=False)
    (760, 160, 307200)

    Raises ValueError if groups does not divide both channel counts or a size is below 1. Source: docs of torch.nn.Conv2d.
    """
    _check_channels(c_in, c_out, groups)
    kernel = _sizes("kernel_size", kernel_size, dims)
    return c_out * (c_in // groups) * prod(kernel) + (c_out if bias else 0)


def conv_macs(
    c_in: int, c_out: int, kernel_size: int | tuple[int, ...], output_size: int | tuple[int, ...], groups: int = 1, dims: int = 2
) -> int:
    """Count the multiply-adds of one image through a convolution: its weights, once for every output pixel. The bias costs none.

    macs = c_out * (c_in / groups) * product of kernel sizes * product of output sizes

    >>> conv_macs(3, 10, kernel_size=5, output_size=32)
    768000

    Raises ValueError if kernel and output differ in dimension, if groups does not divide, if a size is below 1.
    Source: docs of torch.nn.Conv2d.
    """
    for value in (kernel_size, output_size):
        dims = len(value) if isinstance(value, tuple | list) else dims
    kernel, output = _sizes("kernel_size", kernel_size, dims), _sizes("output_size", output_size, dims)
    if len(kernel) != len(output):
        raise ValueError(f"kernel_size {kernel} has {len(kernel)} axes, output_size {output} has {len(output)}")
    return conv_parameters(c_in, c_out, kernel, groups, bias=False) * prod(output)


def linear_parameters(in_features: int, out_features: int, bias: bool = True) -> int:
    """Count the weights and biases of torch.nn.Linear.

    >>> linear_parameters(400, 120)
    48120

    Raises ValueError if a size is below 1. Source: docs of torch.nn.Linear.
    """
    require_at_least(1, in_features=in_features, out_features=out_features)
    return in_features * out_features + (out_features if bias else 0)


def linear_macs(in_features: int, out_features: int) -> int:
    """Count the multiply-adds of one example through torch.nn.Linear: one for each weight.

    >>> linear_macs(400, 120)
    48000

    Raises ValueError if a size is below 1. Source: docs of torch.nn.Linear.
    """
    return linear_parameters(in_features, out_features, bias=False)

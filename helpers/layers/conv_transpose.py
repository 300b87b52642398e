"""ConvTranspose1d, 2d and 3d: helpers.functional's transposed convolutions with their weight and bias as parameters.

Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, chapter 4.
Axes: n batch, c_in/c_out channels, d/h/w slices/rows/columns, kd/kh/kw kernel.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.functional import conv_transpose1d, conv_transpose2d, conv_transpose3d
from helpers.functional.arguments import check_axes, padding_per_axis, per_axis
from helpers.functional.arguments_windows import wished_size
from helpers.geometry import require_at_least, resolve_padding
from helpers.layers.conv import reset_like_torch


class _ConvTranspose(nn.Module):
    """What the three share: torch's constructor, settings spelt out per axis, parameters `weight` and `bias`."""

    dims: int

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple = 0,
        output_padding: int | tuple[int, ...] = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | tuple[int, ...] = 1,
        padding_mode: str = "zeros",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        require_at_least(1, in_channels=in_channels, out_channels=out_channels, groups=groups)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"groups {groups} must divide both channel counts, got in_channels {in_channels} and out_channels {out_channels}"
            )
        if padding_mode != "zeros":
            raise ValueError(f"a transposed convolution has padding_mode 'zeros' only: its padding cuts cells off, got {padding_mode!r}")
        self.in_channels, self.out_channels, self.groups, self.padding_mode = in_channels, out_channels, groups, padding_mode
        self.kernel_size = per_axis("kernel_size", kernel_size, self.dims)
        self.stride = per_axis("stride", stride, self.dims)
        self.dilation = per_axis("dilation", dilation, self.dims)
        self.output_padding = per_axis("output_padding", output_padding, self.dims)
        self.padding = padding_per_axis(padding, self.dims)
        for extra, amount, *axis in zip(self.output_padding, self.padding, self.kernel_size, self.stride, self.dilation, strict=True):
            require_at_least(0, output_padding=extra)
            if isinstance(amount, str):
                raise ValueError(f"a transposed convolution takes its padding in numbers, got {amount!r}")
            resolve_padding(amount, *axis)  # refuses what no input could make right
        self.weight = nn.Parameter(torch.empty(in_channels, out_channels // groups, *self.kernel_size, device=device, dtype=dtype))
        self.bias = nn.Parameter(torch.empty(out_channels, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new parameters."""
        reset_like_torch(self.weight, self.bias)

    def settings(self, x: Float[Tensor, "n c_in *size"], output_size: tuple[int, ...] | None) -> tuple:
        """The functional form's arguments after x; a wished output_size becomes the output_padding that gives it."""
        check_axes(type(self).__name__, x, self.dims)
        extra = self.output_padding
        if output_size is not None:
            extra = self._output_padding(tuple(x.shape[2:]), wished_size(output_size, self.dims))
        return self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation

    def _output_padding(self, size: tuple[int, ...], wished: tuple[int, ...]) -> tuple[int, ...]:
        """How many cells each axis needs beyond the smallest output."""
        cut = [sum(p) if isinstance(p, tuple | list) else 2 * p for p in self.padding]
        axes = zip(size, self.stride, cut, self.dilation, self.kernel_size, strict=True)
        least = tuple((length - 1) * s - c + d * (k - 1) + 1 for length, s, c, d, k in axes)
        extra = tuple(w - low for w, low in zip(wished, least, strict=True))
        if any(not 0 <= e < s for e, s in zip(extra, self.stride, strict=True)):
            most = tuple(low + s - 1 for low, s in zip(least, self.stride, strict=True))
            raise ValueError(f"output_size {wished} is out of reach: from {size} the layer gives {least} up to {most}")
        return extra

    def extra_repr(self) -> str:
        """What print(layer) shows between the brackets."""
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"output_padding={self.output_padding}, groups={self.groups}, bias={self.bias is not None}, dilation={self.dilation}"
        )


class ConvTranspose1d(_ConvTranspose):
    """Learned stamps laid along a signal, one for every input sample.

    torch.nn.ConvTranspose1d with its names, defaults and initial numbers; beyond torch: padding as (before, after).
    w_out = (w - 1)*stride - before - after + dilation*(kw - 1) + output_padding + 1.

    >>> layer = ConvTranspose1d(2, 3, kernel_size=4, stride=2, padding=1)
    >>> layer(torch.zeros(5, 2, 10)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([5, 3, 20]), 27)

    Raises ValueError for settings that no input could make right; forward, for an output_size that does not fit and
    what conv_transpose1d refuses. Source: arXiv:1603.07285.
    """

    dims = 1

    def forward(self, x: Float[Tensor, "n c_in w"], output_size: tuple[int, ...] | None = None) -> Float[Tensor, "n c_out w_out"]:
        """Give conv_transpose1d(x) with the layer's parameters."""
        return conv_transpose1d(x, *self.settings(x, output_size))


class ConvTranspose2d(_ConvTranspose):
    """Learned stamps laid onto an image, one for every input pixel.

    torch.nn.ConvTranspose2d with its names, defaults and initial numbers; beyond torch: padding per side.
    h_out = (h - 1)*stride - top - bottom + dilation*(kh - 1) + output_padding + 1, and the same for w.

    >>> layer = ConvTranspose2d(8, 4, kernel_size=2, stride=2)
    >>> layer(torch.zeros(1, 8, 5, 6)).shape, layer(torch.zeros(1, 8, 5, 6), output_size=(11, 12)).shape
    (torch.Size([1, 4, 10, 12]), torch.Size([1, 4, 11, 12]))

    Raises ValueError for settings that no input could make right; forward, for an output_size that does not fit and
    what conv_transpose2d refuses. Source: arXiv:1603.07285.
    """

    dims = 2

    def forward(self, x: Float[Tensor, "n c_in h w"], output_size: tuple[int, ...] | None = None) -> Float[Tensor, "n c_out h_out w_out"]:
        """Give conv_transpose2d(x) with the layer's parameters."""
        return conv_transpose2d(x, *self.settings(x, output_size))


class ConvTranspose3d(_ConvTranspose):
    """Learned stamps laid into a volume, one for every input voxel.

    torch.nn.ConvTranspose3d with its names, defaults and initial numbers; beyond torch: padding per side.
    d_out = (d - 1)*stride - front - back + dilation*(kd - 1) + output_padding + 1, and the same for h and w.

    >>> ConvTranspose3d(2, 1, kernel_size=2, stride=2)(torch.zeros(1, 2, 3, 4, 5)).shape
    torch.Size([1, 1, 6, 8, 10])

    Raises ValueError for settings that no input could make right; forward, for an output_size that does not fit and
    what conv_transpose3d refuses. Source: arXiv:1603.07285.
    """

    dims = 3

    def forward(
        self, x: Float[Tensor, "n c_in d h w"], output_size: tuple[int, ...] | None = None
    ) -> Float[Tensor, "n c_out d_out h_out w_out"]:
        """Give conv_transpose3d(x) with the layer's parameters."""
        return conv_transpose3d(x, *self.settings(x, output_size))

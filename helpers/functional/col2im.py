"""col2im: add columns of windows back into an image, the adjoint of im2col.

Chellapilla, Puri & Simard, High performance convolutional neural networks for document processing, IWFHR 2006.
Axes: n batch, c channels, h/w rows/columns of the image, h_out/w_out stops of the window, kh/kw window.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.arguments import check_windows, per_axis
from helpers.functional.put_taps import put_taps
from helpers.geometry import require_at_least


def col2im(
    columns: Float[Tensor, "n c*kh*kw h_out*w_out"],
    output_size: int | tuple[int, int],
    kernel_size: int | tuple[int, int],
    dilation: int | tuple[int, int] = 1,
    padding: int | tuple | str = 0,
    stride: int | tuple[int, int] = 1,
) -> Float[Tensor, "n c h w"]:
    """Put every column back where im2col took it from; a pixel collects from all windows that read it.

    The numbers and the argument order of torch.nn.functional.fold. Not the inverse of im2col: a pixel that two windows read comes
    back doubled. What a window read in the padding is dropped.
    (h, w) = output_size, and h_out = (h + top + bottom - dilation*(kh - 1) - 1) // stride + 1, the same for w.

    >>> import torch
    >>> col2im(torch.ones(1, 4, 4), output_size=3, kernel_size=2)[0, 0]
    tensor([[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]])

    Raises ValueError if columns has not 3 axes, or its rows or columns do not fit the window and output_size.
    Source: docs of torch.nn.Fold.
    """
    if columns.ndim != 3:
        raise ValueError(f"col2im needs columns (n, c*kh*kw, h_out*w_out), 3 axes; got shape {tuple(columns.shape)}")
    n, rows, count = columns.shape
    size = per_axis("output_size", output_size, 2)
    require_at_least(1, output_size=min(size))
    image = columns.new_empty(1).expand(1, 1, *size)  # only its shape is read
    (kh, kw), to = check_windows("col2im", image, kernel_size, stride, padding, dilation, dims=2)
    (h_out, w_out), (top, bottom), (left, right) = to.output_size, *to.padding
    if rows == 0 or rows % (kh * kw):
        raise ValueError(f"columns has {rows} rows, which is no multiple of the window's {kh} * {kw} = {kh * kw} pixels")
    if count != h_out * w_out:
        raise ValueError(f"columns has {count} windows, an image of {size} has {h_out} * {w_out} = {h_out * w_out}")
    parts = columns.view(n, rows // (kh * kw), kh, kw, h_out, w_out)
    parts = put_taps(parts.unbind(2), 3, top + size[0] + bottom, to.dilation[0], to.stride[0])  # n c kw top+h+bottom w_out
    image = put_taps(parts.unbind(2), 3, left + size[1] + right, to.dilation[1], to.stride[1])  # n c top+h+bottom left+w+right
    return image[:, :, top : top + size[0], left : left + size[1]].contiguous()

"""Real photographs that scikit-image ships inside its wheel: nothing is downloaded.

Axes: h/w rows/columns; a colour picture is 3 h w, as torch wants it.
"""

import torch
from jaxtyping import Float
from skimage import color, data, transform, util
from torch import Tensor

NAMES = ("astronaut", "brick", "camera", "cat", "clock", "coffee", "coins", "grass", "gravel", "horse", "moon", "page", "rocket", "text")


def photograph(name: str, size: int | tuple[int, int] | None = None, colour: bool = False) -> Float[Tensor, "h w"] | Float[Tensor, "3 h w"]:
    """Return one of `NAMES` as a float32 tensor with values from 0 (black) to 1 (white).

    Grey (h w) unless `colour` is set (3 h w). `size` is rows and columns, or one number for a square; the picture is cut
    about its centre to that shape and then scaled, so nothing is squeezed.

    >>> photograph("camera", size=64).shape
    torch.Size([64, 64])
    >>> photograph("cat", size=(40, 60), colour=True).shape
    torch.Size([3, 40, 60])

    Raises ValueError for a name that is not bundled, a size below 1, or colour from a grey photograph.
    """
    if name not in NAMES:
        raise ValueError(f"no photograph {name!r}; there are {', '.join(NAMES)}")
    pixels = util.img_as_float32(getattr(data, name)())
    if colour and pixels.ndim == 2:
        raise ValueError(f"{name!r} is a grey photograph of shape {tuple(pixels.shape)}: it has no colours")
    if pixels.ndim == 3 and not colour:
        pixels = color.rgb2gray(pixels)
    if size is not None:
        h_out, w_out = (size, size) if isinstance(size, int) else size
        if h_out < 1 or w_out < 1:
            raise ValueError(f"size must be at least 1 x 1, got {h_out} x {w_out}")
        pixels = _centre_cut(pixels, h_out, w_out)
        pixels = transform.resize(pixels, (h_out, w_out), anti_aliasing=True)
    picture = torch.from_numpy(pixels.astype("float32").copy()).clamp(0, 1)
    return picture.permute(2, 0, 1).contiguous() if colour else picture


def _centre_cut(pixels, h_out, w_out):
    """The largest part about the centre whose sides are in the ratio h_out : w_out."""
    h, w = pixels.shape[:2]
    h_cut = max(1, min(h, round(w * h_out / w_out)))
    w_cut = max(1, min(w, round(h * w_out / h_out)))
    top, left = (h - h_cut) // 2, (w - w_cut) // 2
    return pixels[top : top + h_cut, left : left + w_cut]

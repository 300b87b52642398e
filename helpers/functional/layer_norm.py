"""Layer norm: the features of one example get mean 0 and variance 1; the batch plays no part.

Ba, Kiros & Hinton, Layer normalization, arXiv:1607.06450; over the channels of each pixel: Liu et al., ConvNeXt, arXiv:2201.03545.
Axes: n batch, c channels, h/w rows/columns.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.moments import divide_by_root, moments, scale_and_shift
from helpers.geometry import require_whole


def layer_norm(
    x: Float[Tensor, "*outer"],
    normalized_shape: int | tuple[int, ...],
    weight: Float[Tensor, "*normalized"] | None = None,
    bias: Float[Tensor, "*normalized"] | None = None,
    eps: float = 1e-5,
    *,
    unbiased: bool = False,
    eps_inside: bool = True,
) -> Float[Tensor, "*outer"]:
    """Standardise over the last axes, whose sizes are `normalized_shape`; then multiply by weight and add bias, element by element.

    The numbers of torch.nn.functional.layer_norm; one axis may be a plain int. For an image (n, c, h, w), normalized_shape (c, h, w)
    is layer norm over space and channels, with c*h*w weights; layer_norm_channels is the one of ConvNeXt. `unbiased` divides the
    squares by one less than their number, eps_inside=False divides by std + eps. The shape stays.

    >>> import torch
    >>> layer_norm(torch.tensor([[1.0, 3.0], [5.0, 9.0]]), 2, eps=0)
    tensor([[-1.,  1.],
            [-1.,  1.]])

    Raises ValueError if x does not end with normalized_shape, or weight or bias has another shape. Source: arXiv:1607.06450.
    """
    shape = last_axes(x, normalized_shape)
    check_like(shape, weight=weight, bias=bias)
    _, centred, var = moments(x, tuple(range(-len(shape), 0)), unbiased)
    y = divide_by_root(centred, var, eps, eps_inside)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def layer_norm_channels(
    x: Float[Tensor, "n c *spatial"],
    weight: Float[Tensor, " c"] | None = None,
    bias: Float[Tensor, " c"] | None = None,
    eps: float = 1e-5,
    *,
    unbiased: bool = False,
    eps_inside: bool = True,
) -> Float[Tensor, "n c *spatial"]:
    """Standardise each pixel over its channels, as ConvNeXt does; then one weight and one bias a channel.

    The numbers of torch.nn.functional.layer_norm on a copy with the channels last, brought back. The shape stays.

    >>> import torch
    >>> layer_norm_channels(torch.tensor([[[1.0, 0.0], [3.0, 8.0]]]), eps=0)
    tensor([[[-1., -1.],
             [ 1.,  1.]]])

    Raises ValueError if x has no channels, or weight or bias is not one number a channel. Source: arXiv:2201.03545.
    """
    if x.ndim < 2:
        raise ValueError(f"layer_norm_channels needs x (n, c, ...), at least 2 axes; got shape {tuple(x.shape)}")
    _, centred, var = moments(x, (1,), unbiased)  # n 1 h w
    return scale_and_shift(divide_by_root(centred, var, eps, eps_inside), weight, bias)


def last_axes(x: Float[Tensor, "*outer"], normalized_shape: int | tuple[int, ...]) -> tuple[int, ...]:
    """Spell normalized_shape out as a tuple and compare it with the last axes of x.

    The check that torch.nn.functional.layer_norm makes first.

    >>> import torch
    >>> last_axes(torch.zeros(2, 3, 4), 4), last_axes(torch.zeros(2, 3, 4), (3, 4))
    ((4,), (3, 4))

    Raises ValueError if they differ, no axis is named, or a size is no whole number. Source: docs of torch.nn.LayerNorm.
    """
    shape = tuple(normalized_shape) if isinstance(normalized_shape, tuple | list) else (normalized_shape,)
    for size in shape:
        require_whole(normalized_shape=size)
    if not shape:
        raise ValueError("normalized_shape needs at least one axis, got ()")
    if tuple(x.shape[-len(shape) :]) != shape:
        raise ValueError(f"normalized_shape {shape} must be the last {len(shape)} of x's axes, got shape {tuple(x.shape)}")
    return shape


def check_like(shape: tuple[int, ...], **parameters: Float[Tensor, "*normalized"] | None) -> None:
    """Refuse a weight or bias that is not of the normalised shape.

    The second check of torch.nn.functional.layer_norm.

    >>> import torch
    >>> check_like((3,), weight=torch.ones(3), bias=None)

    Raises ValueError with the name and both shapes. Source: docs of torch.nn.LayerNorm.
    """
    for name, values in parameters.items():
        if values is not None and tuple(values.shape) != shape:
            raise ValueError(f"{name} must have the shape {shape} of normalized_shape, got {tuple(values.shape)}")

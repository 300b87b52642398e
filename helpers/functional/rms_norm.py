"""RMS norm: divide the features of one example by their root mean square; the mean stays.

Zhang & Sennrich, Root mean square layer normalization, arXiv:1910.07467.
Axes: any; the last ones are normalised.
"""

from jaxtyping import Float
from torch import Tensor

from helpers.functional.layer_norm import check_like, last_axes
from helpers.functional.moments import divide_by_root, finest_step


def rms_norm(
    x: Float[Tensor, "*outer"],
    normalized_shape: int | tuple[int, ...],
    weight: Float[Tensor, "*normalized"] | None = None,
    eps: float | None = None,
    *,
    bias: Float[Tensor, "*normalized"] | None = None,
    eps_inside: bool = True,
) -> Float[Tensor, "*outer"]:
    """Divide by the root of the mean square over the last axes, then multiply by weight.

    The numbers of torch.nn.functional.rms_norm, whose eps None is the machine epsilon of x's type. torch has no bias: it is the shift
    that some lectures keep. eps_inside=False divides by rms + eps. rms = sqrt(sum of d squares / d); the shape stays.

    >>> import torch
    >>> rms_norm(torch.tensor([[1.0, 7.0], [-3.0, 3.0]]), 2, eps=0)
    tensor([[ 0.2000,  1.4000],
            [-1.0000,  1.0000]])

    Raises ValueError if x does not end with normalized_shape, or weight or bias has another shape. Source: arXiv:1910.07467.
    """
    shape = last_axes(x, normalized_shape)
    check_like(shape, weight=weight, bias=bias)
    mean_square = x.square().mean(tuple(range(-len(shape), 0)), keepdim=True)
    y = divide_by_root(x, mean_square, finest_step(x) if eps is None else eps, eps_inside)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias

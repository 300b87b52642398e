"""Linear threshold unit: a weighted sum, minus a threshold, through a function sigma.

McCulloch & Pitts 1943; Rosenblatt, The perceptron, Psychological Review 1958.
Axes: any number of outer axes, then c_in numbers in, c_out units.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor

from helpers.functional.sigmoid import sigmoid


def threshold_unit(
    x: Float[Tensor, "*outer c_in"],
    weight: Float[Tensor, "c_out c_in"],
    threshold: Float[Tensor, " c_out"] | None = None,
    sigma: Callable[[Tensor], Tensor] = sigmoid,
) -> Float[Tensor, "*outer c_out"]:
    """Each of c_out units adds up weight * x, subtracts its threshold, and applies sigma.

    sigma of torch.nn.functional.linear(x, weight, bias) with bias = -threshold: torch adds, some lectures subtract.
    The last size changes from c_in to c_out.

    >>> import torch
    >>> both = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> step = lambda z: (z > 0).int()
    >>> threshold_unit(both, torch.tensor([[1.0, 1.0]]), torch.tensor([1.5]), step).flatten().tolist()  # and
    [0, 0, 0, 1]

    Raises ValueError if the sizes disagree. Source: Rosenblatt 1958.
    """
    if weight.ndim != 2 or x.ndim < 1 or x.shape[-1] != weight.shape[1]:
        raise ValueError(
            f"threshold_unit needs x (..., c_in) and weight (c_out, c_in); got shapes {tuple(x.shape)} and {tuple(weight.shape)}"
        )
    if threshold is None:
        return sigma(x @ weight.T)
    if threshold.shape != weight.shape[:1]:
        raise ValueError(f"threshold needs one number for each of {weight.shape[0]} units, got shape {tuple(threshold.shape)}")
    return sigma(x @ weight.T - threshold)

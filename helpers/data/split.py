"""What a data set with a training and a test part returns."""

from typing import NamedTuple

from jaxtyping import Int64, Shaped
from torch import Tensor


class Split(NamedTuple):
    """Inputs and labels to train with, inputs and labels to test with; unpacks in this order."""

    x_train: Shaped[Tensor, "n_train ..."]
    y_train: Int64[Tensor, " n_train"]
    x_test: Shaped[Tensor, "n_test ..."]
    y_test: Int64[Tensor, " n_test"]

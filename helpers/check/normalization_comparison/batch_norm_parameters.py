"""Mistakes of exercise 11.2 in weight and bias."""

from functools import partial

import torch

from helpers.check.engine import Mistake
from helpers.check.normalization_comparison import batch_norm_slips as slips

PARAMETERS = [
    Mistake(
        "no gain and shift",
        "The normalised values are right. After the norm, multiply each channel by its weight and add its bias.",
        lambda x, w, b, eps: slips.norm(x, torch.ones_like(w), 0 * b, eps),
    ),
    Mistake(
        "no gain",
        "weight is missing: multiply each channel by its weight before you add the bias.",
        lambda x, w, b, eps: slips.norm(x, 0 * w + 1, b, eps),
    ),
    Mistake(
        "no shift",
        "bias is missing: add it to each channel after the multiplication.",
        lambda x, w, b, eps: slips.norm(x, w, 0 * b, eps),
    ),
    Mistake("bias subtracted", "You subtract bias. Add it after the multiplication.", lambda x, w, b, eps: slips.norm(x, w, -b, eps)),
    Mistake(
        "weight and bias swapped",
        "weight and bias have swapped places: multiply by weight, then add bias.",
        lambda x, w, b, eps: slips.norm(x, b, w, eps),
    ),
    Mistake(
        "gain and shift before the norm",
        "weight and bias come after the norm. Applied to x before it, they change mean and variance, and the norm undoes that.",
        lambda x, w, b, eps: slips.norm(x * slips.per_channel(w) + slips.per_channel(b), 0 * w + 1, 0 * b, eps),
    ),
    Mistake("shift before gain", "You add bias first and then multiply it too. First times weight, then plus bias.", slips.shift_first),
    Mistake("divided by weight", "You divide by weight. Multiply each channel by it.", slips.by_weight_divided),
    Mistake(
        "weight along the columns",
        "weight and bias of shape (c,) line up with the columns of x. Put them on axis 1: weight.view(1, -1, 1, 1).",
        slips.flat_parameters,
    ),
    Mistake(
        "weight on axis 0",
        ".view(-1, 1, 1, 1) puts weight and bias on axis 0, the examples. The channels are axis 1: .view(1, -1, 1, 1).",
        partial(slips.parameters_as, shape=(-1, 1, 1, 1)),
    ),
    Mistake(
        "weight on axis 2",
        ".view(1, 1, -1, 1) puts weight and bias on axis 2, the rows. The channels are axis 1: .view(1, -1, 1, 1).",
        partial(slips.parameters_as, shape=(1, 1, -1, 1)),
    ),
]

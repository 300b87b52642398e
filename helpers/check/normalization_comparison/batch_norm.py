"""Exercise 11.2, Batch norm for images: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, Mistake
from helpers.check.normalization_comparison import batch_norm_slips as slips
from helpers.check.normalization_comparison.batch_norm_parameters import PARAMETERS
from helpers.check.normalization_comparison.by_hand import ByHand
from helpers.check.normalization_comparison.cases import random, values

ones, zeros = torch.ones(1), torch.zeros(1)
four = values(1.0, 3, 5, 11, shape=(2, 1, 1, 2))  # mean 5, variance 14

batch_norm = ByHand(
    number="11.2",
    title="Batch norm for images",
    oracle=lambda x, weight, bias, eps: F.batch_norm(x, None, None, weight, bias, True, 0.1, eps),
    cases=[
        Case("two examples, one channel, 1×2 pixels", (four, ones, zeros, 1e-5)),
        Case("the same with eps = 2", (four, ones, zeros, 2.0)),
        Case("the same with eps = 2, weight 3 and bias 1", (four, 3 * ones, ones, 2.0)),
        Case(
            "two examples, two channels, gain 1 and shift 0", (random(2, 2, 1, 3, seed=1, shift=2), ones.repeat(2), zeros.repeat(2), 1e-5)
        ),
        Case("two channels with gain and shift", (random(2, 2, 2, 3, seed=2), values(2.0, 0.5), values(1.0, -1.0), 1e-5)),
        Case("as many columns as channels", (random(3, 4, 2, 4, seed=3, scale=3), random(4, seed=4), random(4, seed=5), 1e-5)),
        Case("a large eps", (random(2, 3, 2, 5, seed=6), values(1.0, 2, 3), values(0.0, 1, 0), 0.5)),
        Case(
            "a channel that is constant",
            (values(4.0, 4, 4, 4, 1, 2, 3, 4, shape=(2, 4, 1, 1))[:, :2] * 0 + 4, values(1.0, 2), values(0.0, 3), 1e-5),
        ),
    ],
    instead_of=("batch_norm", "native_batch_norm", "instance_norm", "group_norm", "layer_norm", "native_layer_norm"),
    shortcut=Mistake(
        "torch's own norm",
        "This calls a norm of torch. Write the arithmetic yourself: mean, variance, root, then weight and bias.",
        lambda x, w, b, eps: F.batch_norm(x, None, None, w, b, True, 0.1, eps),
        also=(slips.by_layer, slips.by_instance_norm, slips.by_layer_norm, slips.by_layer_then_gain),
        line=r"(Batch|Instance|Group|Layer)Norm\w*\(",
    ),
    mistakes=[
        Mistake(
            "pixels not pooled",
            "Every pixel has a mean of its own: you average over axis 0 only. For images the pixels are averaged too: (0, 2, 3).",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, (0,)),
        ),
        Mistake(
            "one pixel axis not pooled",
            "You average over one of the two pixel axes only. The rows are axis 2, the columns axis 3: (0, 2, 3).",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, (0, 2)),
            also=(lambda x, w, b, eps: slips.norm(x, w, b, eps, (0, 3)),),
        ),
        Mistake(
            "layer norm",
            "Every example has a mean of its own: this is layer norm. Batch norm averages over (0, 2, 3), all axes but the channels.",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, (1, 2, 3)),
        ),
        Mistake(
            "instance norm",
            "Every channel of every example has a mean of its own: this is instance norm. The batch, axis 0, is averaged too.",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, (2, 3)),
        ),
        Mistake(
            "channels only",
            "You average over the channels, axis 1. That is the one axis that batch norm keeps apart: average over (0, 2, 3).",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, (1,)),
        ),
        Mistake(
            "one mean for all",
            "You use one mean for the whole tensor. Each channel has its own: average over (0, 2, 3) with keepdim=True.",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, (0, 1, 2, 3)),
        ),
        Mistake(
            "unbiased",
            "You divide the squares by their number minus one: torch's `.var` does so unless you say unbiased=False.",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, unbiased=True),
        ),
        Mistake(
            "std without eps",
            "Two things: `.std` and `.var` divide by n − 1 unless you say unbiased=False, and eps is missing: sqrt(variance + eps).",
            lambda x, w, b, eps: slips.norm(x, w, b, 0.0, unbiased=True),
            also=(slips.by_std, slips.by_std_of_each_channel),
        ),
        Mistake(
            "std plus eps",
            "Two things: `.std` divides by n − 1, and eps belongs under the root: sqrt(variance + eps), biased variance.",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, unbiased=True, outside=True),
        ),
        Mistake(
            "eps outside the root",
            "eps is added to the root. It belongs under it: sqrt(variance + eps).",
            lambda x, w, b, eps: slips.norm(x, w, b, eps, outside=True),
        ),
        Mistake(
            "no eps",
            "eps is missing. A constant channel has variance 0, and 0/0 is NaN: divide by sqrt(variance + eps).",
            lambda x, w, b, eps: slips.norm(x, w, b, 0.0),
        ),
        Mistake(
            "always the same eps",
            "You always use the same small eps, such as 1e-5. Use the eps that is handed in: pass it on.",
            lambda x, w, b, eps: slips.norm(x, w, b, 1e-5),
        ),
        Mistake(
            "unbiased, always the same eps",
            "Two things: `.var` and `.std` divide by n − 1 unless you say unbiased=False, and the eps that is handed in is not used: "
            "sqrt(variance + eps).",
            lambda x, w, b, eps: slips.norm(x, w, b, 1e-5, unbiased=True),
            also=(lambda x, w, b, eps: slips.norm(x, w, b, 1e-5, unbiased=True, outside=True),),
        ),
        Mistake(
            "no root",
            "You divide by variance + eps. Divide by its square root.",
            slips.variance,
        ),
        Mistake("multiplied", "You multiply by the root of variance + eps. Divide by it.", slips.times),
        Mistake(
            "mean not subtracted",
            "The mean is still in the values: subtract it before you divide.",
            slips.mean_stays,
        ),
        Mistake(
            "not divided",
            "The mean is subtracted, but nothing is divided. Divide by sqrt(variance + eps) before weight and bias.",
            slips.not_divided,
            also=(lambda x, w, b, eps: slips.not_divided(x, 0 * w + 1, 0 * b, eps),),
        ),
        Mistake(
            "RMS",
            "You divide by the root mean square and leave the mean in: that is RMS norm. Subtract the mean, divide by the deviation.",
            slips.rms,
        ),
        *PARAMETERS,
        Mistake(
            "statistics without their axes",
            "The mean has shape (c,) and lines up with the columns of x, not with its channels. Keep the averaged axes: keepdim=True.",
            slips.flat_statistics,
        ),
        Mistake(
            "nothing on axis 1",
            "Tensors of shape (c,) line up with the columns of x. Mean and variance need keepdim=True, weight and bias .view(1, -1, 1, 1).",
            slips.everything_flat,
        ),
        Mistake(
            "reshape before transpose",
            "x.reshape(c, -1) only cuts the numbers into c rows, in their order: example after example. Bring the channels to the front "
            "first: x.transpose(0, 1).reshape(c, -1).",
            slips.reshaped,
            also=(slips.reshaped_statistics,),
        ),
        Mistake(
            "transpose not undone",
            "Channels stood first when you reshaped back, so .view(n, c, h, w) mixes them with the examples. Undo the steps in turn: "
            ".view(c, n, h, w), then .transpose(0, 1).",
            slips.not_transposed_back,
        ),
        Mistake("input unchanged", "You return x as it came in.", lambda x, w, b, eps: x),
    ],
)

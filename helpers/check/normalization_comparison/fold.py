"""Exercise 11.4, Fold batch norm into a convolution: what is right, and the mistakes that the check knows by name."""

from torch.nn.utils.fusion import fuse_conv_bn_weights

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.normalization_comparison.cases import random, values


def _torch_fold(weight, bias, mean, var, gamma, beta, eps):
    return tuple(p.detach() for p in fuse_conv_bn_weights(weight, bias, mean, var, eps, gamma, beta))


def _gain(var, gamma, eps):
    return gamma / (var + eps).sqrt()


def _with(k, weight, bias, mean, beta):
    return weight * k.view(-1, 1, 1, 1), (bias - mean) * k + beta


def _case(c_out, c_in, kh, kw, seed, eps=1e-5, spread=1.0):
    return (
        random(c_out, c_in, kh, kw, seed=seed), random(c_out, seed=seed + 1), random(c_out, seed=seed + 2),
        spread * (random(c_out, seed=seed + 3).square() + 0.1), random(c_out, seed=seed + 4), random(c_out, seed=seed + 5), eps,
    )  # fmt: skip


fold = FunctionExercise(
    number="11.4",
    title="Fold batch norm into a convolution",
    oracle=_torch_fold,
    returns=("new_weight", "new_bias"),
    cases=[
        Case("one 1×1 kernel", (values(3.0, shape=(1, 1, 1, 1)), values(1.0), values(5.0), values(3.0), values(4.0), values(0.5), 1.0)),
        Case("two outputs, one input, 1×3", _case(2, 1, 1, 3, seed=20)),
        Case("four outputs, two inputs, 3×5", _case(4, 2, 3, 5, seed=30)),
        Case("three of each: outputs, inputs, rows, columns", _case(3, 3, 3, 3, seed=40)),
        Case("variances about 0.001", _case(2, 1, 2, 1, seed=60, spread=0.001)),
        Case("a large eps", _case(2, 3, 2, 2, seed=50, eps=0.7)),
    ],
    mistakes=[
        Mistake(
            "no root",
            "You divide by the variance. The gain is gamma / sqrt(var + eps).",
            lambda w, b, m, v, g, beta, eps: _with(g / (v + eps), w, b, m, beta),
        ),
        Mistake(
            "no eps",
            "eps is missing: the gain is gamma / sqrt(var + eps).",
            lambda w, b, m, v, g, beta, eps: _with(g / v.sqrt(), w, b, m, beta),
        ),
        Mistake(
            "always the same eps",
            "You always use eps = 1e-5. Use the eps that is handed in.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, 1e-5), w, b, m, beta),
        ),
        Mistake(
            "eps outside",
            "eps is added to the root. It stands under it: gamma / sqrt(var + eps).",
            lambda w, b, m, v, g, beta, eps: _with(g / (v.sqrt() + eps), w, b, m, beta),
        ),
        Mistake(
            "gamma forgotten",
            "gamma is missing: the gain is gamma / sqrt(var + eps).",
            lambda w, b, m, v, g, beta, eps: _with(1 / (v + eps).sqrt(), w, b, m, beta),
        ),
        Mistake(
            "bias not scaled",
            "The convolution's own bias goes through the norm too: multiply (bias − mean) by the gain, not the mean alone.",
            lambda w, b, m, v, g, beta, eps: (_with(_gain(v, g, eps), w, b, m, beta)[0], b - m * _gain(v, g, eps) + beta),
        ),
        Mistake(
            "mean forgotten",
            "The running mean is missing from the bias: (bias − mean) · gain + beta.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, eps), w, b, 0 * m, beta),
        ),
        Mistake(
            "mean added",
            "The mean is subtracted by the norm: (bias − mean) · gain + beta.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, eps), w, b, -m, beta),
        ),
        Mistake(
            "mean not scaled",
            "The mean is subtracted before the norm divides, so it is multiplied by the gain too: (bias − mean) · gain + beta.",
            lambda w, b, m, v, g, beta, eps: (_with(_gain(v, g, eps), w, b, m, beta)[0], b * _gain(v, g, eps) - m + beta),
        ),
        Mistake(
            "beta forgotten",
            "beta is missing: the norm adds it at the very end.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, eps), w, b, m, 0 * beta),
        ),
        Mistake(
            "beta scaled",
            "beta is added after the gain, so it is not multiplied by it.",
            lambda w, b, m, v, g, beta, eps: (_with(_gain(v, g, eps), w, b, m, beta)[0], (b - m + beta) * _gain(v, g, eps)),
        ),
        Mistake(
            "own bias forgotten",
            "The convolution's own bias is missing: (bias − mean) · gain + beta.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, eps), w, 0 * b, m, beta),
        ),
        Mistake(
            "weight unscaled",
            "The weight is unchanged. Everything that the convolution gives is multiplied by the gain, so its kernels are too.",
            lambda w, b, m, v, g, beta, eps: (w, _with(_gain(v, g, eps), w, b, m, beta)[1]),
        ),
        Mistake(
            "bias unchanged",
            "The new weight is right; the bias is unchanged. The norm shifts and scales it too: (bias − mean) · gain + beta.",
            lambda w, b, m, v, g, beta, eps: (_with(_gain(v, g, eps), w, b, m, beta)[0], b),
        ),
        Mistake(
            "gain on the input channels",
            "The gain stands on axis 1, the input channels. Each OUTPUT channel has its gain: axis 0, gain.view(-1, 1, 1, 1).",
            lambda w, b, m, v, g, beta, eps: (w * _gain(v, g, eps).view(1, -1, 1, 1), _with(_gain(v, g, eps), w, b, m, beta)[1]),
        ),
        Mistake(
            "gain along the columns",
            "A gain of shape (c_out,) lines up with the columns of the kernel. Put it on axis 0: gain.view(-1, 1, 1, 1).",
            lambda w, b, m, v, g, beta, eps: (w * _gain(v, g, eps), _with(_gain(v, g, eps), w, b, m, beta)[1]),
        ),
        Mistake(
            "only the weight",
            "This is the new weight alone. Return both: new_weight, new_bias.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, eps), w, b, m, beta)[0],
        ),
        Mistake(
            "order",
            "The two have swapped places: return new_weight first, then new_bias.",
            lambda w, b, m, v, g, beta, eps: _with(_gain(v, g, eps), w, b, m, beta)[::-1],
        ),
    ],
)

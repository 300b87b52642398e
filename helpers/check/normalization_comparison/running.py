"""Exercise 11.3, Keep running statistics: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.normalization_comparison.cases import random, values


def _torch_running(batches, momentum):
    c = batches[0].shape[1]
    mean, var = torch.zeros(c, dtype=batches[0].dtype), torch.ones(c, dtype=batches[0].dtype)
    for x in batches:
        F.batch_norm(x, mean, var, training=True, momentum=momentum)
    return mean, var


def _run(batches, momentum, unbiased=True, start_mean=0.0, start_var=1.0, axis=0, root=False, swap=False):
    c = batches[0].shape[1 - axis]
    mean, var = (torch.full((c,), start, dtype=batches[0].dtype) for start in (start_mean, start_var))
    old, new = (momentum, 1 - momentum) if swap else (1 - momentum, momentum)
    for x in batches:
        v = (x - x.mean(axis, keepdim=True)).square().sum(axis) / (x.shape[axis] - unbiased)  # one value: NaN, as torch says
        mean = old * mean + new * x.mean(axis)
        var = old * var + new * (v.sqrt() if root else v)
    return mean, var


def _over_features(batches, momentum, numbers=False):
    d = batches[0].shape[1]
    mean, var = (0.0, 1.0) if numbers else (torch.zeros(d), torch.ones(d))
    for x in batches:
        v = (x - x.mean(1, keepdim=True)).square().sum(1) / (x.shape[1] - 1)  # one value: NaN, as torch says
        mean, var = (1 - momentum) * mean + momentum * x.mean(1), (1 - momentum) * var + momentum * v
    return mean, var


def _always_two_features(batches, momentum):
    mean, var = torch.zeros(2), torch.ones(2)
    for x in batches:
        mean, var = (1 - momentum) * mean + momentum * x.mean(0), (1 - momentum) * var + momentum * x.var(0)
    return mean, var


def _from_the_first(batches, momentum):
    mean, var = batches[0].mean(0), batches[0].var(0)
    for x in batches[1:]:
        mean, var = (1 - momentum) * mean + momentum * x.mean(0), (1 - momentum) * var + momentum * x.var(0)
    return mean, var


def _plain_average(batches, momentum):
    return torch.stack([x.mean(0) for x in batches]).mean(0), torch.stack([x.var(0) for x in batches]).mean(0)


def _added(batches, momentum):
    mean, var = torch.zeros_like(batches[0][0]), torch.ones_like(batches[0][0])
    for x in batches:
        mean, var = mean + momentum * x.mean(0), var + momentum * x.var(0)
    return mean, var


def _around_the_running_mean(batches, momentum):
    mean, var = torch.zeros_like(batches[0][0]), torch.ones_like(batches[0][0])
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(0)
        var = (1 - momentum) * var + momentum * (x - mean).square().sum(0) / (len(x) - 1)
    return mean, var


def _pooled(batches, momentum):
    x = torch.cat(list(batches))
    return x.mean(0), x.var(0)


def _scalars(batches, momentum):
    mean, var = 0.0, 1.0
    for x in batches:
        mean, var = (1 - momentum) * mean + momentum * x.mean(), (1 - momentum) * var + momentum * x.var()
    return mean, var


running = FunctionExercise(
    number="11.3",
    title="Keep running statistics",
    oracle=_torch_running,
    returns=("running_mean", "running_var"),
    cases=[
        Case("one batch of two numbers, momentum 0.5", ([values(2.0, 6.0, shape=(2, 1))], 0.5)),
        Case("two batches, one feature, momentum 0.5", ([values(2.0, 6, shape=(2, 1)), values(0.0, 1, 5, shape=(3, 1))], 0.5)),
        Case("three batches of four, two features, momentum 0.1", ([random(4, 2, seed=s, scale=3, shift=s) for s in range(3)], 0.1)),
        Case("five batches of six, three features, momentum 0.3", ([random(6, 3, seed=s, scale=2, shift=4) for s in range(5, 10)], 0.3)),
        Case("two batches, momentum 1: the last one counts alone", ([random(5, 2, seed=s, shift=s) for s in (11, 12)], 1.0)),
    ],
    mistakes=[
        Mistake(
            "biased",
            "The mean is right; this is the biased variance. What torch keeps divides the squares by n − 1: x.var(0).",
            lambda batches, momentum: _run(batches, momentum, unbiased=False),
        ),
        Mistake(
            "momentum weighs the old value",
            "Old and new have swapped weights: in torch momentum weighs the NEW value, 1 − momentum the old one.",
            lambda batches, momentum: _run(batches, momentum, swap=True),
        ),
        Mistake(
            "swapped and biased",
            "Two things: momentum weighs the NEW value in torch, and the variance that is kept divides by n − 1.",
            lambda batches, momentum: _run(batches, momentum, unbiased=False, swap=True),
        ),
        Mistake(
            "variance starts at 0",
            "The running variance starts at 1 (the mean at 0), before any batch is seen.",
            lambda batches, momentum: _run(batches, momentum, start_var=0.0),
        ),
        Mistake(
            "mean starts at 1",
            "The running mean starts at 0 (the variance at 1), before any batch is seen.",
            lambda batches, momentum: _run(batches, momentum, start_mean=1.0),
        ),
        Mistake(
            "always momentum 0.1",
            "You always use momentum 0.1. Use the momentum that is handed in.",
            lambda batches, momentum: _run(batches, 0.1),
        ),
        Mistake(
            "always two features",
            "You always make room for two features. Take their number from the batches: batches[0].shape[1].",
            _always_two_features,
        ),
        Mistake(
            "starts at the first batch",
            "You start from the statistics of the first batch. torch starts from mean 0 and variance 1, and the first batch moves them.",
            _from_the_first,
        ),
        Mistake(
            "deviation",
            "You keep the standard deviation. It is the variance that is kept: no root.",
            lambda batches, momentum: _run(batches, momentum, root=True),
        ),
        Mistake(
            "plain average",
            "You average all batches alike. Here each batch counts for a share `momentum`, the past for the rest.",
            _plain_average,
        ),
        Mistake("old value not shrunk", "The old value must lose what the new one gains: multiply it by 1 − momentum.", _added),
        Mistake(
            "around the running mean",
            "You measure the spread around the running mean. The variance of a batch is around the batch's own mean.",
            _around_the_running_mean,
        ),
        Mistake(
            "all batches pooled",
            "You pool all batches into one. The running average sees one batch at a time and forgets the earlier ones bit by bit.",
            _pooled,
        ),
        Mistake(
            "one number for all features",
            "You average over the features too. Each feature has its own mean and variance: axis 0 only.",
            _scalars,
        ),
        Mistake(
            "axis 1",
            "You average over axis 1, the features. The examples lie along axis 0.",
            lambda batches, momentum: _run([x[: min(map(len, batches))] for x in batches], momentum, axis=1),
            also=(_over_features, lambda batches, momentum: _over_features(batches, momentum, numbers=True)),
        ),
        Mistake(
            "only the first batch",
            "Only the first batch is used: `return` stands inside the loop. Move it out, in line with `for`.",
            lambda batches, momentum: _torch_running(batches[:1], momentum),
        ),
        Mistake(
            "only the last batch",
            "Only the last batch is used: start the record once, before the loop, and update it inside.",
            lambda batches, momentum: _torch_running(batches[-1:], momentum),
        ),
        Mistake("only the mean", "This is the running mean. Return both: running_mean, running_var.", lambda b, m: _torch_running(b, m)[0]),
        Mistake(
            "order", "The two have swapped places: return running_mean first, then running_var.", lambda b, m: _torch_running(b, m)[::-1]
        ),
    ],
)

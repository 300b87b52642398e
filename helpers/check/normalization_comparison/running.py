"""Exercise 11.3, Keep running statistics: what is right, and the mistakes that the check knows by name."""

import torch

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.normalization_comparison import running_slips as slips
from helpers.check.normalization_comparison.cases import random, values

running = FunctionExercise(
    number="11.3",
    title="Keep running statistics",
    oracle=slips.torch_running,
    returns=("running_mean", "running_var"),
    cases=[
        Case("one batch of two numbers, momentum 0.25", ([values(2.0, 6.0, shape=(2, 1))], 0.25)),
        Case("two batches, one feature, momentum 0.5", ([values(2.0, 6, shape=(2, 1)), values(0.0, 1, 5, shape=(3, 1))], 0.5)),
        Case("three batches of four, two features, momentum 0.1", ([random(4, 2, seed=s, scale=3, shift=s) for s in range(3)], 0.1)),
        Case("five batches of six, three features, momentum 0.3", ([random(6, 3, seed=s, scale=2, shift=4) for s in range(5, 10)], 0.3)),
        Case("two batches, momentum 1: the last one counts alone", ([random(5, 2, seed=s, shift=s) for s in (11, 12)], 1.0)),
    ],
    mistakes=[
        Mistake(
            "biased",
            "The mean is right; this is the biased variance. What torch keeps divides the squares by n − 1: x.var(0).",
            lambda batches, momentum: slips.run(batches, momentum, unbiased=False),
        ),
        Mistake(
            "momentum weighs the old value",
            "Old and new have swapped weights: in torch momentum weighs the NEW value, 1 − momentum the old one.",
            lambda batches, momentum: slips.run(batches, momentum, swap=True),
        ),
        Mistake(
            "swapped and biased",
            "Two things: momentum weighs the NEW value in torch, and the variance that is kept divides by n − 1.",
            lambda batches, momentum: slips.run(batches, momentum, unbiased=False, swap=True),
        ),
        Mistake(
            "variance starts at 0",
            "The running variance starts at 1 (the mean at 0), before any batch is seen.",
            lambda batches, momentum: slips.run(batches, momentum, start_var=0.0),
        ),
        Mistake(
            "mean starts at 1",
            "The running mean starts at 0 (the variance at 1), before any batch is seen.",
            lambda batches, momentum: slips.run(batches, momentum, start_mean=1.0),
        ),
        Mistake(
            "start values swapped",
            "The start values have swapped places: the running mean starts at 0, the running variance at 1.",
            lambda batches, momentum: slips.run(batches, momentum, start_mean=1.0, start_var=0.0),
        ),
        Mistake(
            "momentum swapped in the variance",
            "The mean is right. In the variance old and new have swapped weights: momentum weighs the NEW value there too.",
            lambda batches, momentum: slips.run(batches, momentum, swap_var=True),
        ),
        Mistake(
            "momentum swapped in the mean",
            "The variance is right. In the mean old and new have swapped weights: momentum weighs the NEW value there too.",
            lambda batches, momentum: slips.run(batches, momentum, swap_mean=True),
        ),
        Mistake(
            "always momentum 0.1",
            "You always use momentum 0.1. Use the momentum that is handed in.",
            lambda batches, momentum: slips.run(batches, 0.1),
        ),
        Mistake(
            "always two features",
            "You always make room for two features. Take their number from the batches: batches[0].shape[1].",
            slips.always_two_features,
        ),
        Mistake(
            "starts at the first batch",
            "You start from the statistics of the first batch. torch starts from mean 0 and variance 1, and the first batch moves them.",
            slips.from_the_first,
        ),
        Mistake(
            "deviation",
            "You keep the standard deviation. It is the variance that is kept: no root.",
            lambda batches, momentum: slips.run(batches, momentum, root=True),
        ),
        Mistake(
            "plain average",
            "You average all batches alike. Here each batch counts for a share `momentum`, the past for the rest.",
            slips.plain_average,
        ),
        Mistake("old value not shrunk", "The old value must lose what the new one gains: multiply it by 1 − momentum.", slips.added),
        Mistake(
            "new value whole",
            "The new value is added whole. Only a share of it counts: momentum · new, beside (1 − momentum) · old.",
            slips.new_value_whole,
        ),
        Mistake(
            "around the running mean",
            "You measure the spread around the running mean. The variance of a batch is around the batch's own mean.",
            slips.around_the_running_mean,
        ),
        Mistake(
            "all batches pooled",
            "You pool all batches into one. The running average sees one batch at a time and forgets the earlier ones bit by bit.",
            slips.pooled,
        ),
        Mistake(
            "one update with all batches",
            "You put all batches together and update once. Update after every batch, with its own mean and variance.",
            lambda batches, momentum: slips.torch_running([torch.cat(list(batches))], momentum),
        ),
        Mistake(
            "n of the first batch",
            "n is the first batch's for all of them. Batches may differ in size: take n from each, len(x), inside the loop.",
            slips.n_of_the_first,
            also=(lambda batches, momentum: slips.n_of_the_first(batches, momentum, mean_too=False),),
        ),
        Mistake(
            "one number for all features",
            "You average over the features too. Each feature has its own mean and variance: axis 0 only.",
            slips.scalars,
        ),
        Mistake(
            "axis 1",
            "You average over axis 1, the features. The examples lie along axis 0.",
            lambda batches, momentum: slips.run([x[: min(map(len, batches))] for x in batches], momentum, axis=1),
            also=(slips.over_features, lambda batches, momentum: slips.over_features(batches, momentum, numbers=True)),
        ),
        Mistake(
            "only the first batch",
            "Only the first batch is used: `return` stands inside the loop. Move it out, in line with `for`.",
            lambda batches, momentum: slips.torch_running(batches[:1], momentum),
        ),
        Mistake(
            "only the last batch",
            "Only the last batch is used: start the record once, before the loop, and update it inside.",
            lambda batches, momentum: slips.torch_running(batches[-1:], momentum),
        ),
        Mistake(
            "no update",
            "This is mean and variance of the last batch alone: old values are lost. Mix: (1 − momentum) · old + momentum · new.",
            slips.no_update,
            also=(lambda batches, momentum: (batches[-1].mean(0), batches[-1].var(0, unbiased=False)),),
        ),
        Mistake(
            "from the last batch to the first",
            "You go through the batches backwards. Take them in their order: the last one of the list comes last and counts most.",
            lambda batches, momentum: slips.torch_running(batches[::-1], momentum),
        ),
        Mistake(
            "stacked",
            "torch.stack puts the batches along a new first axis, and they may differ in size. Take them one by one: `for x in batches`.",
            slips.stacked,
            line=r"\bstack\(",
        ),
        Mistake(
            "the list taken for a tensor",
            "`batches` is a list. Go through it with `for x in batches`: each x is a tensor of shape (n, d), with .mean(0) and .var(0).",
            slips.list_as_tensor,
            also=(slips.list_as_tensor_var, slips.list_as_tensor_shape, slips.list_into_mean),
            line=r"\bbatches\b(?!\[)",
        ),
        Mistake(
            "only the mean", "This is the running mean. Return both: running_mean, running_var.", lambda b, m: slips.torch_running(b, m)[0]
        ),
        Mistake(
            "order",
            "The two have swapped places: return running_mean first, then running_var.",
            lambda b, m: slips.torch_running(b, m)[::-1],
        ),
    ],
)

"""Exercise 7.3, Measure a field: what is right, and the mistakes that the check knows by name."""

import torch
from torch import nn

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.receptive_fields import measure_slips as slips
from helpers.check.receptive_fields.measure_stops import STOPS


def _net(*layers):
    """Layers with weights that are all 1, or the given ones; no bias."""
    built = []
    for layer, weights in layers:
        if isinstance(layer, nn.Conv1d):
            layer.weight.data = torch.ones_like(layer.weight) if weights is None else torch.tensor(weights).view_as(layer.weight)
        built.append(layer)
    return nn.Sequential(*built)


def _conv(kernel_size, weights=None, **settings):
    return nn.Conv1d(1, 1, kernel_size, bias=False, **settings), weights


measure = FunctionExercise(
    number="7.3",
    title="Measure a field",
    oracle=lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit)),
    returns=("first", "last"),
    cases=[
        Case("kernel 3 on 8 pixels, unit 2", lambda: (_net(_conv(3)), 8, 2)),
        Case("the kernel (1 −2 −1) on 8 pixels, unit 0", lambda: (_net(_conv(3, [1.0, -2.0, -1.0])), 8, 0)),
        Case("the kernel (10⁻⁶ 1 −10⁻⁶) on 8 pixels, unit 3", lambda: (_net(_conv(3, [1e-6, 1.0, -1e-6])), 8, 3)),
        Case("the kernel (10⁻¹² 10⁻⁶ −10⁻¹²) on 8 pixels, unit 3", lambda: (_net(_conv(3, [1e-12, 1e-6, -1e-12])), 8, 3)),
        Case("kernel 3, dilation 2, on 11 pixels, unit 3", lambda: (_net(_conv(3, dilation=2)), 11, 3)),
        Case("kernel 3 with padding 1 on 6 pixels, unit 0", lambda: (_net(_conv(3, padding=1)), 6, 0)),
        Case("kernel 3 with padding 1 on 6 pixels, unit 5", lambda: (_net(_conv(3, padding=1)), 6, 5)),
        Case("kernels 3 and 2 with stride 2 on 16 pixels, unit 1", lambda: (_net(_conv(3, stride=2), _conv(2, [-1.0, 3.0])), 16, 1)),
        Case(
            "kernel 3, average pool 2, kernel 3 with dilation 2, on 24 pixels, unit 4",
            lambda: (_net(_conv(3, [-2.0, 1.0, 0.5]), (nn.AvgPool1d(2), None), _conv(3, dilation=2)), 24, 4),
        ),
    ],
    mistakes=[
        Mistake(
            "places of x",
            "You look where x itself is not 0: that is everywhere. Look at its gradient, x.grad[0, 0].",
            lambda net, size, unit: (0, size - 1),
        ),
        Mistake(
            "sum of all units",
            "You take the gradient of all units together: that covers what any of them reads. Take the one, y[0, 0, unit].",
            lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit, whole=True)),
        ),
        Mistake(
            "always unit 0",
            "You always take unit 0. Take the one that is asked for: y[0, 0, unit].",
            lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, 0)),
        ),
        Mistake(
            "several units",
            "A colon takes several units together, and their gradients add up. Take the one: y[0, 0, unit].",
            lambda net, size, unit: slips.several(net, size, slice(None, unit)),
            also=(
                lambda net, size, unit: slips.several(net, size, slice(None, unit + 1)),
                lambda net, size, unit: slips.several(net, size, slice(unit, None)),
            ),
        ),
        Mistake(
            "size ignored",
            "The window is cut at the picture's right edge as well: the last pixel is size − 1. Is your x that long, "
            "torch.ones(1, 1, size, requires_grad=True)?",
            lambda net, size, unit: slips.ends_of(slips.gradient_of(net, 41, unit)),
        ),
        Mistake(
            "turned round",
            "These are the first and the last pixel whose gradient is 0. Ask for those where it is not 0.",
            slips.turned_round,
        ),
        Mistake(
            "positive only",
            "A pixel with a negative weight counts too: ask for gradients that are not 0, not for those above 0.",
            lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit).clamp(min=0)),
        ),
        Mistake(
            "small gradients left out",
            "A small gradient counts too: ask for those that are not 0, without a threshold and without rounding.",
            lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit).abs() > 1e-2),
            also=(
                lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit).abs() > 1e-4),
                lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit).abs() > 1e-6),
                lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit).abs() > 1e-10),
                lambda net, size, unit: slips.ends_of(slips.gradient_of(net, size, unit).round()),
            ),
        ),
        Mistake(
            "column of the batch",
            "nonzero() lists one number for each axis, and its column 0 belongs to the first one. Of x.grad that is the batch, of "
            "x.grad[0] the channel: always 0. Take x.grad[0, 0], which has one axis, before nonzero().",
            slips.batch_axis,
            also=(slips.channel_axis,),
        ),
        Mistake(
            "counted on from the first",
            "You count on from the first pixel, as if there were no gaps. With dilation there are: take the last place, places[-1].",
            slips.counted_on,
        ),
        Mistake("second place", "Your second number is the second place. The last one is places[-1].", slips.second),
        Mistake(
            "stops at the first 0",
            "You stop at the first pixel whose gradient is 0 again. With dilation there are gaps: look on to the end of the picture.",
            slips.up_to_a_gap,
        ),
        Mistake(
            "first pixel left out",
            "Pixel 0 is never looked at: the loop starts one late.",
            lambda net, size, unit: slips.looked_at(net, size, unit, 1, size),
        ),
        Mistake(
            "last pixel left out",
            "The last pixel, size − 1, is never looked at: the loop stops one early.",
            lambda net, size, unit: slips.looked_at(net, size, unit, 0, size - 1),
        ),
        Mistake(
            "into the padding",
            "Your window reaches into the padding, as the rule of exercise 7.2 has it. Pixels there do not count: measure by the "
            "gradient, which stands at pixels of x alone.",
            slips.by_the_rule,
        ),
        Mistake(
            "size for last",
            "Your second number is the size of the field, last − first + 1. Return the place of the last pixel.",
            slips.length,
        ),
        Mistake(
            "values for places",
            "These are gradients. Return where they stand: the first and the last place that is not 0.",
            slips.values,
            also=(slips.whole_values,),
        ),
        Mistake(
            "largest gradient",
            "argmax finds the largest gradient. Every pixel whose gradient is not 0 counts: use nonzero().",
            slips.largest,
            also=(lambda net, size, unit: (int(slips.gradient_of(net, size, unit).argmax()),) * 2,),
        ),
        Mistake(
            "count for last",
            "Your second number counts the pixels. Return the place of the last one; with dilation there are gaps between.",
            slips.count,
        ),
        Mistake("last is one beyond", "Your second number is one too large: return the last pixel that counts.", slips.one_more),
        Mistake("size", "This is the size of the field. Return two numbers: its first and its last pixel.", slips.span),
        Mistake(
            "all places",
            "These are all pixels that count. Return two numbers: the first and the last of them.",
            lambda net, size, unit: slips.gradient_of(net, size, unit).nonzero()[:, 0],
            also=(lambda net, size, unit: slips.gradient_of(net, size, unit).nonzero()[:, 0].tolist(),),
        ),
        Mistake(
            "the gradient itself",
            "This is the gradient. Return where it is not 0: the first and the last place.",
            lambda net, size, unit: slips.gradient_of(net, size, unit),
            also=(lambda net, size, unit: slips.gradient_of(net, size, unit)[None, None],),
        ),
        Mistake(
            "rows of nonzero",
            "`nonzero()` of a tensor with three axes gives three numbers a place: (0, 0, pixel). Take x.grad[0, 0] first.",
            slips.rows,
        ),
        Mistake(
            "places of the output",
            "You look for values of the output that are not 0. What the unit reads shows in the gradient of y[0, 0, unit] by x.",
            lambda net, size, unit: slips.ends_of(net(torch.ones(1, 1, size)).detach()[0, 0]),
        ),
        *STOPS,
    ],
)

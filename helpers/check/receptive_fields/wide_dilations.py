"""Exercise 7.4, As wide as possible without a gap: what is right, and the mistakes that the check knows by name."""

from itertools import accumulate
from math import prod

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.receptive_fields.stacks import reads


def _dense(layers):
    places = reads(layers, 0)
    return len(places) == places[-1] - places[0] + 1


def _largest(kernels):
    """By trial: raise each dilation as long as torch's gradient has no hole."""
    layers = []
    for kernel_size in kernels:
        dilation = 1
        while _dense([*layers, (kernel_size, 1, 0, dilation + 1)]):
            dilation += 1
        layers.append((kernel_size, 1, 0, dilation))
    return [dilation for *_, dilation in layers]


def _sizes(kernels, next_dilation):
    """Dilations from the field's size so far."""
    size, dilations = 1, []
    for n, kernel_size in enumerate(kernels):
        dilations.append(next_dilation(size, n, kernel_size))
        size += dilations[-1] * (kernel_size - 1)
    return dilations


wide_dilations = FunctionExercise(
    number="7.4",
    title="As wide as possible without a gap",
    oracle=_largest,
    cases=[
        Case("one layer of kernel 3", ([3],)),
        Case("two layers of kernel 3", ([3, 3],)),
        Case("three layers of kernel 3", ([3, 3, 3],)),
        Case("kernels 2 and 5", ([2, 5],)),
        Case("kernels 5, 2 and 4", ([5, 2, 4],)),
        Case("kernels 2, 2, 3 and 2", ([2, 2, 3, 2],)),
    ],
    mistakes=[
        Mistake(
            "doubling",
            "Doubling leaves no gap, but with a kernel of 3 it wastes room: after one layer the field is 3 wide, "
            "so the next taps may lie 3 apart.",
            lambda kernels: [2**n for n in range(len(kernels))],
        ),
        Mistake(
            "no dilation",
            "Without dilation there is no gap, but the field is small. How far apart may the taps of the second layer lie?",
            lambda kernels: [1] * len(kernels),
        ),
        Mistake("1, 2, 3", "1, 2, 3, … leaves room: take the size of the field so far.", lambda kernels: list(range(1, len(kernels) + 1))),
        Mistake(
            "one too wide",
            "One too wide: taps that lie size + 1 apart leave a pixel between two fields of `size`.",
            lambda kernels: _sizes(kernels, lambda size, n, k: size + 1),
            also=(lambda kernels: _sizes(kernels, lambda size, n, k: size + 1 if n else 1),),
        ),
        Mistake(
            "one too narrow",
            "One too narrow: fields of `size` pixels that lie size − 1 apart still share one.",
            lambda kernels: _sizes(kernels, lambda size, n, k: max(size - 1, 1)),
        ),
        Mistake(
            "own kernel",
            "You count the layer's own kernel in. What matters is the field *before* this layer; the first layer has 1.",
            lambda kernels: list(accumulate(kernels, lambda a, b: a * b)),
            also=(lambda kernels: list(accumulate([1, *kernels[1:]], lambda a, b: a * b)),),
        ),
        Mistake(
            "kernel alone",
            "A layer's own kernel does not say how far apart its taps may lie: the field of the layers before it does.",
            lambda kernels: list(kernels),
        ),
        Mistake(
            "kernel before",
            "You take the kernel of the layer before. Its cells are already spread out: take the field of all layers before.",
            lambda kernels: [1, *kernels[:-1]],
        ),
        Mistake(
            "as if undilated",
            "You follow the field as if the layers before had no dilation. It grows by dilation·(kernel − 1).",
            lambda kernels: [1 + sum(k - 1 for k in kernels[:n]) for n in range(len(kernels))],
        ),
        Mistake(
            "kernels added",
            "You add the kernels up. The field grows by dilation·(kernel_size − 1), and here the dilation is the size before.",
            lambda kernels: [1, *accumulate(kernels[:-1])],
            also=(lambda kernels: list(accumulate(kernels)), lambda kernels: [1 + sum(kernels[:n]) for n in range(len(kernels))]),
        ),
        Mistake(
            "kernel for kernel - 1",
            "The size grows by dilation·(kernel_size − 1): a kernel of 3 taps has 2 steps.",
            lambda kernels: [prod(k + 1 for k in kernels[:n]) for n in range(len(kernels))],
        ),
        Mistake(
            "size replaced",
            "You follow the last layer alone, dilation·(kernel_size − 1) + 1, and forget what its cells see. Add to the size: `size += …`.",
            lambda kernels: list(accumulate(kernels[:-1], lambda dilation, k: dilation * (k - 1) + 1, initial=1)),
        ),
        Mistake(
            "powers of the first kernel",
            "Powers of one kernel are right when all kernels are equal. Take the field as the kernels before make it.",
            lambda kernels: [kernels[0] ** n for n in range(len(kernels))],
            also=(
                lambda kernels: [3**n for n in range(len(kernels))],
                lambda kernels: [kernel_size**n for n, kernel_size in enumerate(kernels)],
                lambda kernels: [max(kernels) ** n for n in range(len(kernels))],
                lambda kernels: [min(kernels) ** n for n in range(len(kernels))],
            ),
        ),
        Mistake(
            "reversed",
            "The order is reversed: the first number belongs to the layer next to the input, where a unit is one pixel.",
            lambda kernels: [prod(kernels[:n]) for n in range(len(kernels))][::-1],
            also=(lambda kernels: [prod(kernels[n + 1 :]) for n in range(len(kernels))],),
        ),
        Mistake(
            "one too many",
            "One number too many: there is one dilation for each layer. What comes after the last kernel is the size of the whole field.",
            lambda kernels: [prod(kernels[:n]) for n in range(len(kernels) + 1)],
        ),
        Mistake(
            "one too few",
            "One number too few: there is one dilation for each layer, the first layer's 1 and the last layer's included.",
            lambda kernels: [prod(kernels[:n]) for n in range(1, len(kernels))],
            also=(
                lambda kernels: [prod(kernels[:n]) for n in range(len(kernels) - 1)],
                lambda kernels: [prod(kernels[1:n]) for n in range(1, len(kernels))],
            ),
        ),
        Mistake("the size", "This is the field's size. Return the list of the dilations.", lambda kernels: prod(kernels)),
        Mistake(
            "return in the loop",
            "Only the first layer is there. Does `return` stand inside the loop? Move it out, in line with `for`.",
            lambda kernels: [1],
        ),
        Mistake(
            "only the last layer",
            "Only the last layer's dilation is there. Make the list before the loop, and append to it in the loop.",
            lambda kernels: [prod(kernels[:-1])],
        ),
    ],
)

"""Mistakes of exercise 7.2 in the loop over the layers: size, jump and start."""

from helpers.check.engine import Mistake
from helpers.check.receptive_fields import window_slips as slips
from helpers.check.receptive_fields.raised import NOT_RAISED

LOOP = [
    Mistake(
        "names for the tuple",
        "Each tuple now has four entries, (kernel_size, stride, padding, dilation), and padding is the third: take it apart with "
        "four names.",
        slips.three_names,
        also=(slips.five_names,),
        line=NOT_RAISED,
    ),
    Mistake(
        "order of the tuple",
        "Two of the four names are in the wrong order: each tuple is (kernel_size, stride, padding, dilation). Padding comes third.",
        slips.SWAPPED[0],
        also=slips.SWAPPED[1:],
    ),
    Mistake(
        "padding times the last jump",
        "You multiply every padding by the jump after the last layer. Each layer's padded cells lie as far apart as the jump before "
        "that layer: the line for the start belongs into the loop.",
        slips.at_the_end,
    ),
    Mistake(
        "start overwritten",
        "Only the last layer's padding counts. `start -= padding * jump` belongs into the loop, before `jump *= stride`, and with −=, "
        "not =.",
        slips.overwritten,
        also=(slips.after_the_loop,),
    ),
    Mistake(
        "padding times stride",
        "You multiply the padding by the layer's own stride. Padded cells lie as far apart as the cells below: subtract padding·jump.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -p * s),
    ),
    Mistake(
        "size by the new jump",
        "The first pixel is right; the size is not: `jump *= stride` must come after the line for the size.",
        slips.grown_by_the_new_jump,
    ),
    Mistake(
        "jump before both",
        "`jump *= stride` stands before the other two lines. Both need the jump from before the layer's own stride: make it the last "
        "line of the loop.",
        slips.jump_before_both,
    ),
    Mistake(
        "size replaced",
        "The first pixel is right; your line for the size forgets the layers before. Each layer adds to it: `size += …`.",
        slips.size_replaced,
        also=(lambda layers, unit: slips.size_replaced(layers, unit, 0),),
    ),
    Mistake(
        "padding in the size",
        "How long your window is depends on the padding. Has it come into the size, or is the last pixel not first + size − 1? "
        "Padding moves both ends alike.",
        slips.PADDING_IN_SIZE[0],
        also=slips.PADDING_IN_SIZE[1:],
    ),
    Mistake(
        "brackets missing",
        "The first pixel is right; the size misses the brackets around kernel_size − 1: dilation·(kernel_size − 1)·jump.",
        lambda layers, unit: slips.rule(layers, unit, grow=lambda k, d, j: d * k - 1 * j),
    ),
    Mistake(
        "padding ignored",
        "The padding does not move your window. P padded cells before the layer's input move every window P cells to the left.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: 0),
    ),
    Mistake(
        "padding moves right",
        "Padding moves the window to the left, to smaller pixel numbers: subtract it.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: p * j),
    ),
    Mistake(
        "padding not in pixels",
        "You subtract the padding in cells of the layer. Those lie a jump apart: subtract padding·jump.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -p),
    ),
    Mistake(
        "jump first",
        "The layer's own stride has come into its padding. Padded cells are cells of the layer below: take `padding` times the "
        "`jump` as it was before this layer's stride.",
        lambda layers, unit: slips.rule(layers, unit, after=True),
    ),
    Mistake(
        "padding times dilation",
        "You multiply the padding by the dilation. Padding counts cells of the layer's input, whatever the dilation.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -p * d * j),
    ),
    Mistake(
        "padding on both sides",
        "You count the padding of both sides. Only the cells in front move the window.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -2 * p * j),
    ),
    Mistake(
        "half a kernel",
        "You move the start by half a kernel, and do not use the padding: that is right only when the padding is just as much. "
        "Subtract padding·jump.",
        lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -(d * (k - 1) // 2) * j),
        also=(
            lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -((k - 1) // 2) * j),
            lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -(k // 2) * j),
        ),
    ),
    Mistake(
        "the shortcut by the centre",
        "Right without dilation only: a dilated window has its centre dilation·(kernel_size − 1)/2 cells from its start. "
        "The rule for the start, minus padding·jump, needs no centre.",
        slips.centred,
    ),
    Mistake(
        "dilation ignored",
        "The first pixel is right; the dilation is missing in the size: dilation·(kernel_size − 1)·jump.",
        lambda layers, unit: slips.rule(layers, unit, grow=lambda k, d, j: (k - 1) * j),
    ),
    Mistake(
        "jump ignored",
        "The first pixel is right; the size must grow by dilation·(kernel_size − 1)·jump.",
        lambda layers, unit: slips.rule(layers, unit, grow=lambda k, d, j: d * (k - 1)),
    ),
    Mistake(
        "return in the loop",
        "Only the first layer is counted. Does `return` stand inside the loop? Move it out, in line with `for`.",
        lambda layers, unit: slips.rule(layers[:1], unit),
    ),
    Mistake(
        "only the last layer",
        "Only the last layer is counted. Give size, jump and start their first values before the loop, not in it.",
        lambda layers, unit: slips.rule(layers[-1:], unit),
    ),
    Mistake(
        "last layer skipped", "The last layer is not counted: the loop stops one early.", lambda layers, unit: slips.rule(layers[:-1], unit)
    ),
    Mistake(
        "from the top down",
        "This is the window of the layers in reversed order. Begin at the input: the jump of a layer comes from those before it.",
        lambda layers, unit: slips.rule(layers[::-1], unit),
    ),
    Mistake(
        "dilations multiplied",
        "The first pixel is right; you multiply the dilations of the layers, like the strides. Each layer uses its own.",
        slips.dilations_multiplied,
    ),
    Mistake(
        "last stride only",
        "Your jump is the stride of the last layer alone: `jump = stride` forgets those before. Use `jump *= stride`.",
        lambda layers, unit: slips.other_jump(layers, unit, lambda jump, stride: stride),
    ),
    Mistake(
        "jump never moves",
        "Your jump stays 1: each layer multiplies it by its stride.",
        lambda layers, unit: slips.other_jump(layers, unit, lambda jump, stride: jump),
    ),
    Mistake(
        "kernel for kernel - 1",
        "The first pixel is right; the size grows by kernel_size − 1 steps, not by kernel_size.",
        lambda layers, unit: slips.rule(layers, unit, grow=lambda k, d, j: d * k * j),
    ),
]

"""Exercise 7.2, Where does the window start: what is right, and the mistakes that the check knows by name."""

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.receptive_fields import window_slips as slips
from helpers.check.receptive_fields.stacks import reads


def _ends(layers, unit):
    places = reads(layers, unit)
    return places[0], places[-1]


window = FunctionExercise(
    number="7.2",
    title="Where does the window start",
    oracle=_ends,
    returns=("first", "last"),
    cases=[
        Case("one layer: kernel 3; unit 0", ([(3, 1, 0, 1)], 0)),
        Case("one layer: kernel 3; unit 4", ([(3, 1, 0, 1)], 4)),
        Case("kernel 3, stride 2; unit 3", ([(3, 2, 0, 1)], 3)),
        Case("kernel 3, padding 1; unit 0", ([(3, 1, 1, 1)], 0)),
        Case("kernel 3, padding 2, dilation 2; unit 1", ([(3, 1, 2, 2)], 1)),
        Case("kernel 5, padding 1, dilation 3; unit 2", ([(5, 1, 1, 3)], 2)),
        Case("kernel 3 with stride 2 and padding 1, twice; unit 2", ([(3, 2, 1, 1), (3, 2, 1, 1)], 2)),
        Case("kernel 4, stride 2, padding 1, then kernel 3, padding 4, dilation 2; unit 5", ([(4, 2, 1, 1), (3, 1, 4, 2)], 5)),
        Case("three layers with everything; unit 3", ([(5, 3, 2, 1), (2, 2, 0, 1), (3, 2, 1, 3)], 3)),
    ],
    mistakes=[
        Mistake(
            "names for the tuple",
            "Each tuple now has four entries, (kernel_size, stride, padding, dilation), and padding is the third: the `for` line needs "
            "four names.",
            slips.three_names,
            also=(slips.five_names,),
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
            "Only the last layer's padding counts: `start = ...` forgets the layers before. Use `start -= padding * jump`.",
            slips.overwritten,
        ),
        Mistake(
            "padding times stride",
            "You multiply the padding by the layer's own stride. Padded cells lie as far apart as the cells below: subtract padding·jump.",
            lambda layers, unit: slips.rule(layers, unit, pad=lambda k, s, p, d, j: -p * s),
        ),
        Mistake(
            "units one size apart",
            "You move by the size from unit to unit, as if the windows lay side by side. They lie a jump apart: start + unit·jump.",
            slips.steps_of_size,
        ),
        Mistake(
            "last pixel of unit 0",
            "The first pixel is right; the last one belongs to unit 0. It is first + size − 1, not start + size − 1.",
            slips.last_of_unit_0,
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
            "The padding has come into the size. It moves the window and does not change how long it is.",
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
            "You multiply the jump by the layer's own stride before you use it for the start. Padded cells are cells of the layer below.",
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
            "units one pixel apart",
            "You move by one pixel from unit to unit. They lie a jump apart: start + unit·jump.",
            lambda layers, unit: slips.rule(layers, unit, place=lambda start, unit, jump: start + unit),
        ),
        Mistake(
            "units one stride apart",
            "You move by the last layer's stride from unit to unit. That counts cells of the layer below; in pixels they lie a jump apart: "
            "start + unit·jump.",
            slips.last_stride,
        ),
        Mistake(
            "unit forgotten",
            "This is the window of unit 0, whichever unit is asked for. Add unit·jump.",
            lambda layers, unit: slips.rule(layers, unit, place=lambda start, unit, jump: start),
        ),
        Mistake(
            "units from 1",
            "You count the units from 1: unit 0 starts at `start` itself, so add unit·jump.",
            lambda layers, unit: slips.rule(layers, unit, place=lambda start, unit, jump: start + (unit - 1) * jump),
        ),
        Mistake(
            "start times jump",
            "You multiply the start by the jump as well. It is in pixels already: start + unit·jump.",
            lambda layers, unit: slips.rule(layers, unit, place=lambda start, unit, jump: (start + unit) * jump),
        ),
        Mistake(
            "last is one beyond",
            "Your second number is the first pixel after the window. The last one inside is first + size − 1.",
            slips.one_more,
        ),
        Mistake(
            "one too far right",
            "Your window lies one pixel too far right. `start` begins at 0, and the first pixel is start + unit·jump.",
            slips.one_to_the_right,
        ),
        Mistake(
            "size − 1 for last",
            "Your second number counts from the window's own first pixel. The last pixel is first + size − 1.",
            slips.size_less_one,
        ),
        Mistake("size for last", "Your second number is the size. The last pixel is first + size − 1.", slips.length),
        Mistake(
            "cut at the edge",
            "You cut the window at pixel 0. Here it counts on into the padding: pixel numbers may be negative.",
            lambda layers, unit: (max(slips.rule(layers, unit)[0], 0), slips.rule(layers, unit)[1]),
            also=(lambda layers, unit: (abs(slips.rule(layers, unit)[0]), slips.rule(layers, unit)[1]),),
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
            "Only the first layer is counted: `return` stands inside the loop. Move it out, in line with `for`.",
            lambda layers, unit: slips.rule(layers[:1], unit),
        ),
        Mistake(
            "range",
            "This lists every pixel. Return two numbers: (first, last).",
            lambda layers, unit: list(range(*slips.one_more(layers, unit))),
            also=(lambda layers, unit: range(*slips.one_more(layers, unit)),),
        ),
        Mistake(
            "first only",
            "This is the first pixel alone. Return two numbers: (first, last).",
            lambda layers, unit: slips.rule(layers, unit)[0],
        ),
    ],
)

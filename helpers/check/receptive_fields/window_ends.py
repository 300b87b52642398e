"""Mistakes of exercise 7.2 after the loop: the unit, the last pixel, and what is returned."""

from helpers.check.engine import Mistake
from helpers.check.receptive_fields import window_slips as slips

ENDS = [
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
        "You keep the window from going below pixel 0. Here it counts on into the padding: pixel numbers may be negative.",
        lambda layers, unit: (max(slips.rule(layers, unit)[0], 0), slips.rule(layers, unit)[1]),
        also=(lambda layers, unit: (abs(slips.rule(layers, unit)[0]), slips.rule(layers, unit)[1]), slips.moved_to_the_edge),
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
]

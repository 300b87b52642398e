"""Exercise 7.2, Where does the window start: what is right, and the mistakes that the check knows by name."""

from helpers.check.engine import Case, FunctionExercise
from helpers.check.receptive_fields.stacks import reads
from helpers.check.receptive_fields.window_ends import ENDS
from helpers.check.receptive_fields.window_loop import LOOP


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
        Case("kernel 3 with padding 1 and dilation 2, then kernel 2 with dilation 3; unit 0", ([(3, 1, 1, 2), (2, 1, 0, 3)], 0)),
        Case("kernel 3 with stride 2 and padding 1, twice; unit 2", ([(3, 2, 1, 1), (3, 2, 1, 1)], 2)),
        Case("kernel 4, stride 2, padding 1, then kernel 3, padding 4, dilation 2; unit 5", ([(4, 2, 1, 1), (3, 1, 4, 2)], 5)),
        Case("three layers with everything; unit 3", ([(5, 3, 2, 2), (2, 2, 0, 1), (3, 2, 1, 3)], 3)),
    ],
    mistakes=[*LOOP, *ENDS],
)

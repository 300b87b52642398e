"""Exercise 7.1, Follow a stack: what is right."""

from helpers.check.engine import Case, FunctionExercise
from helpers.check.receptive_fields.field_mistakes import MISTAKES
from helpers.check.receptive_fields.stacks import reads


def _by_torch(layers):
    padded = [(k, s, 0, d) for k, s, d in layers]
    places, after = reads(padded, 0), reads(padded, 1)
    return places[-1] - places[0] + 1, after[0] - places[0]


field = FunctionExercise(
    number="7.1",
    title="Follow a stack",
    oracle=_by_torch,
    returns=("size", "jump"),
    cases=[
        Case("one layer: kernel 3", ([(3, 1, 1)],)),
        Case("two layers of kernel 3", ([(3, 1, 1), (3, 1, 1)],)),
        Case("one layer: kernel 3, stride 2", ([(3, 2, 1)],)),
        Case("kernel 3 with stride 2, then kernel 3", ([(3, 2, 1), (3, 1, 1)],)),
        Case("one layer: kernel 3, dilation 2", ([(3, 1, 2)],)),
        Case("kernel 2, then kernel 4 with dilation 3", ([(2, 1, 1), (4, 1, 3)],)),
        Case("kernel 3 with dilation 2, twice", ([(3, 1, 2), (3, 1, 2)],)),
        Case("kernel 5 with stride 2, pool 2 with stride 2, kernel 3 with dilation 2", ([(5, 2, 1), (2, 2, 1), (3, 1, 2)],)),
        Case("four layers with strides 2, 1, 3 and 2", ([(3, 2, 1), (3, 1, 1), (4, 3, 1), (2, 2, 1)],)),
        Case("kernel 1 with stride 2, then kernel 3 with dilation 3 and stride 2", ([(1, 2, 1), (3, 2, 3)],)),
    ],
    mistakes=MISTAKES,
)

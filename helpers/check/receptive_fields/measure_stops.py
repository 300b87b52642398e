"""Mistakes of exercise 7.3 that stop the code."""

from helpers.check.engine import Mistake
from helpers.check.receptive_fields import measure_stop_slips as slips
from helpers.check.receptive_fields.raised import NOT_RAISED

STOPS = [
    Mistake(
        "int of a whole place",
        "A place here holds one number for each axis of x.grad. Take x.grad[0, 0] first, then column [:, 0] of its places.",
        slips.int_of_a_place,
        line=r"int\(\w+\[",
    ),
    Mistake(
        "gradient of a square",
        "No place is found: is the gradient 0 everywhere? A square, for one, has slope 0 where it is 0: take the gradient of "
        "y[0, 0, unit] itself, and every place where it is not 0.",
        slips.of_a_square,
        line=r"\[0\]",
    ),
    Mistake(
        "no gradient",
        "x.grad is None. Make x with requires_grad=True, give that very x to the net, and call y[0, 0, unit].backward().",
        slips.no_gradient_asked,
        also=(slips.no_backward,),
        line=NOT_RAISED,
    ),
    Mistake(
        "another x",
        "The output does not know this x: make x with requires_grad=True, and give that very x to the net.",
        slips.another_x,
        also=(slips.a_copy_of_x,),
        line=NOT_RAISED,
    ),
    Mistake(
        "no unit chosen",
        "A gradient is that of one number, and net(x) has many: take the one of the unit, y[0, 0, unit].",
        slips.no_unit,
        line=NOT_RAISED,
    ),
    Mistake("no axes", "The net wants three axes: x has the shape (1, 1, size).", slips.no_axes, line=NOT_RAISED),
    Mistake(
        "one index",
        "y has three axes, (1, 1, units), and the units are along the third. Write y[0, 0, unit].",
        slips.one_index,
        also=(slips.two_indices,),
        line=NOT_RAISED,
    ),
    Mistake(
        "whole numbers",
        "x holds whole numbers, which have no gradient: make it with torch.ones(1, 1, size, requires_grad=True).",
        slips.whole_numbers,
        also=(slips.whole_numbers_at_once,),
        line=NOT_RAISED,
    ),
    Mistake(
        "tuple of gradients",
        "torch.autograd.grad returns a tuple, for one x as well: take its first entry, torch.autograd.grad(…)[0].",
        slips.tuple_of_gradients,
        also=(slips.nonzero_of_a_tuple,),
        line=r"^(?!.*(as_tuple|x\.grad\b)).*(grad|\bg\b)",
    ),
]

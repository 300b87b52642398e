"""Wrong answers to exercise 7.2 that run: the rule with a line that slipped, and what else people write."""

from helpers.check.receptive_fields.field_slips import dilations_multiplied as dilations
from helpers.check.receptive_fields.field_slips import replaced
from helpers.check.receptive_fields.stacks import walk


def rule(layers, unit, *, pad=lambda k, s, p, d, j: -p * j, after=False, grow=lambda k, d, j: d * (k - 1) * j, place=None):
    """The rule with its line for the start open to slips; `after`: the jump is moved first."""
    size, jump, start = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        before, jump = jump, jump * stride
        size += grow(kernel_size, dilation, before)
        start += pad(kernel_size, stride, padding, dilation, jump if after else before)
    first = start + unit * jump if place is None else place(start, unit, jump)
    return first, first + size - 1


def length(layers, unit):
    first, last = rule(layers, unit)
    return first, last - first + 1


def one_more(layers, unit):
    first, last = rule(layers, unit)
    return first, last + 1


def centred(layers, unit):
    """The well-known shortcut: the centre moves by (kernel_size − 1)/2 − padding, and the window lies about it."""
    size, jump, centre = 1, 1, 0.0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        centre += ((kernel_size - 1) / 2 - padding) * jump
        jump *= stride
    first = int(centre + unit * jump - (size - 1) / 2)
    return first, first + size - 1


def three_names(layers, unit):
    for kernel_size, stride, dilation in layers:
        unit += (kernel_size - 1) * stride * dilation
    return unit, unit


def five_names(layers, unit):
    for kernel_size, stride, padding, dilation, jump in layers:
        unit += (kernel_size - 1) * stride * dilation * jump - padding
    return unit, unit


def at_the_end(layers, unit):
    """The paddings added up and multiplied by the jump after the last layer."""
    _, jump = walk([(k, s, d) for k, s, _, d in layers])
    first, last = rule(layers, unit, pad=lambda k, s, p, d, j: 0)
    before = sum(padding for _, _, padding, _ in layers) * jump
    return first - before, last - before


def overwritten(layers, unit):
    """start = −padding·jump: the last layer's line alone."""
    first, last = rule(layers, unit, pad=lambda k, s, p, d, j: 0)
    _, jump = walk([(k, s, d) for k, s, _, d in layers[:-1]])
    before = layers[-1][2] * jump
    return first - before, last - before


def steps_of_size(layers, unit):
    start, end = rule(layers, 0)
    size = end - start + 1
    return start + unit * size, start + unit * size + size - 1


def last_of_unit_0(layers, unit):
    return rule(layers, unit)[0], rule(layers, 0)[1]


def grown_by_the_new_jump(layers, unit):
    size, _ = walk([(k, s, d) for k, s, _, d in layers], first="jump")
    first, _ = rule(layers, unit)
    return first, first + size - 1


def jump_before_both(layers, unit):
    """jump *= stride as the loop's first line."""
    start, jump = rule(layers, 0, after=True)[0], walk([(k, s, d) for k, s, _, d in layers])[1]
    size, _ = walk([(k, s, d) for k, s, _, d in layers], first="jump")
    return start + unit * jump, start + unit * jump + size - 1


def size_less_one(layers, unit):
    first, last = rule(layers, unit)
    return first, last - first


def size_replaced(layers, unit, more=1):
    """size = ... in place of size += ...: the last layer's growth alone."""
    first, _ = rule(layers, unit)
    size, _ = replaced([(k, s, d) for k, s, _, d in layers], more)
    return first, first + size - 1


def with_padding(times):
    """The padding in the size; `times(padding, jump)` is what it adds for one layer."""

    def answer(layers, unit):
        (first, last), jump = rule(layers, unit), 1
        for _, stride, padding, _ in layers:
            last += times(padding, jump)
            jump *= stride
        return first, last

    return answer


PADDING_IN_SIZE = tuple(
    with_padding(times)
    for times in (
        lambda p, j: p * j,
        lambda p, j: 2 * p * j,
        lambda p, j: p,
        lambda p, j: 2 * p,
        lambda p, j: -p * j,
        lambda p, j: -2 * p * j,
        lambda p, j: -p,
        lambda p, j: -2 * p,
    )
)


def last_stride(layers, unit):
    return rule(layers, unit, place=lambda start, unit, jump: start + unit * layers[-1][1])


def one_to_the_right(layers, unit):
    first, last = rule(layers, unit)
    return first + 1, last + 1


SWAPPED = (
    lambda layers, unit: rule([(k, s, d, p) for k, s, p, d in layers], unit),
    lambda layers, unit: rule([(k, p, s, d) for k, s, p, d in layers], unit),
    lambda layers, unit: rule([(k, d, p, s) for k, s, p, d in layers], unit),
    lambda layers, unit: rule([(k, p, d, s) for k, s, p, d in layers], unit),
)


def after_the_loop(layers, unit):
    """start −= padding·jump once, after the loop: the last layer's padding and the jump after it."""
    first, last = rule(layers, unit, pad=lambda k, s, p, d, j: 0)
    before = layers[-1][2] * walk([(k, s, d) for k, s, _, d in layers])[1]
    return first - before, last - before


def dilations_multiplied(layers, unit):
    first, _ = rule(layers, unit)
    size, _ = dilations([(k, s, d) for k, s, _, d in layers])
    return first, first + size - 1


def other_jump(layers, unit, move):
    """The rule with another line for the jump."""
    size, jump, start = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        start -= padding * jump
        jump = move(jump, stride)
    first = start + unit * jump
    return first, first + size - 1


def moved_to_the_edge(layers, unit):
    """The first pixel cut at 0 before the last one is counted from it."""
    first, last = rule(layers, unit)
    return max(first, 0), max(first, 0) + last - first

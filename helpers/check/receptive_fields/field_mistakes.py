"""The mistakes of exercise 7.1 that the check knows by name."""

from helpers.check.engine import Mistake
from helpers.check.receptive_fields import field_slips as slips
from helpers.check.receptive_fields.raised import NOT_RAISED
from helpers.check.receptive_fields.stacks import walk

MISTAKES = [
    Mistake(
        "jump first",
        "You multiply the jump before you use it. A layer's taps lie as far apart as the jump before its own stride: "
        "size first, then jump.",
        lambda layers: walk(layers, first="jump"),
    ),
    Mistake(
        "order of the tuple",
        "Two of the three names are in the wrong order: each tuple is (kernel_size, stride, dilation), "
        "so `for kernel_size, stride, dilation in layers:`.",
        lambda layers: walk([(k, d, s) for k, s, d in layers]),
        also=(lambda layers: walk([(s, k, d) for k, s, d in layers]), lambda layers: walk([(d, s, k) for k, s, d in layers])),
    ),
    Mistake(
        "names for the tuple",
        "Each tuple has three entries, (kernel_size, stride, dilation): take it apart with three names.",
        slips.four_names,
        also=(slips.two_names,),
        line=NOT_RAISED,
    ),
    Mistake(
        "kernels only",
        "You add kernel_size − 1 alone: that is right for stride 1 and dilation 1. Add dilation·(kernel_size − 1)·jump.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: k - 1),
    ),
    Mistake(
        "brackets missing",
        "The brackets around kernel_size − 1 are missing: `dilation * kernel_size - 1 * jump` multiplies before it subtracts. "
        "Write `dilation * (kernel_size - 1) * jump`.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: d * k - 1 * j),
        also=(
            lambda layers: walk(layers, grow=lambda k, s, d, j: k - 1 * d * j),
            lambda layers: walk(layers, grow=lambda k, s, d, j: j * d * k - 1),
        ),
    ),
    Mistake(
        "jump ignored",
        "The size grows by dilation·(kernel_size − 1) whatever came before: that counts cells of the layer below. "
        "Times the jump, they are input pixels.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: d * (k - 1)),
    ),
    Mistake(
        "own stride",
        "You multiply by the layer's own stride instead of the jump so far: the product of the strides of all layers before it.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: d * (k - 1) * s),
    ),
    Mistake(
        "dilation ignored",
        "The dilation is missing: the outermost taps lie dilation·(kernel_size − 1) cells apart.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: (k - 1) * j),
    ),
    Mistake(
        "dilations multiplied",
        "You multiply the dilations of the layers, like the strides. Each layer uses its own: a dilated layer with stride 1 does not "
        "move the cells above it apart.",
        slips.dilations_multiplied,
    ),
    Mistake(
        "half the kernel",
        "You use kernel_size // 2. From its first to its last tap a kernel has kernel_size − 1 steps, odd or even.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: d * 2 * (k // 2) * j),
        also=(lambda layers: walk(layers, grow=lambda k, s, d, j: d * (k // 2) * j),),
    ),
    Mistake(
        "the last jump for all",
        "You use the jump after all layers for every layer. Each needs the one before its own stride: both lines belong into one loop.",
        slips.last_jump_for_all,
    ),
    Mistake(
        "kernel for kernel - 1",
        "You add kernel_size where kernel_size − 1 belongs: a window of 3 cells has 2 steps from its first to its last cell.",
        lambda layers: walk(layers, grow=lambda k, s, d, j: d * k * j),
        also=(lambda layers: walk(layers, size=0, grow=lambda k, s, d, j: d * k * j),),
    ),
    Mistake(
        "extent less one wrong",
        "You subtract 1 after the dilation: dilation·kernel_size − 1. First subtract, then multiply: dilation·(kernel_size − 1).",
        lambda layers: walk(layers, grow=lambda k, s, d, j: (d * k - 1) * j),
    ),
    Mistake(
        "size starts at 0",
        "Your size is one too small: without any layer a unit sees its own pixel, so size starts at 1.",
        lambda layers: walk(layers, size=0),
    ),
    Mistake(
        "size replaced",
        "Your line replaces the size, and the layers before are forgotten. Each layer adds to it: `size += …`.",
        slips.replaced,
        also=(lambda layers: slips.replaced(layers, 1),),
    ),
    Mistake(
        "size multiplied",
        "You multiply the size. Each layer adds its part, dilation·(kernel_size − 1)·jump: `size += …`.",
        slips.multiplied,
    ),
    Mistake(
        "both start at 0",
        "You return 0 and 0 for every stack. Do size and jump start at 0? Both start at 1: without any layer a unit sees its own "
        "pixel, and neighbouring pixels are 1 apart.",
        lambda layers: walk(layers, size=0, jump=0),
    ),
    Mistake(
        "strides added",
        "You add the strides up. They multiply: after strides 2 and 2, neighbours are 4 pixels apart.",
        lambda layers: walk(layers, move=lambda k, s, d, j: j + s, jump=0),
        also=(
            lambda layers: walk(layers, move=lambda k, s, d, j: j + s),
            lambda layers: walk(layers, move=lambda k, s, d, j: j + s - 1),
        ),
    ),
    Mistake(
        "jump starts at 0",
        "The jump starts at 0, and every product with it stays 0. Neighbouring pixels are 1 apart: start at 1.",
        lambda layers: walk(layers, jump=0),
    ),
    Mistake(
        "last stride only",
        "Your jump is the stride of the last layer alone: `jump = stride` forgets those before. Use `jump *= stride`.",
        lambda layers: walk(layers, move=lambda k, s, d, j: s),
    ),
    Mistake(
        "jump never moves",
        "Your jump stays 1: each layer multiplies it by its stride.",
        lambda layers: walk(layers, move=lambda k, s, d, j: j),
    ),
    Mistake(
        "last stride missing",
        "The size is right; your jump is the one before the last layer. Its stride counts too.",
        lambda layers: (walk(layers)[0], walk(layers[:-1])[1]),
    ),
    Mistake(
        "dilation in the jump",
        "You multiply the jump by the dilation. A dilated layer with stride 1 has an output at every cell: its jump does not change.",
        lambda layers: walk(layers, move=lambda k, s, d, j: j * s * d),
    ),
    Mistake(
        "1 + L(K - 1)",
        "This is 1 + L·(K − 1) with one layer's kernel for all. It holds for equal kernels, stride 1 and dilation 1 only.",
        lambda layers: (1 + len(layers) * (layers[0][0] - 1), walk(layers)[1]),
        also=(
            lambda layers: (1 + len(layers) * (layers[0][0] - 1), 1),
            lambda layers: (1 + len(layers) * (layers[0][0] - 1), layers[0][1]),
            lambda layers: (1 + len(layers) * (layers[-1][0] - 1), walk(layers)[1]),
        ),
    ),
    Mistake(
        "only the last layer",
        "This is the field of the last layer in the layer before it. Start before the loop with size 1 and jump 1, and add to them.",
        lambda layers: walk(layers[-1:]),
    ),
    Mistake(
        "return in the loop",
        "Only the first layer is counted. Does `return` stand inside the loop? Move it out, in line with `for`.",
        lambda layers: walk(layers[:1]),
    ),
    Mistake("first layer skipped", "The first layer is not counted: the loop starts one late.", lambda layers: walk(layers[1:])),
    Mistake("last layer skipped", "The last layer is not counted: the loop stops one early.", lambda layers: walk(layers[:-1])),
    Mistake("order", "The two are swapped: return size first, then jump.", lambda layers: walk(layers)[::-1]),
    Mistake("size only", "This is the size alone. Return two numbers: (size, jump).", lambda layers: walk(layers)[0]),
    Mistake("jump only", "This is the jump alone. Return two numbers: (size, jump).", lambda layers: walk(layers)[1]),
    Mistake(
        "from the top down",
        "This is the field of the layers in reversed order. Begin at the input, and add dilation·(kernel_size − 1)·jump to the size; "
        "size·stride belongs to the way from the top down.",
        lambda layers: walk(layers[::-1]),
        also=(slips.growing_by_stride,),
    ),
]

"""Exercise 11.1, Name the axes: what is right, and the mistakes that the check knows by name."""

from itertools import permutations, product

from helpers.check.engine import Mistake, ValueExercise

RIGHT = {
    "batch_axes": (0, 2, 3),
    "layer_axes": (1, 2, 3),
    "instance_axes": (2, 3),
    "channels_axes": (1,),
    "group_shares": 40,
    "instance_means": 48,
}

axes = ValueExercise(
    number="11.1",
    title="Name the axes",
    right=RIGHT,
    mistakes=[
        Mistake(
            "the axes that stay",
            "You named the axes that keep their own means. Name the others: those that are averaged away, which `.mean` is given.",
            {"batch_axes": (1,), "layer_axes": (0,)},
            also=({"batch_axes": (1,)}, {"layer_axes": (0,)}, {"instance_axes": (0, 1)}, {"channels_axes": (0, 2, 3)}),
        ),
        Mistake(
            "another order",
            "The axes are right. Write them in increasing order.",
            {"batch_axes": (2, 3, 0)},
            also=tuple(
                {name: order}
                for name in ("batch_axes", "layer_axes", "instance_axes")
                for order in permutations(RIGHT[name])
                if order != RIGHT[name]
            ),
        ),
        Mistake(
            "one of the two pixel axes",
            "Pixels are two axes, rows (2) and columns (3). The blue set holds all pixels: average over both.",
            {"instance_axes": (2,)},
            also=({"instance_axes": (3,)}, *({name: (a, b)} for name, a in (("batch_axes", 0), ("layer_axes", 1)) for b in (2, 3))),
        ),
        Mistake(
            "batch and instance swapped",
            "`batch_axes` and `instance_axes` have swapped places. Batch norm averages over the examples too; instance norm does not.",
            {"batch_axes": (2, 3), "instance_axes": (0, 2, 3)},
        ),
        Mistake(
            "the two layer norms swapped",
            "`layer_axes` and `channels_axes` have swapped places. *Layer norm* in the picture takes all pixels too.",
            {"layer_axes": (1,), "channels_axes": (1, 2, 3)},
        ),
        Mistake(
            "channels and pixels",
            "(1, 2, 3) takes the pixels too: that is layer norm. In `channels_axes` each pixel keeps a mean of its own.",
            {"channels_axes": (1, 2, 3)},
        ),
        Mistake(
            "layer norm over the batch",
            "`layer_axes` holds axis 0, so examples share a mean, and the pixels are missing. Layer norm takes all of one example.",
            {"layer_axes": (0, 1)},
        ),
        Mistake(
            "batch and layer swapped",
            "`batch_axes` and `layer_axes` have swapped places. Batch norm averages over the examples; layer norm looks at one example.",
            {"batch_axes": (1, 2, 3), "layer_axes": (0, 2, 3)},
        ),
        Mistake(
            "batch norm without pixels",
            "(0,) gives every pixel of a channel a mean of its own. In the picture all pixels of the channel are blue: average them too.",
            {"batch_axes": (0,)},
        ),
        Mistake(
            "everything",
            "(0, 1, 2, 3) is one single mean for the whole tensor. No norm does that: which axis must stay?",
            {"batch_axes": (0, 1, 2, 3)},
            also=({"layer_axes": (0, 1, 2, 3)}, {"instance_axes": (0, 1, 2, 3)}),
        ),
        Mistake(
            "layer norm over channels only",
            "(1,) is the channels-only layer norm, one mean a pixel. Here `layer_axes` averages over channels and pixels.",
            {"layer_axes": (1,)},
        ),
        Mistake(
            "layer norm is instance norm",
            "(2, 3) gives every channel a mean of its own: that is instance norm. Layer norm averages over the channels too.",
            {"layer_axes": (2, 3)},
        ),
        Mistake(
            "instance norm is batch norm",
            "`instance_axes` holds axis 0, so examples share a mean. In instance norm each example stands alone.",
            {"instance_axes": (0, 2, 3)},
        ),
        Mistake(
            "instance norm is layer norm",
            "`instance_axes` holds axis 1, so the channels share a mean. In instance norm each channel stands alone.",
            {"instance_axes": (1, 2, 3)},
        ),
        Mistake(
            "a bare number",
            "The axis is right. Write it as a tuple, as for the others: (1,), with the comma.",
            {"channels_axes": 1},
        ),
        Mistake(
            "counted from the end",
            "A negative axis counts from the end. Count from the front here: -4 is axis 0, -3 is 1, -2 is 2 and -1 is 3.",
            {"channels_axes": (-3,)},
            also=(
                {"channels_axes": -3},
                *(
                    {name: mixed}
                    for name in ("batch_axes", "layer_axes", "instance_axes")
                    for mixed in product(*((axis, axis - 4) for axis in RIGHT[name]))
                    if mixed != RIGHT[name]
                ),
            ),
        ),
        Mistake(
            "counted from 1",
            "You count the axes from 1. Python counts from 0: the examples are axis 0, the channels axis 1, rows and columns 2 and 3.",
            {"batch_axes": (1, 3, 4)},
            also=(
                {"layer_axes": (2, 3, 4)},
                {"instance_axes": (3, 4)},
                {"batch_axes": (1, 3, 4), "layer_axes": (2, 3, 4), "instance_axes": (3, 4), "channels_axes": (2,)},
            ),
        ),
        Mistake(
            "groups and channels of a group",
            "60 = 3 · 5 · 4 counts three channels a group. There are three groups: how many of the six channels are in each?",
            {"group_shares": 60},
        ),
        Mistake(
            "group over the batch",
            "320 counts all eight examples. Group norm looks at one example at a time.",
            {"group_shares": 320},
        ),
        Mistake(
            "group is the whole example",
            "120 = 6 · 5 · 4 is the whole example: that is one group. Here there are three.",
            {"group_shares": 120},
        ),
        Mistake(
            "one channel",
            "20 = 5 · 4 is one channel, as in instance norm. A group of this exercise holds two.",
            {"group_shares": 20},
        ),
        Mistake(
            "how many groups",
            "3 is the number of groups. The question is how many numbers one group holds: its channels times its pixels.",
            {"group_shares": 3},
        ),
        Mistake(
            "how many means",
            "24 = 8 · 3 is how many means group norm computes, one for each group of each example. How many numbers share one of them?",
            {"group_shares": 24},
        ),
        Mistake(
            "pixels forgotten",
            "You counted the channels of a group. Each of them brings its 5 · 4 pixels.",
            {"group_shares": 2},
        ),
        Mistake(
            "numbers that share, not means",
            "20 is how many numbers share one mean. The question is how many means there are, over the whole tensor.",
            {"instance_means": 20},
        ),
        Mistake(
            "numbers of a batch-norm mean",
            "160 = 8 · 5 · 4 is how many numbers share one mean in batch norm. Here: in how many (example, channel) pairs is there a mean?",
            {"instance_means": 160},
        ),
        Mistake(
            "numbers of a group",
            "40 is how many numbers share one mean in group norm. Here: one mean for each channel of each example; how many are these?",
            {"instance_means": 40},
        ),
        Mistake(
            "means of batch norm",
            "6 is how many means batch norm computes, one a channel. Instance norm has one for each channel of each example.",
            {"instance_means": 6},
        ),
        Mistake(
            "means of layer norm",
            "8 is how many means layer norm computes, one an example. Instance norm has one for each channel of each example.",
            {"instance_means": 8},
        ),
    ],
)

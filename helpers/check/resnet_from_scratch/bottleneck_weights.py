"""Exercise 13.4, Count a bottleneck: what is right, and the mistakes that the check knows by name."""

from helpers.check.engine import Mistake, ValueExercise

bottleneck_weights = ValueExercise(
    number="13.4",
    title="Count a bottleneck",
    right={"basic": 294_912, "bottleneck": 17_408, "blocks": 16},
    mistakes=[
        Mistake(
            "the example's numbers",
            "These are the numbers of the figure, with 256 and 64 channels. Here it is 128 and 32.",
            {"basic": 1_179_648, "bottleneck": 69_632},
            also=(
                *({"basic": 1_179_648, "bottleneck": 69_632, "blocks": blocks} for blocks in (16, 17, 16.9, 1_179_648 / 69_632)),
                {"basic": 1_179_648},
                {"bottleneck": 69_632},
            ),
        ),
        Mistake(
            "64 in the middle",
            "64 channels in the middle belong to the example with 256. Here it is 32, a quarter of 128.",
            {"bottleneck": 53_248},
        ),
        Mistake(
            "norms counted",
            "You count the norms too, two numbers for each channel. Only the weights of the convolutions are asked for.",
            {"basic": 295_424},
            also=({"basic": 295_424, "bottleneck": 17_792}, {"bottleneck": 17_792}),
        ),
        Mistake(
            "one convolution",
            "basic: 147,456 is one 3×3 convolution. The basic block has two.",
            {"basic": 147_456},
        ),
        Mistake(
            "no kernel area",
            "A 3×3 convolution has nine weights for every pair of an input and an output channel.",
            {"basic": 32_768},
            also=({"basic": 16_384},),
        ),
        Mistake(
            "channels once",
            "Every output channel reads every input channel: 128 × 128 pairs for each of the nine places.",
            {"basic": 2_304},
            also=({"basic": 1_152},),
        ),
        Mistake(
            "three for nine",
            "A kernel of 3×3 has nine places, not three.",
            {"basic": 98_304},
            also=({"basic": 98_304, "bottleneck": 11_264}, {"bottleneck": 11_264}),
        ),
        Mistake(
            "three times the sum",
            "27,648 is three 3×3 convolutions at 32 channels, or three times the sum of 1×1 ones. Only the middle one is a 3×3 with nine "
            "places; the others are 1×1, from 128 channels to 32 and back.",
            {"bottleneck": 27_648},
        ),
        Mistake(
            "3×3 at full width",
            "The 3×3 convolution of a bottleneck runs on the few channels: 32 in and 32 out.",
            {"bottleneck": 155_648},
        ),
        Mistake(
            "3×3 from full width",
            "The 3×3 convolution of a bottleneck has 32 channels in and 32 out: the first 1×1 has already made 32 of 128.",
            {"bottleneck": 45_056},
            also=({"bottleneck": 40_960},),
        ),
        Mistake(
            "all of them 3×3",
            "All three convolutions are counted as 3×3. The first and the last are 1×1: one weight for each pair of channels.",
            {"bottleneck": 82_944},
        ),
        Mistake(
            "all of them 1×1",
            "9,216 is the 3×3 in the middle alone, or three 1×1 convolutions. Add up all three; the one in the middle has nine places.",
            {"bottleneck": 9_216},
        ),
        Mistake(
            "one 1×1 missing",
            "One of the two 1×1 convolutions is missing: one makes 32 channels of 128, one makes 128 of 32 again.",
            {"bottleneck": 13_312},
        ),
        Mistake(
            "middle missing",
            "The 3×3 convolution in the middle is missing.",
            {"bottleneck": 8_192},
        ),
        Mistake(
            "two 3×3",
            "You count two 3×3 convolutions in the middle. A bottleneck has one, between its two 1×1 convolutions.",
            {"bottleneck": 26_624},
        ),
        Mistake(
            "1×1 at full width",
            "The 1×1 convolutions go from 128 to 32 channels and from 32 back to 128; neither is 128 to 128.",
            {"bottleneck": 41_984},
        ),
        Mistake(
            "biases counted",
            "You count biases too. A convolution before a batch norm has none, and only weights are asked for here.",
            {"basic": 295_168},
            also=({"basic": 295_168, "bottleneck": 17_600}, {"bottleneck": 17_600}),
        ),
        Mistake(
            "rounded up",
            "Seventeen are a little too many: 17 × 17,408 is more than one basic block has. Round down.",
            {"blocks": 17},
        ),
        Mistake(
            "not whole",
            "Only whole blocks count: round down.",
            {"blocks": 294_912 / 17_408},
            also=({"blocks": 16.9}, {"blocks": 16.94}),
        ),
        Mistake(
            "per convolution",
            "You compare with a single 3×3 convolution. The basic block has two.",
            {"blocks": 8},
        ),
        Mistake(
            "channels compared",
            "128 / 32 compares the channels. Compare the weights.",
            {"blocks": 4},
        ),
    ],
)

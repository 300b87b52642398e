"""Exercise 13.5, Plan the whole net: what is right, and the mistakes that the check knows by name."""

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.resnet_from_scratch import plan_slips as slips
from helpers.check.resnet_from_scratch.plan_slips import planned

plan = FunctionExercise(
    number="13.5",
    title="Plan the whole net",
    oracle=lambda depth, widths: planned(depth, widths),
    cases=[
        Case("depth 8: one block a stage", (8, (16, 32, 64))),
        Case("depth 14: two blocks a stage", (14, (16, 32, 64))),
        Case("depth 20, other widths", (20, (8, 16, 32))),
        Case("depth 32", (32, (16, 32, 64))),
        Case("two stages, depth 10", (10, (4, 12))),
        Case("one stage, depth 8", (8, (16,))),
        Case("four stages, depth 18", (18, (64, 128, 256, 512))),
        Case("two stages of equal width, depth 14", (14, (16, 16))),
        Case("three stages, the last two of equal width, depth 14", (14, (8, 16, 16))),
        Case("three stages, the last as wide as the first, depth 14", (14, (16, 32, 16))),
    ],
    unlikely=("border",),
    mistakes=[
        Mistake(
            "first stage strided",
            "The very first block has stride 2. The first stage keeps the size of the stem's output; only later stages halve it.",
            lambda depth, widths: planned(depth, widths, first_stride=2),
        ),
        Mistake(
            "every block strided",
            "Every block of a later stage has stride 2. Only the first block of a stage halves the size; the others have stride 1.",
            lambda depth, widths: planned(depth, widths, later_stride=2),
        ),
        Mistake(
            "never strided",
            "No block has stride 2. The first block of the second and of each later stage halves the size.",
            lambda depth, widths: planned(depth, widths, stride=1),
        ),
        Mistake(
            "strided at the end",
            "The stride of 2 is on the last block of the stage. It belongs to the first one.",
            lambda depth, widths: planned(depth, widths, last=True),
        ),
        Mistake(
            "stride by width",
            "You read the stride off the channels. The first block of every stage but the first has stride 2, however wide its stage is.",
            lambda depth, widths: [(c_in, c_out, 1 if c_in == c_out else 2) for c_in, c_out, _ in planned(depth, widths)],
            also=(
                lambda depth, widths: [(c_in, c_out, 2 if c_out == 2 * c_in else 1) for c_in, c_out, _ in planned(depth, widths)],
                slips.stride_by_index,
            ),
        ),
        Mistake(
            "stage by width",
            "You look up a stage by its width, and two stages may be equally wide. Number them: for stage, c_out in enumerate(widths).",
            slips.stage_by_index,
        ),
        Mistake(
            "c_in not moved on",
            "Within a stage c_in stays that of the stage before. After its first block it is the stage's own width: "
            "each block reads what the one before gives.",
            lambda depth, widths: planned(depth, widths, keep_in=True),
        ),
        Mistake(
            "c_in is c_out",
            "The first block of a stage still reads the channels of the stage before: its c_in is that stage's width.",
            lambda depth, widths: planned(depth, widths, own_in=True),
        ),
        Mistake(
            "c_in is c_out, never strided",
            "In every block c_in is c_out, and none has stride 2. The first block of each later stage reads the channels of the stage "
            "before and halves the size.",
            lambda depth, widths: planned(depth, widths, own_in=True, stride=1),
        ),
        Mistake(
            "order",
            "Each tuple is (c_in, c_out, stride): channels in first.",
            lambda depth, widths: planned(depth, widths, reverse=True),
        ),
        Mistake(
            "n for all stages",
            "Too many blocks: (depth - 2) / 2 blocks are shared by all stages.",
            lambda depth, widths: planned(depth, widths, count=(depth - 2) // 2),
        ),
        Mistake(
            "a block counted as one layer",
            "Twice too many blocks: each has two convolutions, and depth counts layers.",
            lambda depth, widths: planned(depth, widths, count=(depth - 2) // len(widths)),
        ),
        Mistake(
            "depth blocks",
            "That many blocks in each stage would give far more layers than `depth`: solve depth = 2 × stages × n + 2 for n.",
            lambda depth, widths: planned(depth, widths, count=depth),
        ),
        Mistake(
            "one block too many",
            "Each stage has one block too many: take off the stem and the last layer first, n = (depth - 2) / (2 × stages).",
            lambda depth, widths: planned(depth, widths, count=(depth - 2) // (2 * len(widths)) + 1),
        ),
        Mistake(
            "depth // (2 × stages)",
            "With one stage this is a block too many: take off the stem and the last layer first, n = (depth - 2) / (2 × stages).",
            lambda depth, widths: planned(depth, widths, count=depth // (2 * len(widths))),
        ),
        Mistake(
            "c_in never moved on",
            "c_in is widths[0] in every block. After each block it becomes that block's c_out.",
            lambda depth, widths: [(widths[0], c_out, stride) for _, c_out, stride in planned(depth, widths)],
        ),
        Mistake(
            "widths[-1]",
            "The first block reads widths[-1], the *last* stage's width: -1 counts from the end. It reads what the stem gives, widths[0].",
            lambda depth, widths: [(widths[-1], *planned(depth, widths)[0][1:]), *planned(depth, widths)[1:]],
        ),
        Mistake(
            "starts with 3",
            "The first block reads what the stem gives, widths[0] channels, not the three of the picture.",
            lambda depth, widths: [(3, *planned(depth, widths)[0][1:]), *planned(depth, widths)[1:]],
        ),
        Mistake(
            "a float of blocks",
            "/ always gives a float, and a number of blocks is whole: use //.",
            lambda depth, widths: [(w, w, 1) for w in widths for _ in range((depth - 2) / (2 * len(widths)))],
            also=(lambda depth, widths: [(w, w, 1) for w in widths] * ((depth - 2) / (2 * len(widths))),),
        ),
        Mistake(
            "what append returns",
            "append and extend change the list and return None. Write blocks.append(…) on a line of its own, without `blocks =`.",
            slips.none_of_append,
            also=(slips.none_of_extend,),
            line=r"(\w+)\s*=\s*\1\.(append|extend)\(",
        ),
        Mistake(
            "widths doubled",
            "You double the channels from stage to stage. Take them from `widths`: they need not double.",
            lambda depth, widths: planned(depth, [widths[0] * 2**stage for stage in range(len(widths))]),
        ),
        Mistake(
            "first stage only",
            "Only the first stage comes out. Does `return` stand inside the loop over the stages?",
            lambda depth, widths: planned(depth, widths)[: (depth - 2) // (2 * len(widths))],
        ),
        Mistake(
            "one block a stage",
            "Each stage has one block, whatever `depth` is. Put a loop over its n blocks inside that over the stages.",
            lambda depth, widths: planned(depth, widths, count=1),
        ),
        Mistake(
            "one block too few",
            "Each stage has one block too few. Its first block counts too.",
            lambda depth, widths: planned(depth, widths, count=(depth - 2) // (2 * len(widths)) - 1),
        ),
        Mistake(
            "always three stages",
            "Right for three stages. In general there are len(widths) of them, and n = (depth - 2) / (2 × len(widths)).",
            lambda depth, widths: planned(depth, widths, count=(depth - 2) // 6),
        ),
        Mistake(
            "always the paper's widths",
            "Your channels are 16, 32 and 64 whatever is asked for: take them from `widths`.",
            lambda depth, widths: planned(depth, (16, 32, 64)),
        ),
        Mistake(
            "a list for each stage",
            "You return a list of stages. One flat list of blocks is asked for: extend it, do not append a stage to it.",
            lambda depth, widths: [
                planned(depth, widths)[i : i + (depth - 2) // (2 * len(widths))]
                for i in range(0, len(planned(depth, widths)), (depth - 2) // (2 * len(widths)))
            ],
        ),
        Mistake(
            "a list of numbers",
            "All numbers stand in one row. Append one tuple a block: blocks.append((c_in, c_out, stride)), with brackets in brackets.",
            lambda depth, widths: [number for block in planned(depth, widths) for number in block],
        ),
        Mistake(
            "strides missing",
            "Each tuple has three numbers: (c_in, c_out, stride).",
            lambda depth, widths: [block[:2] for block in planned(depth, widths)],
        ),
        Mistake(
            "the text's example",
            "You return the list of the text, whatever is asked for. Work it out from `depth` and `widths`.",
            lambda depth, widths: [(16, 16, 1), (16, 32, 2), (32, 64, 2)],
        ),
        Mistake(
            "stem as a block",
            "The first entry is the stem. Only blocks belong in the list: the first one reads widths[0] channels.",
            lambda depth, widths: [(3, widths[0], 1), *planned(depth, widths)],
        ),
    ],
)

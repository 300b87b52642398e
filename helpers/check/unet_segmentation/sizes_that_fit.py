"""Exercise 15.5: answers that refuse a size that fits. A ValueError holds no number, so many mistakes look alike."""

import re
from typing import Any

from helpers.check.engine import FunctionExercise, Mistake, Verdict
from helpers.check.unet_segmentation.walks import refuse, walk
from helpers.check.unet_segmentation.wrong_walks import before_the_loop, four_levels, odd_after_halving

REFUSED = "a size that fits is refused"


def _refused_hint(size: int, depth: int) -> str:
    given = f"{size} pixels and {depth} pool{'s' if depth > 1 else ''}"
    return f"{given} fit, and your function refuses them: is a condition turned round, or is too much taken away before it?"


class Sizes(FunctionExercise):
    """A FunctionExercise of (size, depth). If a size that fits is refused and no mistake is named, its hint says so."""

    def judge(self, function: Any, method: str | None = None) -> Verdict:
        verdict = super().judge(function, method)
        case = next((case for case in self.cases if verdict.heading.startswith(f'case "{case.name}" (')), None)
        stops = verdict.problem and re.search(r"^your code stops with .*\b(raise|assert)\b", verdict.problem[0])
        if case and not case.raises and stops and not verdict.hint:
            verdict.hint, verdict.mistake = _refused_hint(*case.args), REFUSED
        return verdict


FITTING = [
    Mistake(
        REFUSED,
        _refused_hint(28, 1),
        lambda size, depth: refuse("no"),
        also=(lambda size, depth: walk(size, depth, down=8, bottom=8, up=8),),
    ),
    Mistake(
        "refused too early",
        "18 pixels and 1 pool fit: 3 pixels are left at the bottom and 2 at the end. Refuse a size only if it is below 1 once its 4 "
        "pixels are gone.",
        lambda size, depth: walk(size, depth, gone=lambda size: size < 3),
        also=(
            lambda size, depth: walk(size, depth, gone=lambda size: size < 4),
            lambda size, depth: walk(size, depth, gone=lambda size: size < 6),
        ),
    ),
    Mistake(
        "odd after a pool",
        "308 pixels and 3 pools fit: the pools meet 304, 148 and 70, all even. Ask whether a size is even just before you halve it; "
        "behind the last pool it may be odd.",
        odd_after_halving,
        also=(lambda size, depth: odd_after_halving(size, depth, None),),
    ),
    Mistake(
        "divisible by 2^depth",
        "You refuse 572 pixels with 4 pools, and they fit. Test the size at each pool, once its 4 pixels are gone. (If you ask "
        "for a size divisible by 2**depth: that is the rule for padding same.)",
        **before_the_loop(lambda size, depth: size % 2**depth),
    ),
    Mistake(
        "right with 4 pools only",
        "572 pixels with 4 pools are right; with 1, 2 or 3 pools you refuse every size. How many pools there are is in `depth`.",
        four_levels,
    ),
]

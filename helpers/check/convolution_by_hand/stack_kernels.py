"""Exercise 1.5, One kernel for two layers: what is right, and the mistakes that the check knows by name."""

from helpers.check.convolution_by_hand.cases import correlate2d, grid, random, whole
from helpers.check.convolution_by_hand.stack_slips import (
    add,
    box,
    crop,
    four_loops,
    full,
    gathered,
    padded_sum,
    pads_swapped,
    put,
    scattered,
    some_cells,
    stack,
)
from helpers.check.engine import Case, FunctionExercise, Mistake

stack_kernels = FunctionExercise(
    number="1.5",
    title="One kernel for two layers",
    oracle=lambda k1, k2: stack(k1, k2),
    cases=[
        Case("k1 is 1×1 and only doubles", (grid([2]), grid([1, 2], [3, 4]))),
        Case("the difference (−1 1), twice", (grid([-1, 1]), grid([-1, 1]))),
        Case("(1 2) then (3 5)", (grid([1, 2]), grid([3, 5]))),
        Case("a row (1 2 4), then a column (1 10)", (grid([1, 2, 4]), grid([1], [10]))),
        Case("2×2, then 3×3", lambda: (whole(2, 2, seed=13), whole(3, 3, seed=14))),
        Case("4×3, then 2×5", lambda: (random(4, 3, seed=15), random(2, 5, seed=16))),
    ],
    mistakes=[
        Mistake(
            "correlated",
            "The indices of k2 run backwards: your product k2[p, q] * k1[u, v] does not land on cell (p + u, q + v) of k. "
            "Layer two reads p further on, layer one u further on from there: the steps add up.",
            full,
        ),
        Mistake(
            "turned round",
            "Your kernel is the right one turned by 180 degrees: the product k2[p, q] * k1[u, v] belongs on cell (p + u, q + v), counted "
            "from the top left corner.",
            lambda k1, k2: stack(k1, k2).flip(0, 1),
        ),
        Mistake(
            "k1 backwards",
            "The indices of k1 run backwards: k1[0, 0] times k2[p, q] belongs on cell (p, q) of k, and k1[u, v] further down and right.",
            lambda k1, k2: full(k1, k2).flip(0, 1),
        ),
        Mistake(
            "overwritten",
            "The copies of k1 overlap in k, and `=` writes over what an earlier one has left there. Add with `+=`.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: put(k, box(p, q, *k1.shape), k2[p, q] * k1)),
        ),
        Mistake(
            "size of k2",
            "The place for one copy of k1 is as large as k1: k[p : p + kh1, q : q + kw1]. You gave it the size of k2.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k2.shape), k2[p, q] * k1)),
        ),
        Mistake(
            "size of k1",
            "You write copies of k2, so the place for one is as large as k2: k[p : p + kh2, q : q + kw2]. You gave it the size of k1.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k1.shape), k1[p, q] * k2), over=k1),
        ),
        Mistake(
            "loops over k1",
            "p and q count the cells of k2, so they run over range(kh2) and range(kw2), not over the size of k1.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k1.shape), k2[p, q] * k1), over=k1),
        ),
        Mistake(
            "square k2",
            "You take k2 for square: len(k2) is its number of rows alone. p runs over range(kh2), q over range(kw2).",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k1.shape), k2[p, q] * k1), square=True),
        ),
        Mistake(
            "p and q swapped",
            "p and q have swapped places: p counts rows and stands first, both in k2[p, q] and in k[p : p + kh1, q : q + kw1].",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(q, p, *k1.shape), k2[p, q] * k1)),
            also=(lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k1.shape), k2[q, p] * k1)),),
        ),
        Mistake(
            "steps subtracted",
            "You write to k[p - u, q - v]. Layer two reads p further on, layer one u further on from there: the steps add up, p + u.",
            lambda k1, k2: four_loops(k1, k2, lambda p, u: p - u),
        ),
        Mistake(
            "read from the end",
            "i - p below 0 reads k1 from its end, without an error, and i - p from kh1 on leaves it. Count k1[i - p, j - q] only where "
            "0 <= i - p < kh1 and 0 <= j - q < kw1.",
            lambda k1, k2: gathered(k1, k2, bounded=True),
            also=(lambda k1, k2: gathered(k1, k2, bounded=False),),
        ),
        Mistake(
            "place ends at the size",
            "A slice a:b ends before b; it does not hold b cells. The place for one copy of k1 is k[p : p + kh1, q : q + kw1].",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, (slice(p, k1.shape[0]), slice(q, k1.shape[1])), k2[p, q] * k1)),
        ),
        Mistake(
            "place one too small",
            "The place for a copy of k1 is one row and one column too small: a slice leaves out its end, so k[p : p + kh1] holds kh1 rows.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, k1.shape[0] - 1, k1.shape[1] - 1), k2[p, q] * k1)),
        ),
        Mistake(
            "two pairs of brackets",
            "k[a:b][c:d] cuts the rows twice: the second pair of brackets takes rows again. With a comma it takes columns: "
            "k[p : p + kh1, q : q + kw1].",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k[p : p + k1.shape[0]], slice(q, q + k1.shape[1]), k2[p, q] * k1)),
        ),
        Mistake(
            "a copy in one cell",
            "One cell has no room for a whole copy of k1. The copy at (p, q) fills k[p : p + kh1, q : q + kw1].",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, (p, q), k2[p, q] * k1)),
        ),
        Mistake(
            "all on (p, q)",
            "All products of one cell of k2 land on (p, q). The one with k1[u, v] belongs on (p + u, q + v).",
            lambda k1, k2: four_loops(k1, k2, lambda p, u: p),
        ),
        Mistake(
            "steps multiplied",
            "You write to k[p * u, q * v]. Layer two reads p further on, layer one u further: together p + u.",
            lambda k1, k2: four_loops(k1, k2, lambda p, u: p * u),
        ),
        Mistake(
            "weights added",
            "You add k2[p, q] to k1. The second layer multiplies what the first one gives: k2[p, q] * k1.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k1.shape), k2[p, q] + k1)),
        ),
        Mistake(
            "k2 forgotten",
            "You add up copies of k1, and the weights of k2 are missing: the copy at (p, q) is k2[p, q] * k1.",
            lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(p, q, *k1.shape), k1)),
        ),
        Mistake(
            "return inside the inner loop",
            "Only k2[0, 0] is counted: `return` stands inside the inner loop and ends both in the first round. Move it out.",
            lambda k1, k2: some_cells(k1, k2, 1, 1),
        ),
        Mistake(
            "return inside the outer loop",
            "Only row 0 of k2 is counted: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda k1, k2: some_cells(k1, k2, 1, k2.shape[1]),
        ),
        Mistake(
            "last cells skipped",
            "The last row or column of k2 is never used: p runs over range(kh2) and q over range(kw2), not one less.",
            lambda k1, k2: some_cells(k1, k2, -1, -1),
            also=(lambda k1, k2: some_cells(k1, k2, -1, None), lambda k1, k2: some_cells(k1, k2, None, -1)),
        ),
        Mistake(
            "nothing moved",
            "This is k1 times the sum of k2, as if all copies of k1 lay on one place. The copy for k2[p, q] starts at row p, column q.",
            lambda k1, k2: k2.sum() * k1,
            also=(lambda k1, k2: scattered(k1, k2, lambda k, p, q: add(k, box(0, 0, *k1.shape), k2[p, q] * k1)),),
        ),
        Mistake(
            "multiplied cell by cell",
            "k1 * k2 multiplies cells that lie on each other. Here each cell of k2 meets each cell of k1.",
            lambda k1, k2: k1 * k2,
        ),
        Mistake(
            "matrix product",
            "`@` is the matrix product, row times column. Here each cell of k2 meets each cell of k1 once.",
            lambda k1, k2: k1 @ k2,
        ),
        Mistake(
            "only where it fits",
            "F.conv2d(k1, k2) keeps k2 inside k1. Here every cell of k2 meets every cell of k1: put zeros around k1 first, and turn k2.",
            lambda k1, k2: correlate2d(k1, k2),
            also=(lambda k1, k2: correlate2d(k1, k2.flip(0, 1)),),
        ),
        Mistake(
            "padding swapped",
            "F.pad takes its pairs from the last axis on: first left and right, kw2 - 1 each, then above and below, kh2 - 1 each. "
            "`padding=` of F.conv2d is (rows, columns).",
            pads_swapped,
        ),
        Mistake(
            "too small",
            "The answer has the size of k1. Two layers together see more than one: kh1 + kh2 - 1 rows, and the same for columns.",
            crop,
        ),
        Mistake(
            "added",
            "You added the kernels. That is two layers side by side; here the second one reads what the first one wrote.",
            padded_sum,
        ),
        Mistake(
            "all zero",
            "k is still 0 everywhere: nothing is added to it. `k[…] + …` alone changes nothing, and `*=` multiplies 0: use `+=`.",
            lambda k1, k2: 0 * stack(k1, k2),
        ),
        Mistake(
            "rows and columns swapped",
            "Right numbers, rows and columns swapped: cell (p + u, q + v) has the row first.",
            lambda k1, k2: stack(k1, k2).T,
        ),
    ],
)

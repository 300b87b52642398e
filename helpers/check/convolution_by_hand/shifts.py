"""Exercise 1.4, Predict five results: what is right, and the mistakes that the check knows by name."""

from helpers.check.engine import Mistake, ValueExercise

shifts = ValueExercise(
    number="1.4",
    title="Predict five results",
    right={"a_right": 2, "b_right": -2, "both_right": 0, "factor": 4.0, "total": 75.0},
    mistakes=[
        Mistake(
            "b moves the same way",
            "Moving b to the right makes every product read further ahead in a: the result moves left. Left counts as negative.",
            {"b_right": 2},
        ),
        Mistake(
            "both shifts added",
            "Moving a and moving b push the result in opposite directions. What is left of two steps each?",
            {"both_right": 4},
        ),
        Mistake(
            "only a counted",
            "You counted the shift of a alone. The shift of b moves c as well, and not in the same direction.",
            {"a_right": 2, "both_right": 2},
        ),
        Mistake(
            "two shifts to the left",
            "Only one of the two shifts moves c to the left. Which one, and what does the other do?",
            {"both_right": -4},
            also=({"both_right": -2},),
        ),
        Mistake(
            "b does not move c",
            "When b moves, each weight meets another number of a, so c changes. Take b = (1, 0, 0, …) and move its 1.",
            {"b_right": 0},
        ),
        Mistake(
            "doubled too often",
            "Each product a·b holds one number of a and one of b: how often is it doubled? Adding the products up doubles nothing.",
            {"factor": 8},
            also=({"factor": 16},),
        ),
        Mistake(
            "not doubled at all",
            "Each product a·b holds a number of a, and that is doubled; so c does grow. What does the doubled b add to it?",
            {"factor": 1},
        ),
        Mistake(
            "no total",
            "The outputs need not cancel. Add them all up: each number of a meets each number of b exactly once.",
            {"total": 0},
        ),
        Mistake(
            "factor and total swapped",
            "`factor` and `total` have swapped places.",
            {"factor": 75, "total": 4},
        ),
        Mistake(
            "sum of a times the shift",
            "You multiplied by 5, the number of places that a moves. A shift only reorders the outputs.",
            {"total": 375},
            also=({"total": 125}, {"total": 15}),
        ),
        Mistake(
            "only one sum",
            "You took the sum of one of the two alone. Each number of c is a sum of products, with numbers of a and of b in them.",
            {"total": 25},
            also=({"total": 3},),
        ),
        Mistake(
            "all three added",
            "You added the three numbers. Each number of a meets each number of b once in a product, "
            "and the shift only reorders the outputs.",
            {"total": 33},
        ),
        Mistake(
            "times nine",
            "Nine times too much: each pair of a number of a and a number of b occurs in only one of the nine outputs.",
            {"total": 675},
        ),
        Mistake(
            "sign of a",
            "c[i] starts reading at a[i]. When a moves to the right, the same numbers stand at larger i: c moves right, and right is +.",
            {"a_right": -2},
        ),
        Mistake(
            "directions swapped",
            "Both directions are the wrong way round. c follows a, and moves against b. Right counts as positive.",
            {"a_right": -2, "b_right": 2},
        ),
        Mistake(
            "the long way round",
            "On a circle of 9 places, 7 to the right is the same as a few to the left. Give the small number, with its sign.",
            {"b_right": 7},
        ),
        Mistake(
            "a the long way round",
            "On a circle of 9 places, 7 to the left is the same as a few to the right. Give the small number, with its sign.",
            {"a_right": -7},
        ),
        Mistake(
            "doubled once",
            "Twice a doubles the result, and twice b doubles it again.",
            {"factor": 2.0},
        ),
        Mistake(
            "sums added",
            "Every value of a meets every value of b exactly once, so the total is a product of sums, not a sum of sums.",
            {"total": 28.0},
        ),
        Mistake(
            "doubled total",
            "Four times too much: the doubling belongs to `factor` alone. In `total` a and b add up to 25 and 3.",
            {"total": 300.0},
        ),
        Mistake("the total moved", "A shift only reorders the outputs. Their total does not care about the order.", {"total": 80.0}),
    ],
)

"""Exercise 1.3, Predict five results: what is right, and the mistakes that the check knows by name."""

from helpers.check.engine import Mistake, ValueExercise

shifts = ValueExercise(
    number="1.3",
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
            "Linear in a and linear in b: twice a doubles the result, and twice b doubles it again.",
            {"factor": 2.0},
        ),
        Mistake(
            "sums added",
            "Every value of a meets every value of b exactly once, so the total is a product of sums, not a sum of sums.",
            {"total": 28.0},
        ),
        Mistake("the total moved", "A shift only reorders the outputs. Their total does not care about the order.", {"total": 80.0}),
    ],
)

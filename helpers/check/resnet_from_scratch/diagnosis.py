"""Exercise 13.1, Underfitting or overfitting: what is right, and the mistakes that the check knows by name."""

import re
from typing import Any

from helpers.check.engine import Mistake, ValueExercise

FORMS = {"underfits": "underfit", "overfits": "overfit", "fits": "fit"}
WORDS = {stem + ending: word for word, stem in FORMS.items() for ending in ("", "s", "ted", "ting")}
OTHER = "another word"


def _word(answer: Any) -> Any:
    """Which of the three words it is, in whatever form; what is left open stays as it is."""
    if answer is None or answer is ...:
        return answer
    return WORDS.get(re.sub("[^a-z]", "", str.lower(answer)), OTHER) if isinstance(answer, str) else OTHER


class Diagnosis(ValueExercise):
    """The same word in another form is the same answer: over-fits, overfitted, Overfitting."""

    def judge(self, **answers):
        return super().judge(**{name: _word(answer) for name, answer in answers.items()})


diagnosis = Diagnosis(
    number="13.1",
    title="Underfitting or overfitting?",
    right={"a": "overfits", "b": "underfits", "c": "fits", "plain_56": "underfits"},
    mistakes=[
        Mistake(
            OTHER,
            'Only three words are known here, each in quotes: write "underfits", "overfits" or "fits".',
            {"a": OTHER},
            also=({"b": OTHER}, {"c": OTHER}, {"plain_56": OTHER}),
        ),
        Mistake(
            "words swapped",
            "The two words have swapped places. A net that overfits knows its training set by heart, one that underfits does not know it.",
            {"a": "underfits", "b": "overfits"},
        ),
        Mistake(
            "only the test error",
            "B is bad on the test set, but as bad on the examples that it was trained on. It has not learned too much, but too little.",
            {"b": "overfits"},
        ),
        Mistake(
            "large net, so it overfits",
            "Many parameters alone are no overfitting. Look at the training error of plain-56: has it learned its training set?",
            {"plain_56": "overfits"},
        ),
        Mistake(
            "only the training error",
            "A has learned its training set, so it does not underfit. Its error on new examples is another matter: compare the two.",
            {"a": "fits"},
        ),
        Mistake(
            "a large test error called underfitting",
            "Underfitting shows in the training error, and that of A is next to nothing.",
            {"a": "underfits"},
        ),
        Mistake(
            "any gap is overfitting",
            "The two errors of C differ by a third of a percent, and both are small.",
            {"c": "overfits"},
        ),
        Mistake(
            "any error is underfitting",
            "C misses about one training example in a hundred. That is a net that has learned its training set.",
            {"c": "underfits"},
        ),
        Mistake(
            "equal errors fit",
            "That both errors of B agree is no praise: it misses most of its own training examples.",
            {"b": "fits"},
        ),
        Mistake(
            "plain-56 fits",
            "Look at the training error of plain-56 in the table above. A net that fits would be near 0 there.",
            {"plain_56": "fits"},
        ),
    ],
)

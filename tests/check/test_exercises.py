"""Every exercise of every notebook: its mistakes are refused with their own hints, right answers pass, a blank cell is "not started"."""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest
import torch

from helpers.check.engine import FunctionExercise, ValueExercise

FOLDER = Path(__file__).resolve().parents[2] / "helpers" / "check"


MODULES = [path.parent.name for path in sorted(FOLDER.glob("*/__init__.py"))]  # one package a notebook


def load(path: Path):
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exercises(module: str) -> dict:
    found = vars(importlib.import_module(f"helpers.check.{module}"))
    return {name: thing for name, thing in found.items() if isinstance(thing, FunctionExercise | ValueExercise)}


EXERCISES = {(module, name): exercise for module in MODULES for name, exercise in exercises(module).items()}
ANSWERS = {module: load(Path(__file__).parent / "answers" / f"{module}.py").RIGHT for module in MODULES}
each = pytest.mark.parametrize(("module", "name"), EXERCISES, ids=[f"{module}-{name}" for module, name in EXERCISES])


def judge(exercise, answer):
    return exercise.judge(answer) if isinstance(exercise, FunctionExercise) else exercise.judge(**answer)


def test_some_modules_were_found():
    assert MODULES and all(any(module == m for m, _ in EXERCISES) for module in MODULES)


@each
def test_mistakes_are_refused_with_their_own_hint(module, name):
    exercise = EXERCISES[module, name]
    assert len(exercise.mistakes) >= 3
    assert len({mistake.hint for mistake in exercise.mistakes}) == len(exercise.mistakes)
    for mistake in exercise.mistakes:
        for answer in mistake.answers:
            verdict = judge(exercise, answer)
            assert (verdict.state, verdict.mistake) == ("wrong", mistake.name), verdict
            assert verdict.hint == mistake.hint and verdict.sure


@each
def test_right_answers_pass(module, name):
    exercise, answers = EXERCISES[module, name], ANSWERS[module].get(name, [])
    assert len(answers) >= 2, f"tests/check/answers/{module}.py needs two right answers to {name}"
    for answer in answers:
        verdict = judge(exercise, answer)
        assert verdict.state == "right", verdict
        assert repr(verdict).startswith(f"✓ {exercise.number} {exercise.title} — ")


@each
def test_the_oracle_passes(module, name):
    exercise = EXERCISES[module, name]
    answer = exercise.oracle if isinstance(exercise, FunctionExercise) else exercise.answers
    assert judge(exercise, answer).state == "right"


@each
def test_blank_is_not_started(module, name):
    exercise = EXERCISES[module, name]
    if isinstance(exercise, ValueExercise):
        assert exercise.judge(**dict.fromkeys(exercise.right, ...)).state == "not started"
        return

    def stub(*args, **kwargs):
        # YOUR CODE HERE
        raise NotImplementedError()

    for blank in (stub, lambda *a, **k: None, lambda *a, **k: ..., None, ...):
        assert exercise.judge(blank).state == "not started"


@each
def test_the_smallest_case_comes_first(module, name):
    """Cases climb: no case but the first may be the smallest by far."""
    exercise = EXERCISES[module, name]
    if isinstance(exercise, FunctionExercise):
        sizes = [sum(a.numel() for a in tensors(args)) for args, _ in exercise.calls]
        assert sizes[0] <= 64, "the first case should be small enough to be shown in full"


def tensors(thing) -> list[torch.Tensor]:
    """All tensors in a nest of tuples and lists."""
    if isinstance(thing, tuple | list):
        return [tensor for part in thing for tensor in tensors(part)]
    return [thing] if isinstance(thing, torch.Tensor) else []


def test_an_exercise_names_the_parameters_of_its_function():
    """Hints speak of the parameters that the notebook's `def` has: those of the oracle must be the same."""
    for module in MODULES:
        (source,) = FOLDER.parents[1].glob(f"notebooks/source/*_{module}.py")
        tree = ast.parse(source.read_text(encoding="utf-8"))
        written = {node.name: [a.arg for a in node.args.args] for node in tree.body if isinstance(node, ast.FunctionDef)}
        for (of, name), exercise in EXERCISES.items():
            if of == module and isinstance(exercise, FunctionExercise):
                assert exercise.names == written[name], f"{module}.{name}"


def test_every_answer_belongs_to_an_exercise():
    for module, answers in ANSWERS.items():
        assert set(answers) <= {name for m, name in EXERCISES if m == module}

"""Recorded runs: complete, labelled, and repeatable: the cheapest variant of each experiment is run again and compared."""

import importlib
import json
import math
import pkgutil

import pytest

import helpers.experiments
from helpers.experiments import recorded
from helpers.experiments.recording import FOLDER, write

NAMES = [module.name for module in pkgutil.iter_modules(helpers.experiments.__path__) if module.name != "recording"]


def numbers(value):
    """Every number in a nest of dicts and lists."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for part in value for number in numbers(part)]
    return [float(value)] if isinstance(value, int | float) else []


def test_every_file_has_its_experiment():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_holds_every_variant_and_seed_with_date_and_versions(name):
    experiment, recording = importlib.import_module(f"helpers.experiments.{name}"), recorded(name)
    assert {"date", "processor", "python", "torch", "threads"} <= set(recording.made) and recording.experiment == name
    assert len(experiment.SEEDS) >= 3 and experiment.CHEAPEST in experiment.VARIANTS
    assert len(recording.runs) == len(experiment.VARIANTS) * len(experiment.SEEDS)
    for variant in experiment.VARIANTS:
        assert [run["seed"] for run in recording.where(**variant)] == list(experiment.SEEDS)


@pytest.mark.parametrize("name", NAMES)
def test_the_cheapest_run_comes_out_again(name):
    """Close, not equal: other processors add in another order, and training lets that grow. `TOLERANCE` is absolute, default 0.05."""
    experiment = importlib.import_module(f"helpers.experiments.{name}")
    seed = experiment.SEEDS[0]
    (before,) = recorded(name).where(seed=seed, **experiment.CHEAPEST)
    result = experiment.run(seed, **experiment.CHEAPEST)
    assert [key for key in before if key != "seed" and key not in experiment.CHEAPEST] == list(result)
    again, old = numbers(result), numbers({key: before[key] for key in result})
    assert len(again) == len(old) > 0 and all(map(math.isfinite, again))
    assert max(abs(a - b) for a, b in zip(again, old, strict=True)) <= getattr(experiment, "TOLERANCE", 0.05)


def test_a_file_says_when_and_where(tmp_path, monkeypatch):
    path = write("toy", [{"depth": 8, "seed": 0, "error": 0.5}, {"depth": 20, "seed": 0, "error": 0.25}], tmp_path)
    assert json.loads(path.read_text())["made"]["threads"] >= 1
    monkeypatch.setattr("helpers.experiments.recording.FOLDER", tmp_path)
    toy = recorded("toy")
    assert toy.where(depth=20) == [{"depth": 20, "seed": 0, "error": 0.25}]
    assert toy.label.startswith("recorded 20") and "torch" in toy.label
    with pytest.raises(FileNotFoundError, match="no recorded runs of 'other'; recorded are: toy"):
        recorded("other")

"""The lists of mutants stay usable: each old text occurs once, every file has five; one mutant is killed for real."""

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from mutants import Copy, mutants  # noqa: E402

MUTANTS = list(mutants())
REFERENCE = [p for part in ("functional", "layers") for p in sorted((ROOT / "helpers" / part).glob("*.py")) if p.name != "__init__.py"]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.file} {m.old[:40]}")
def test_each_old_text_occurs_once(mutant):
    text = (ROOT / "helpers" / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1 and mutant.old != mutant.new
    compile(text.replace(mutant.old, mutant.new), mutant.file, "exec")
    assert all((ROOT / "tests" / test).exists() for test in mutant.tests)


@pytest.mark.parametrize("path", REFERENCE, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_reference_file_has_five(path):
    assert Counter(m.file for m in MUTANTS)[f"{path.parent.name}/{path.name}"] >= 5


def test_a_mutant_is_killed_and_the_real_file_is_not():
    mistake = next(m for m in MUTANTS if m.file == "functional/boundary.py")
    with Copy() as copy:
        assert not copy.survives(mistake)
        assert copy.survives(mistake._replace(new=mistake.old))

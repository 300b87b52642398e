"""The list of mutants stays usable: each old text occurs once, every file has five; one mutant is killed for real."""

from collections import Counter

import pytest
from mutants import MUTANTS, ROOT, survives


@pytest.mark.parametrize(("file", "old", "new"), MUTANTS)
def test_each_old_text_occurs_once(file, old, new):
    text = (ROOT / "helpers" / file).read_text(encoding="utf-8")
    assert text.count(old) == 1 and old != new
    compile(text.replace(old, new), file, "exec")


def test_every_functional_file_has_five():
    counts = Counter(file for file, _, _ in MUTANTS)
    files = [path.name for path in (ROOT / "helpers" / "functional").glob("*.py") if path.name != "__init__.py"]
    assert files and all(counts[f"functional/{name}"] >= 5 for name in files), counts


def test_a_mutant_is_killed_and_the_real_file_is_not():
    mistake = next(m for m in MUTANTS if m[0] == "functional/boundary.py")
    assert not survives(mistake)
    assert survives((mistake[0], mistake[1], mistake[1]))

"""Hand-made mutants: each is one small mistake in helpers/ that the tests must see.

    python tools/mutants.py [WORD ...]        all of them, or those of the files whose name contains a word

tests/mutants/<part>_<file>.py holds those of helpers/<part>/<file>.py: MUTANTS, pairs of old and new text, and TESTS, the tests that must
see them. Each mutant gets a temporary copy of helpers/ and tests/, and the tests run until the first failure. Prints every
survivor and the score; exits 1 if one survives. tests/test_mutants.py checks that every old text still occurs once.
"""

import os
import resource
import runpy
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 8 * 2**30
LEFT_OUT = shutil.ignore_patterns("__pycache__", "explorers", "check", "browser")


class Mutant(NamedTuple):
    """One small mistake: in this file under helpers/, `new` stands where `old` stood; these tests must see it."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutants():
    """Every mutant of tests/mutants/."""
    for path in sorted((ROOT / "tests" / "mutants").glob("*.py")):
        part, _, name = path.stem.partition("_")
        listed = runpy.run_path(str(path))
        file = f"{part}/{name}.py" if name else f"{part}.py"
        yield from (Mutant(file, old, new, tuple(listed["TESTS"])) for old, new in listed["MUTANTS"])


def limit_memory():
    """A mutant that asks for too much gets a MemoryError, a failed test, before the machine feels it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def survives(mutant):
    """Whether the tests pass in spite of the mutant."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("helpers", "tests"):
            shutil.copytree(ROOT / part, Path(folder, part), ignore=LEFT_OUT)
        changed = Path(folder, "helpers", mutant.file)
        text = changed.read_text(encoding="utf-8")
        assert text.count(mutant.old) == 1, f"{mutant.file}: {mutant.old!r} occurs {text.count(mutant.old)} times"
        changed.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": folder, "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *(f"tests/{name}" for name in mutant.tests)]
        try:
            run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, preexec_fn=limit_memory)
        except subprocess.TimeoutExpired:  # an endless loop is seen, too
            return False
        if run.returncode not in (0, 1, 2):  # 1: a test failed; 2: a test file could not be imported; anything else is no verdict
            raise RuntimeError(f"{mutant}: pytest ended with {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
        return run.returncode == 0


def main():
    """Print the survivors and the score."""
    chosen = [m for m in mutants() if not sys.argv[1:] or any(word in m.file for word in sys.argv[1:])]
    if not chosen:
        sys.exit(f"no mutants of a file named like {' or '.join(sys.argv[1:])}")
    with ThreadPoolExecutor(2) as pool:
        real = {m.tests: m._replace(new=m.old) for m in chosen}
        for tests, alive in zip(real, pool.map(survives, real.values()), strict=True):
            if not alive:
                sys.exit(f"{' '.join(tests)} fail without any mutant: nothing to measure")
        survived = list(pool.map(survives, chosen))
    for mutant, alive in zip(chosen, survived, strict=True):
        if alive:
            print(f"survived  {mutant.file}: {mutant.old!r} -> {mutant.new!r}")
    for file in dict.fromkeys(m.file for m in chosen):
        fates = [alive for m, alive in zip(chosen, survived, strict=True) if m.file == file]
        print(f"{file:32}{len(fates) - sum(fates):3} of {len(fates)} killed")
    print(f"{'all':32}{len(chosen) - sum(survived):3} of {len(chosen)} killed")
    sys.exit(any(survived))


if __name__ == "__main__":
    main()

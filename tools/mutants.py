"""Hand-made mutants: each is one small mistake in helpers/ that the tests must see.

    python tools/mutants.py [WORD ...]        all of them, or those of the files whose name contains a word

tests/mutants/<part>_<file>.py holds those of helpers/<part>/<file>.py: MUTANTS, pairs of old and new text, and TESTS, the tests that must
see them. The runner makes each change in a temporary copy of helpers/ and tests/, and runs the tests there until the first failure, in a
forked process that has torch and pytest already. Prints every survivor and the score; exits 1 if one survives. Needs fork (Linux, macOS).
tests/test_mutants.py checks that every old text still occurs once.
"""

import os
import resource
import runpy
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import jaxtyping  # noqa: F401  imported before the fork: every test wants it
import pytest
import torch

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES, MOST_SECONDS = 8 * 2**30, 300
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


class Copy:
    """A temporary copy of helpers/ and tests/ in which mistakes are made one after the other."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp())
        for part in ("helpers", "tests"):
            shutil.copytree(ROOT / part, self.folder / part, ignore=LEFT_OUT)
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.folder)

    def survives(self, mutant):
        """Whether the tests pass in spite of the mutant; `new` equal to `old` asks about the real file."""
        changed = self.folder / "helpers" / mutant.file
        text = changed.read_text(encoding="utf-8")
        assert text.count(mutant.old) == 1, f"{mutant.file}: {mutant.old!r} occurs {text.count(mutant.old)} times"
        changed.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        child = os.fork()
        if child == 0:
            self._run(mutant.tests)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        changed.write_text(text, encoding="utf-8")
        # 1: a test failed; 2: a test file could not be imported; -SIGALRM: an endless loop; anything else is no verdict
        if ended not in (0, 1, 2, -signal.SIGALRM):
            raise RuntimeError(f"{mutant}: pytest ended with {ended}\n{(self.folder / 'log').read_text()[-2000:]}")
        return ended == 0

    def _run(self, tests):
        """In the child: the tests of the copy, quietly, with bounds on time and memory. Never returns."""
        signal.alarm(MOST_SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))  # a mutant that asks for too much fails, the machine does not
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(self.folder)
        sys.path.insert(0, str(self.folder))
        for name, module in list(sys.modules.items()):  # what was imported from the real tree must come from the copy
            file = str(getattr(module, "__file__", None))
            if file.startswith((f"{ROOT}/helpers/", f"{ROOT}/tests/", f"{ROOT}/tools/")) or name.split(".")[0] == "helpers":
                del sys.modules[name]
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half the time of a short run is plugins
        sys.dont_write_bytecode = True  # two mistakes of one length in one second would look like the same file
        os._exit(int(pytest.main(["-x", "-q", "--assert=plain", *(f"tests/{name}" for name in tests)])))


def main():
    """Print the survivors and the score."""
    torch.set_num_threads(1)
    chosen = [m for m in mutants() if not sys.argv[1:] or any(word in m.file for word in sys.argv[1:])]
    if not chosen:
        sys.exit(f"no mutants of a file named like {' or '.join(sys.argv[1:])}")
    killed = {}
    with Copy() as copy:
        for mutant in {m.tests: m._replace(new=m.old) for m in chosen}.values():
            if not copy.survives(mutant):
                sys.exit(f"{' '.join(mutant.tests)} fail without any mutant: nothing to measure")
        for mutant in chosen:
            alive = copy.survives(mutant)
            killed.setdefault(mutant.file, []).append(not alive)
            if alive:
                print(f"survived  {mutant.file}: {mutant.old!r} -> {mutant.new!r}", flush=True)
    for file, fates in killed.items():
        print(f"{file:32}{sum(fates):3} of {len(fates)} killed")
    total = [fate for fates in killed.values() for fate in fates]
    print(f"{'all':32}{sum(total):3} of {len(total)} killed")
    sys.exit(not all(total))


if __name__ == "__main__":
    main()

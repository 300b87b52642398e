"""Recorded runs: results of training runs that do not fit into a notebook's minute, kept as small JSON files.

`make experiments` (tools/record.py) writes them; each file says when, on what processor and with which versions it was made.
"""

import json
import platform
from datetime import date
from pathlib import Path
from typing import NamedTuple

import torch

FOLDER = Path(__file__).parent / "recorded"


class Recording(NamedTuple):
    """What one file holds: when and where the runs were made, and the runs, each a dict with its variant, seed and results."""

    experiment: str
    made: dict
    runs: list[dict]

    @property
    def label(self) -> str:
        """What to write under a picture of these runs."""
        return f"recorded {self.made['date']}, torch {self.made['torch']}, {self.made['processor']}"

    def where(self, **wanted) -> list[dict]:
        """The runs whose entries equal those wanted, in the order of the file.

        >>> Recording("toy", {}, [{"depth": 8, "seed": 0}, {"depth": 20, "seed": 0}]).where(depth=20)
        [{'depth': 20, 'seed': 0}]
        """
        return [run for run in self.runs if all(run.get(key) == value for key, value in wanted.items())]


def recorded(experiment: str) -> Recording:
    """Read the recorded runs of one experiment.

    Raises FileNotFoundError, naming those that exist, if there is no file for it.
    """
    path = FOLDER / f"{experiment}.json"
    if not path.exists():
        there = ", ".join(sorted(p.stem for p in FOLDER.glob("*.json"))) or "none"
        raise FileNotFoundError(f"no recorded runs of {experiment!r}; recorded are: {there}")
    return Recording(**json.loads(path.read_text(encoding="utf-8")))


def write(experiment: str, runs: list[dict], folder: Path = FOLDER) -> Path:
    """Write runs to the file of an experiment, one run a line, with today's date, the processor and the versions."""
    made = {
        "date": date.today().isoformat(),
        "processor": processor(),
        "python": platform.python_version(),
        "torch": torch.__version__.split("+")[0],
        "threads": torch.get_num_threads(),
    }
    lines = ",\n".join("  " + json.dumps(run) for run in runs)
    path = folder / f"{experiment}.json"
    path.write_text(
        f'{{"experiment": {json.dumps(experiment)},\n "made": {json.dumps(made)},\n "runs": [\n{lines}\n]}}\n', encoding="utf-8"
    )
    return path


def processor() -> str:
    """The processor's own name where the system tells it (Linux), else its architecture."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()

"""What a training run did, as numbers: curves to draw, and a small JSON file of a recorded run."""

import json
import math
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch


@dataclass
class History:
    """What a training run did. One number an epoch, but `step_loss` and `lr` hold one a step; errors are shares between 0 and 1.

    `about` tells date, machine kind, versions and settings. A run saved as JSON is a recorded run; `load` reads it back.

    >>> History(train_loss=[2.0, 1.0], train_error=[0.5, 0.25]).curves()["train error"]
    array([0.5 , 0.25])
    """

    name: str = ""
    train_loss: list[float] = field(default_factory=list)
    train_error: list[float] = field(default_factory=list)
    test_loss: list[float] = field(default_factory=list)
    test_error: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # since the start, at each epoch's end
    step_loss: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    about: dict = field(default_factory=dict)

    def curves(self, *names: str) -> dict[str, np.ndarray]:
        """Give the curves of one number an epoch that were measured, or those asked for, ready for figures.curves(**history.curves()).

        Raises ValueError for a curve that was not recorded.
        """
        known = ("train_loss", "train_error", "test_loss", "test_error", "seconds", "step_loss", "lr")
        wanted = names or known[:4]
        for wrong in (n for n in wanted if n not in known or (names and not getattr(self, n))):
            raise ValueError(f"no curve {wrong!r}; recorded are {', '.join(n for n in known if getattr(self, n)) or 'nothing'}")
        return {n.replace("_", " "): np.array(getattr(self, n), dtype=float) for n in wanted if getattr(self, n)}

    def save(self, path: str | Path) -> None:
        """Write the run as JSON: six digits, not-a-number as null. Until all is written, an older file of that name stays."""
        part = Path(f"{path}.part")
        part.write_text(json.dumps({"format": 1, **_plain(asdict(self))}, indent=1) + "\n", encoding="utf-8")
        part.replace(path)

    @classmethod
    def load(cls, path: str | Path) -> "History":
        """Read a run that `save` wrote.

        Raises ValueError if the file is none.
        """
        try:
            values = json.loads(Path(path).read_text(encoding="utf-8"))
            if values.pop("format") != 1:
                raise ValueError("another format")
            lists = {k: [math.nan if v is None else v for v in vs] for k, vs in values.items() if isinstance(vs, list)}
            return cls(**{**values, **lists})
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise ValueError(f"{Path(path).name} is not a recorded run of format 1") from error

    def __repr__(self) -> str:
        if not self.train_loss:
            return f"History({self.name!r}, no epoch)"
        last = {n: v[-1] for n, v in self.curves().items()}
        numbers = ", ".join(f"{n} {v:.1%}" if n.endswith("error") else f"{n} {v:.3g}" for n, v in last.items())
        epochs = f"{len(self.train_loss)} epoch" + ("s" if len(self.train_loss) > 1 else "")
        epochs += ", diverged" if self.about.get("diverged") else ""
        return f"History({self.name!r}, {epochs}, {self.seconds[-1] if self.seconds else 0:.1f} s: {numbers})"


def about_this_run(**settings) -> dict:
    """Tell date, kind of machine and versions, and the settings; nothing that names a computer or a person.

    >>> about_this_run(seed=3)["seed"]
    3
    """
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {torch.get_num_threads()} thread(s)",
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "numpy": np.__version__,
        **settings,
    }


def _plain(value: object) -> object:
    """Numbers with six digits, nan and inf as None: strict JSON has no word for them."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value

"""The runs that DepthExplorer shows, recorded or one's own: what is read of them; their errors in words as in esm/depth_arithmetic.js."""

import math
import re
from typing import Any, NamedTuple

from helpers.explorers.traits import SettingError

MEASURES = {"train_error": "training error", "test_error": "test error"}
CURVES = {"train_error": "train_curve", "test_error": "test_curve"}  # their names in a recorded run


class Numbers(NamedTuple):
    """The errors of several seeds, as shares between 0 and 1."""

    mean: float
    low: float
    high: float
    count: int


def net_name(depth: int, skip: bool) -> str:
    return f"{'ResNet' if skip else 'plain'}-{depth}"


def percent(error: float) -> str:
    """A share in percent: one decimal below 10, none above; halves go up.

    >>> percent(0.7286), percent(0.0249), percent(0.0)
    ('73', '2.5', '0')
    """
    scale = 10 if 100 * error < 9.95 else 1
    return f"{math.floor(100 * error * scale + 0.5 + 1e-9) / scale:g}"


def said(numbers: Numbers) -> str:
    """One error, or the mean of several with the smallest and the largest: 73 % (66 to 79)."""
    return f"{percent(numbers.mean)} %" + (f" ({percent(numbers.low)} to {percent(numbers.high)})" if numbers.count > 1 else "")


def errors_of(value: Any, where: str) -> list[float]:
    try:
        errors = [float(e) for e in (value.tolist() if hasattr(value, "tolist") else value)]
    except (TypeError, ValueError):
        raise SettingError(f"{where} must be a History or a list of numbers, got {value!r:.60}") from None
    if wrong := [e for e in errors if not 0 <= e <= 1]:
        raise SettingError(f"{where} must hold errors as shares from 0 to 1, got {wrong[0]:g}")
    return errors


def own_run(key: str, run: Any, measure: str) -> dict[str, Any]:
    """What the page needs of one's own run; its depth and kind are read from its name."""
    if isinstance(run, dict):
        given = {name: run[curve] for name, curve in CURVES.items() if curve in run}
    else:
        given = {name: getattr(run, name) for name in MEASURES if hasattr(run, name)} or {measure: run}
    where = f"mine{f' {key!r}' if key else ''}"
    curves = {name: errors for name, value in given.items() if (errors := errors_of(value, where))}
    if not curves:
        raise SettingError(f"{where} must hold the error of at least one epoch")
    name = key or getattr(run, "name", "")
    net = re.search(r"\b(plain|resnet)[- ]?(\d+)", f"{key} {getattr(run, 'name', '')}", re.IGNORECASE)
    depth, skip = (int(net[2]), net[1].lower() != "plain") if net else (None, None)
    return {"name": f"yours ({name})" if name else "yours", "depth": depth, "skip": skip} | curves


def recorded_runs(runs: list[dict]) -> list[dict]:
    """Depth, skip, seed and curves of each run; of two runs of the same net and seed the longer one."""
    found: dict[tuple, dict] = {}
    for run in runs:
        if missing := [key for key in ("depth", "skip", "seed") if key not in run]:
            raise SettingError(f"each recorded run must have depth, skip and seed; one has no {missing[0]}: {', '.join(run)}")
        curves = {name: errors for name, curve in CURVES.items() if (errors := errors_of(run.get(curve, []), curve))}
        if not curves:
            raise SettingError("each recorded run must have a train_curve or a test_curve")
        net = {"depth": run["depth"], "skip": bool(run["skip"]), "seed": run["seed"]}
        key = tuple(net.values())
        if key not in found or max(map(len, curves.values())) > max(len(found[key].get(name, [])) for name in MEASURES):
            found[key] = net | curves
    if not found:
        raise SettingError("the recording holds no runs")
    return list(found.values())

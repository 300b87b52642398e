"""A model of the reader's own in the receptive field explorer: a frozen copy, and the layers whose units can be shown."""

import copy
from typing import Any

from torch import nn

from helpers.analysis.receptive_field import LayerField, receptive_fields
from helpers.analysis.table import Table
from helpers.explorers.traits import SettingError


def frozen(model: nn.Module) -> nn.Module:
    """A copy that stays as it is while the learner goes on training."""
    return copy.deepcopy(model).eval().requires_grad_(False)


def as_row(row: LayerField) -> dict[str, Any]:
    pair = lambda value: list(value) if isinstance(value, tuple) else [value, value]  # noqa: E731
    image = len(row.output) == 3
    return {
        "name": row.layer,
        "kind": row.kind,
        "output": "×".join(map(str, row.output)),
        "image": image,
        "map": list(row.output[1:]) if image else [1, 1],
        "size": pair(row.size),
        "jump": pair(row.jump),
        "start": pair(row.start),
    }


def traced(model: nn.Module, shape: tuple[int, ...]) -> Table:
    """The layers whose units can be shown: with rows and columns, or one number a channel; of several calls the last one."""
    found: dict[str, LayerField] = {}
    for row in receptive_fields(model, shape):
        starts = row.start if isinstance(row.start, tuple) else (row.start,)
        if len(row.output) in (1, 3) and None not in starts:
            name = row.layer.partition(" (")[0]
            found.pop(name, None)
            found[name] = row._replace(layer=name)
    if not found:
        raise SettingError("the model has no layer with rows and columns")
    return Table(list(found.values()))

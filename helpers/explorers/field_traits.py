"""What a receptive field explorer keeps and checks: the picture, the stack of layers, the unit; and the ends of its sliders."""

from collections.abc import Sequence
from typing import Any

import torch
import traitlets as t
from torch import Tensor

from helpers.explorers.field_stack import Layer, as_layers
from helpers.explorers.traits import SettingError

LARGEST = 256  # sides of a picture
TOPS = {"kernel_size": 7, "stride": 4, "padding": 6, "dilation": 4}


def as_picture(value: Any) -> Tensor:
    try:
        picture = torch.as_tensor(value).detach().cpu()
    except (TypeError, ValueError, RuntimeError) as error:
        raise SettingError(f"picture must be numbers in 2 axes (h w) or 3 (c h w): {error}") from None
    picture = picture.clone() if picture.is_floating_point() else picture.to(torch.get_default_dtype())
    if picture.ndim not in (2, 3) or min(picture.shape) < 1 or max(picture.shape[-2:]) > LARGEST:
        raise SettingError(f"picture must have axes h w (grey) or c h w, sides from 1 to {LARGEST}; got shape {tuple(picture.shape)}")
    if not torch.isfinite(picture).all():
        raise SettingError("picture must hold finite numbers only")
    return picture


class Layers(t.TraitType):
    """The stack; travels as a list of dicts."""

    info_text = "one to five layers"
    default_value = ()

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda layers, _: [layer._asdict() for layer in layers], from_json=lambda value, _: value)

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[Layer, ...]:
        return as_layers(value) if value else ()


class Unit(t.TraitType):
    """Row and column of a unit."""

    info_text = "a row and a column"
    default_value = (0, 0)

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[int, int]:
        unit = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
        if len(unit) != 2 or not all(isinstance(v, int) and not isinstance(v, bool) for v in unit):
            raise SettingError(f"unit must be a row and a column, such as (8, 8), got {value!r}")
        return unit


def slider_ends(layers: Sequence[Layer]) -> dict[str, list[int]]:
    """The smallest and the largest value of each slider."""
    return {name: [0 if name == "padding" else 1, max([top, *(getattr(layer, name) for layer in layers)])] for name, top in TOPS.items()}

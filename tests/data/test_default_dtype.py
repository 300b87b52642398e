"""The made data sets are float32 and the same bytes whatever torch's default dtype is."""

import pytest
import torch
from made import same

from helpers import data

MAKERS = {
    "bar_codes": lambda: data.make_bar_codes(1, size=290),
    "cells": lambda: data.make_cells(1, illumination=0.5),
    "chirps": lambda: data.make_chirps(3, trend=0.2),
    "crowd": lambda: data.make_crowd(1, people=5),
    "skin": lambda: data.make_skin_scenes(2),
    "stick_figures": lambda: data.make_stick_figures(3),
    "stripes": lambda: data.make_stripes(2),
    "volumes": lambda: data.make_volumes(1, size=16),
    "mnist1d": lambda: data.make_mnist1d(10),
    "digits": lambda: data.load_digits(),
    "photograph": lambda: [data.photograph("camera", 32)],
    "chirp": lambda: [data.chirp(9)],
    "normalise_cifar10": lambda: [data.normalise_cifar10(torch.arange(3 * 1024).view(1, 3, 32, 32).to(torch.uint8))],
    "joint_heatmaps": lambda: [data.joint_heatmaps(torch.ones(1, 2, 2, dtype=torch.float32), 8, 8)],
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_float64_default_changes_nothing(name):
    expected = MAKERS[name]()
    assert all(part.dtype == torch.float32 for part in expected if part.is_floating_point())
    torch.set_default_dtype(torch.float64)
    try:
        made = MAKERS[name]()
    finally:
        torch.set_default_dtype(torch.float32)
    assert same(made, expected)

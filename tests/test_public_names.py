"""Every public name of the library: shapes in its signature, a docstring with a doctest that passes, a home in __all__."""

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
import re
import typing

import pytest
import torch

import helpers

PARTS = [part for part in ("geometry", "functional", "layers", "models", "analysis") if importlib.util.find_spec(f"helpers.{part}")]
NAMES = [(part, name) for part in PARTS for name in importlib.import_module(f"helpers.{part}").__all__]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(helpers.__path__, "helpers.")
    if module.name.split(".")[1] in ("geometry", "functional", "layers", "models", "analysis", "training", "data")
]


def unannotated(function):
    """Parameters of a function without an annotation, and "return"; bare Tensors count: they say no shape."""
    signature = inspect.signature(function)
    missing = [
        name
        for name, p in signature.parameters.items()
        if name not in ("self", "cls") and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.annotation in (p.empty, torch.Tensor)
    ]
    if signature.return_annotation in (signature.empty, torch.Tensor):
        missing.append("return")
    return missing


def test_a_signature_without_shapes_is_seen():
    def bare(x: torch.Tensor, size: int) -> torch.Tensor:
        return x

    def silent(x):
        return x

    assert unannotated(bare) == ["x", "return"]
    assert unannotated(silent) == ["x", "return"]


@pytest.mark.parametrize(("part", "name"), NAMES, ids=".".join)
def test_annotations_and_docstring(part, name):
    thing = getattr(importlib.import_module(f"helpers.{part}"), name)
    if not (inspect.isfunction(thing) or inspect.isclass(thing)) or typing.get_origin(thing):
        return  # a table of names or a type
    if inspect.isfunction(thing):
        assert unannotated(thing) == []
    elif issubclass(thing, torch.nn.Module) and "forward" in vars(thing):
        assert unannotated(thing.forward) == []
    if issubclass(thing, tuple) if inspect.isclass(thing) else False:
        assert thing.__doc__
        return  # a NamedTuple shows itself in the doctest of the function that makes it
    assert thing.__doc__ and ">>> " in thing.__doc__
    assert thing.__doc__.strip().splitlines()[0].endswith((".", ":"))


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name):
    torch.manual_seed(0)
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def natural(name):
    """ruff's order: CONSTANTS, Classes, functions; resnet18 before resnet101."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, [int(piece) if piece.isdigit() else piece for piece in re.split(r"(\d+)", name)]


@pytest.mark.parametrize("part", PARTS)
def test_all_is_sorted_and_complete(part):
    package = importlib.import_module(f"helpers.{part}")
    assert package.__all__ == sorted(package.__all__, key=natural)
    public = {n for n, v in vars(package).items() if not n.startswith("_") and getattr(v, "__module__", "").startswith(f"helpers.{part}")}
    assert public - set(package.__all__) == set()

"""The import arrows inside helpers/: who may import whom (CONTRIBUTING.md has the same table)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARROWS = {
    "geometry": set(),
    "functional": {"geometry"},
    "layers": {"functional", "geometry"},
    "models": {"layers"},
    "analysis": {"geometry"},
    "data": set(),
    "training": set(),
    "figures": {"geometry"},
    "experiments": {"data", "models", "layers", "training", "analysis"},
    "explorers": {"geometry", "analysis"},
    "check": {"geometry", "analysis"},
}
STANDARD_LIBRARY_ONLY = {"geometry"}
ONLY_FIGURES = {"matplotlib"}


def part_of(path):
    """The part of helpers/ a file belongs to: helpers/functional/conv.py -> functional."""
    return path.relative_to(ROOT / "helpers").parts[0].removesuffix(".py")


def imported(tree, package):
    """Dotted names of everything a file imports; relative imports are resolved against `package`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield stem
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def broken_arrows(path, text):
    """Sentences on the imports of one file that its part may not have."""
    part, wrong = part_of(path), []
    package = ["helpers", *path.relative_to(ROOT / "helpers").parts[:-1]]
    for name in imported(ast.parse(text), package):
        top, _, rest = name.partition(".")
        other = rest.split(".")[0]
        if top == "helpers" and other and other != part and other in ARROWS and other not in ARROWS.get(part, set()):
            wrong.append(f"{path.name} ({part}) imports helpers.{other}")
        if top in ONLY_FIGURES and part != "figures":
            wrong.append(f"{path.name} ({part}) imports {top}")
        if part in STANDARD_LIBRARY_ONLY and top in {"torch", "numpy", "jaxtyping"}:
            wrong.append(f"{path.name} ({part}) imports {top}")
    return wrong


FILES = sorted(path for path in (ROOT / "helpers").rglob("*.py") if path.name != "__init__.py" or path.parent.name != "helpers")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows(path):
    assert part_of(path) in ARROWS, f"say in ARROWS what {part_of(path)} may import"
    assert broken_arrows(path, path.read_text()) == []


@pytest.mark.parametrize(
    "file, text",
    [
        ("geometry/sizes.py", "import torch"),
        ("geometry/sizes.py", "from helpers import functional"),
        ("functional/conv.py", "from helpers import figures"),
        ("functional/conv.py", "from ..layers.conv import Conv2d"),
        ("check/engine.py", "from helpers.functional import conv2d"),
        ("explorers/kit.py", "import matplotlib.pyplot as plt"),
        ("data/cells.py", "from .. import training"),
    ],
)
def test_a_forbidden_import_is_seen(file, text):
    assert broken_arrows(ROOT / "helpers" / file, text)


@pytest.mark.parametrize(
    "file, text",
    [
        ("functional/conv.py", "from .. import geometry\nfrom .boundary import pad\nimport torch"),
        ("figures/numbers.py", "import matplotlib\nfrom helpers.geometry import conv_output_size"),
    ],
)
def test_an_allowed_import_passes(file, text):
    assert broken_arrows(ROOT / "helpers" / file, text) == []

"""Small data sets, all offline: load_… read what a package ships, make_… compute, from a seed."""

from helpers.data.cells import CELL_CLASSES, Cells, make_cells
from helpers.data.digits import load_digits
from helpers.data.mnist1d import make_mnist1d
from helpers.data.photographs import NAMES, photograph
from helpers.data.split import Split

__all__ = ["CELL_CLASSES", "NAMES", "Cells", "Split", "load_digits", "make_cells", "make_mnist1d", "photograph"]

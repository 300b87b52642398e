"""Every static figure of the course; the only importer of matplotlib."""

from helpers.figures import boundary, normalization, receptive_fields, residual, runs
from helpers.figures.images import images
from helpers.figures.matrix import matrix
from helpers.figures.numbers import numbers
from helpers.figures.picture import Picture
from helpers.figures.signals import curves, sampled, signals
from helpers.figures.square import commuting_square

__all__ = [
    "Picture",
    "boundary",
    "commuting_square",
    "curves",
    "images",
    "matrix",
    "normalization",
    "numbers",
    "receptive_fields",
    "residual",
    "runs",
    "sampled",
    "signals",
]

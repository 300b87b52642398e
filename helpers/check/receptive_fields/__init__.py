"""Exercises of notebook 07, receptive fields: what is right, and the mistakes that the check knows by name."""

from helpers.check.receptive_fields.field import field
from helpers.check.receptive_fields.hypercolumn import hypercolumn
from helpers.check.receptive_fields.measure import measure
from helpers.check.receptive_fields.slide_linear import slide_linear
from helpers.check.receptive_fields.wide_dilations import wide_dilations
from helpers.check.receptive_fields.window import window

__all__ = ["field", "hypercolumn", "measure", "slide_linear", "wide_dilations", "window"]

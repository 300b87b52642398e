"""Small data sets, all offline."""

from helpers.data.photographs import NAMES, photograph

__all__ = ["NAMES", "photograph"]

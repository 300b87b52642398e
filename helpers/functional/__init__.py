"""Reference operations as pure functions with torch's names and numbers, one operation a file."""

from helpers.functional.boundary import pad
from helpers.functional.conv import conv1d, conv2d, conv3d

__all__ = ["conv1d", "conv2d", "conv3d", "pad"]

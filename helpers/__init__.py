"""Reference layers, checks, explorers and figures for the notebooks of ConvNets by Hand.

Import the part you need: `from helpers import figures, explorers` or `from helpers.functional import conv2d`.
This file imports nothing, so `import helpers` costs nothing.
"""

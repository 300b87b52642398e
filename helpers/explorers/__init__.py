"""The explorers: widgets whose sliders a learner drags. The page computes, torch is the oracle.

>>> from helpers import explorers
>>> explorers.ConvolutionExplorer(stride=2, padding=1)
ConvolutionExplorer: x 6×6, weight 3×3, stride 2, padding 1, dilation 1, bias 0 → output 3×3
...
"""

from helpers.explorers.boundary import BoundaryExplorer
from helpers.explorers.convolution import ConvolutionExplorer
from helpers.explorers.depth import DepthExplorer
from helpers.explorers.normalization import NormalizationExplorer
from helpers.explorers.overlay import OverlayExplorer
from helpers.explorers.receptive_field import ReceptiveFieldExplorer
from helpers.explorers.unet_shapes import UNetShapes
from helpers.explorers.window import WindowStepper

__all__ = [
    "BoundaryExplorer",
    "ConvolutionExplorer",
    "DepthExplorer",
    "NormalizationExplorer",
    "OverlayExplorer",
    "ReceptiveFieldExplorer",
    "UNetShapes",
    "WindowStepper",
]

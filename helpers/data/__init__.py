"""Small data sets, all offline: load_… read what a package ships, make_… compute, from a seed."""

from helpers.data.bar_codes import BarCodes, ean13_check_digit, ean13_decode, ean13_encode, make_bar_codes
from helpers.data.cells import CELL_CLASSES, Cells, make_cells
from helpers.data.chirps import Chirps, chirp, make_chirps
from helpers.data.crowd import Crowd, make_crowd
from helpers.data.digits import load_digits
from helpers.data.mnist1d import make_mnist1d
from helpers.data.photographs import NAMES, photograph
from helpers.data.skin import SkinScenes, make_skin_scenes
from helpers.data.split import Split
from helpers.data.stick_figures import JOINTS, LIMBS, StickFigures, joint_heatmaps, make_stick_figures
from helpers.data.stripes import DIRECTIONS, Stripes, make_stripes
from helpers.data.volumes import VOLUME_CLASSES, Volumes, make_volumes

__all__ = [
    "CELL_CLASSES",
    "DIRECTIONS",
    "JOINTS",
    "LIMBS",
    "NAMES",
    "VOLUME_CLASSES",
    "BarCodes",
    "Cells",
    "Chirps",
    "Crowd",
    "SkinScenes",
    "Split",
    "StickFigures",
    "Stripes",
    "Volumes",
    "chirp",
    "ean13_check_digit",
    "ean13_decode",
    "ean13_encode",
    "joint_heatmaps",
    "load_digits",
    "make_bar_codes",
    "make_cells",
    "make_chirps",
    "make_crowd",
    "make_mnist1d",
    "make_skin_scenes",
    "make_stick_figures",
    "make_stripes",
    "make_volumes",
    "photograph",
]

"""Small data sets, all offline: load_… read what a package ships or what lies on the reader's disk, make_… compute, from a seed."""

from helpers.data.bar_codes import BarCodes, ean13_check_digit, ean13_decode, ean13_encode, make_bar_codes
from helpers.data.cells import CELL_CLASSES, Cells, make_cells
from helpers.data.chirps import Chirps, chirp, make_chirps
from helpers.data.cifar10 import (
    CIFAR10_CLASSES,
    CIFAR10_MEAN,
    CIFAR10_STD,
    augment_cifar10,
    load_cifar10,
    normalise_cifar10,
)
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
    "CIFAR10_CLASSES",
    "CIFAR10_MEAN",
    "CIFAR10_STD",
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
    "augment_cifar10",
    "chirp",
    "ean13_check_digit",
    "ean13_decode",
    "ean13_encode",
    "joint_heatmaps",
    "load_cifar10",
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
    "normalise_cifar10",
    "photograph",
]

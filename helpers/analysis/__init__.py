"""Questions asked of any torch model, one a file: how large is it, what does it see, does the signal survive, what can be folded."""

from helpers.analysis.cam import cam, class_activation_map, grad_cam
from helpers.analysis.counts import count_layers, count_parameters
from helpers.analysis.effective_field import EffectiveField, effective_receptive_field
from helpers.analysis.fold import fold_batch_norm, fold_plan, gain_and_shift
from helpers.analysis.freeze import freeze_batch_norm, freeze_parameters, unfreeze_batch_norm
from helpers.analysis.gradients import activation_spread, gradient_norms
from helpers.analysis.heatmaps import correct_places, heatmap_loss, heatmap_places
from helpers.analysis.instances import instance_f1
from helpers.analysis.measured_field import measure_receptive_field, unread_pixels
from helpers.analysis.outlines import outline, outline_f1
from helpers.analysis.parameter_groups import parameter_groups
from helpers.analysis.receptive_field import receptive_field_of, receptive_fields
from helpers.analysis.recompute import recompute_statistics
from helpers.analysis.regions import connected_regions
from helpers.analysis.segmentation import PrecisionRecall, confusion, dice, iou, pixel_accuracy, precision_recall, vote
from helpers.analysis.table import Table

__all__ = [
    "EffectiveField",
    "PrecisionRecall",
    "Table",
    "activation_spread",
    "cam",
    "class_activation_map",
    "confusion",
    "connected_regions",
    "correct_places",
    "count_layers",
    "count_parameters",
    "dice",
    "effective_receptive_field",
    "fold_batch_norm",
    "fold_plan",
    "freeze_batch_norm",
    "freeze_parameters",
    "gain_and_shift",
    "grad_cam",
    "gradient_norms",
    "heatmap_loss",
    "heatmap_places",
    "instance_f1",
    "iou",
    "measure_receptive_field",
    "outline",
    "outline_f1",
    "parameter_groups",
    "pixel_accuracy",
    "precision_recall",
    "receptive_field_of",
    "receptive_fields",
    "recompute_statistics",
    "unfreeze_batch_norm",
    "unread_pixels",
    "vote",
]

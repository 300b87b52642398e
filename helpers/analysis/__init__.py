"""Questions asked of any torch model, one a file: how large is it, what does it see, does the signal survive, what can be folded."""

from helpers.analysis.counts import count_layers, count_parameters
from helpers.analysis.effective_field import EffectiveField, effective_receptive_field
from helpers.analysis.fold import fold_batch_norm, fold_plan, gain_and_shift
from helpers.analysis.measured_field import measure_receptive_field, unread_pixels
from helpers.analysis.receptive_field import receptive_field_of, receptive_fields
from helpers.analysis.table import Table

__all__ = [
    "EffectiveField",
    "Table",
    "count_layers",
    "count_parameters",
    "effective_receptive_field",
    "fold_batch_norm",
    "fold_plan",
    "gain_and_shift",
    "measure_receptive_field",
    "receptive_field_of",
    "receptive_fields",
    "unread_pixels",
]

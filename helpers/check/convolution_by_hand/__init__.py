"""Exercises of notebook 01, convolution by hand: what is right, and the mistakes that the check knows by name."""

from helpers.check.convolution_by_hand.circular import circular
from helpers.check.convolution_by_hand.corr2d import corr2d
from helpers.check.convolution_by_hand.moving_average import moving_average
from helpers.check.convolution_by_hand.shifts import shifts
from helpers.check.convolution_by_hand.stack_kernels import stack_kernels

__all__ = ["circular", "corr2d", "moving_average", "shifts", "stack_kernels"]

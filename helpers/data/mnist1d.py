"""MNIST-1D: ten template curves, padded, shifted, scaled, sheared and noisy, made by the published generator.

Greydanus & Kobak, Scaling down deep learning with MNIST-1D, arXiv:2011.14439; package mnist1d.
Axes: n signals, one channel, 40 positions.
"""

import random

import numpy as np
import torch

from helpers.data.draw import at_least
from helpers.data.split import Split


def make_mnist1d(n: int = 5000, seed: int = 42) -> Split:
    """Return 4/5 of n signals to train with and 1/5 to test with: n 1 40 float32 of mean 0 and deviation 1, labels 0 to 9 int64.

    The published data set is n 5000, seed 42. It is computed here, not downloaded, and the global random numbers of Python and
    NumPy, which the generator sets, are put back.

    >>> x_train, y_train, x_test, y_test = make_mnist1d(n=100)
    >>> x_train.shape, x_test.shape
    (torch.Size([80, 1, 40]), torch.Size([20, 1, 40]))

    Raises ValueError unless n is a multiple of 10, at least 10.
    """
    at_least(10, n=n)
    if n % 10:
        raise ValueError(f"n must be a multiple of 10, so that every class has the same share, got {n}")
    from mnist1d import data  # imports matplotlib's pyplot: only on request

    args = data.get_dataset_args()
    args.num_samples, args.seed = n, seed
    states = random.getstate(), np.random.get_state()
    try:
        made = data.make_dataset(args)  # never get_dataset, which downloads and unpickles
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])

    def signals(part):
        return torch.from_numpy(made[part]).float().unsqueeze(1)  # n 1 40

    return Split(signals("x"), torch.from_numpy(made["y"]).long(), signals("x_test"), torch.from_numpy(made["y_test"]).long())

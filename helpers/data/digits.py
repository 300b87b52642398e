"""Handwritten digits of 8×8 pixels: real scans that scikit-learn ships inside its wheel; nothing is downloaded.

Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998 (the test part, 1,797 pictures).
Axes: n pictures, one channel, 8 rows, 8 columns.
"""

import torch

from helpers.data.split import Split

TEST = 360


def load_digits(seed: int = 0) -> Split:
    """Return 1,437 digits to train with and 360 to test with: n 1 8 8 float32 from 0 (paper) to 1 (ink), labels 0 to 9 int64.

    Each label has the same share of both parts. Another seed draws another split of the same 1,797 pictures.

    >>> x_train, y_train, x_test, y_test = load_digits()
    >>> x_train.shape, x_test.shape
    (torch.Size([1437, 1, 8, 8]), torch.Size([360, 1, 8, 8]))
    >>> y_test.bincount()
    tensor([36, 36, 35, 37, 36, 37, 36, 36, 35, 36])
    """
    # scikit-learn takes a second to import: only those who want the digits wait for it.
    from sklearn import datasets, model_selection

    pictures, labels = datasets.load_digits(return_X_y=True)
    train, test = model_selection.train_test_split(range(len(labels)), test_size=TEST, stratify=labels, random_state=seed)
    x = torch.from_numpy(pictures).float().view(-1, 1, 8, 8) / 16  # the scans have 17 levels of grey
    y = torch.from_numpy(labels).long()
    return Split(x[train], y[train], x[test], y[test])

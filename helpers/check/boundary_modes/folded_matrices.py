"""Exercise 2.3: matrices with the mistakes that its check knows by name."""

import numpy as np
import torch
import torch.nn.functional as F


def padded_matrix(b, n, mode):
    """The n x n matrix of a same-size correlation, column by column: the answer to each unit vector."""
    reach = len(b) // 2
    columns = torch.from_numpy(np.pad(np.eye(n), ((0, 0), (reach, reach)), mode=mode)).to(b.dtype)
    return F.conv1d(columns[:, None], b.view(1, 1, -1))[:, 0].T.contiguous()


def overwritten(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        for j in range(len(b)):
            matrix[i, min(max(i + j - reach, 0), n - 1)] = b[j]
    return matrix


def uncentred(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            matrix[i, min(i + j, n - 1)] += b[j]
    return matrix


def middle_always_one(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            matrix[i, min(max(i + j - 1, 0), n - 1)] += b[j]
    return matrix


def reflected(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        for j in range(len(b)):
            position = abs(i + j - reach)
            matrix[i, position if position < n else 2 * (n - 1) - position] += b[j]
    return matrix


def counted_from_the_middle(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        for j in range(-reach, reach + 1):
            matrix[i, min(max(i + j, 0), n - 1)] += b[j]
    return matrix


def stuck_out_overwrite(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            position = i + j - len(b) // 2
            if position < 0:
                matrix[i, 0] = b[j]
            elif position >= n:
                matrix[i, n - 1] = b[j]
            else:
                matrix[i, position] += b[j]
    return matrix


def added_once(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        positions = (torch.arange(len(b)) + i - len(b) // 2).clamp(0, n - 1)
        matrix[i, positions] += b
    return matrix


def one_edge(b, n, left):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            position = i + j - len(b) // 2
            if 0 <= position < n or (position < 0) == left:
                matrix[i, max(0, min(position, n - 1))] += b[j]
    return matrix


def right_clamped(b, n):
    """A negative column counts from the end, without a word."""
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            matrix[i, min(i + j - len(b) // 2, n - 1)] += b[j]
    return matrix


def left_clamped(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            matrix[i, max(i + j - len(b) // 2, 0)] += b[j]
    return matrix


def unclamped(b, n):
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            matrix[i, i + j - len(b) // 2] += b[j]
    return matrix


def all_in_the_corners(b, n):
    matrix, reach = padded_matrix(b, n, "constant"), len(b) // 2
    matrix[0, 0] += b[:reach].sum()
    matrix[-1, -1] += b[reach + 1 :].sum()
    return matrix


def two_corners(b, n):
    matrix = padded_matrix(b, n, "constant")
    matrix[0, 0] += b[0]
    matrix[-1, -1] += b[-1]
    return matrix


def one_weight_a_row(b, n):
    matrix = padded_matrix(b, n, "constant")
    for i in range(len(b) // 2):
        matrix[i, 0] += b[i]
        matrix[n - 1 - i, -1] += b[-1 - i]
    return matrix


def sliced(b, n):
    matrix, reach = b.new_zeros(n, n), len(b) // 2
    for i in range(n):
        matrix[i, i - reach : i + reach + 1] = b
    return matrix

"""The order of the weights and the product of a section with a vector."""

import numpy as np

from .requantize import requantize


def weight_order(rows, columns):
    """Yield (row, column) of each stored weight, in storage order."""
    whole = columns - columns % 4
    row = 0
    while rows - row >= 4:
        for first in range(0, whole, 4):
            for i in range(4):
                for j in range(4):
                    yield row + i, first + j
        for column in range(whole, columns):
            for i in range(4):
                yield row + i, column
        row += 4
    for rest in range(row, rows):
        for column in range(columns):
            yield rest, column


def accumulate(section, vector):
    """Return dot + bias of each row."""
    sums = section["weights"] @ np.array(vector, dtype=np.int64)
    return [int(a) + b for a, b in zip(sums, section["biases"])]


def apply_map(section, vector):
    """Return the requantised rows of a map."""
    return [requantize(acc, multiplier, shift) for acc, multiplier, shift
            in zip(accumulate(section, vector), section["multipliers"], section["shifts"])]

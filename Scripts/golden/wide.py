"""Vectors of 16 bits: which sections multiply them, and the bound on their sums."""

import numpy as np

from .core import TOP, Refused


def vector_bits(header, name):
    """Return the bits of the vector that a section multiplies."""
    if name == "head":
        return 8
    return header["featureBits" if name in ("projection", "sharedMap") else "componentBits"]


def row_bounds(section):
    """Return the largest magnitude of each row's sum for any vector of int16."""
    sums = np.abs(section["weights"]).sum(axis=1)
    return [abs(bias) + 32768 * int(total) for bias, total in zip(section["biases"], sums)]


def check_sums(header, name, section):
    """Refuse a section whose sums overflow for some vector, with code 10."""
    if vector_bits(header, name) == 16 and max(row_bounds(section)) > TOP - 1:
        raise Refused(10, f"sum of a wide row of {name}")

"""The stage `standardize`: 256 for one deviation, in products of 32 bits."""

from .core import clamp
from .moments import moments
from .signal import made
from .standardize import window_numbers

LARGEST = 2047
GAIN = 1 << 24


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    m = node["length"]
    if m < 1 or stage["operands"][0] > 1:
        return None
    return made(2 * stage["operands"][0], m, LARGEST, 0, 2 * m)


def standard_scores(values):
    """Return the standardised window."""
    m = len(values)
    spread, total, _, _, g, shift = window_numbers(values, GAIN)
    if spread == 0:
        return [0] * m
    mean = (2 * total + m) // (2 * m)
    down = max((m * g).bit_length() - 14, 0)
    factor, shift = m * g >> down, max(shift - down, 0)
    if shift > 30:
        return [0] * m
    half = 1 << shift >> 1
    products = [(c - mean) * factor + half for c in values]
    assert all(abs(product) < 1 << 31 for product in products)
    return [clamp(product >> shift, -LARGEST, LARGEST) for product in products]


def run(stage, values):
    """Return (features, the standardised window)."""
    return moments(values) if stage["operands"][0] else [], standard_scores(values)

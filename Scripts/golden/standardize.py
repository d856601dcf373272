"""A window of counts is standardised."""

import math

from .core import clamp, top_of


def window_numbers(counts, gain):
    """Return (D, S, e, R, G, s) of a window; e, R, G, s are None for a constant one."""
    m = len(counts)
    total, squares = sum(counts), sum(c * c for c in counts)
    spread = m * squares - total * total
    if spread == 0:
        return 0, total, None, None, None, None
    even = 0
    while spread << (even + 2) < 1 << 64:
        even += 2
    root = math.isqrt(spread << even)
    g = (gain << 32) // root
    shift = 48 - even // 2
    assert 0 < spread < 1 << 58 and 1 << 31 <= root < 1 << 32
    assert 1 <= g <= 1 << 31 and 17 <= shift <= 48
    return spread, total, even, root, g, shift


def standardize(counts, gain, bits=8):
    """Quantise the counts of one window by its mean and standard deviation."""
    m = len(counts)
    spread, total, _, _, g, shift = window_numbers(counts, gain)
    if spread == 0:
        return [0] * m
    products = [(m * c - total) * g + (1 << (shift - 1)) for c in counts]
    assert all(abs(product) < 1 << 63 for product in products)
    top = top_of(bits)
    return [clamp(product >> shift, -top, top) for product in products]
